import { type KeyObject, createHmac, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigInvalid } from './config.js';

const KEY_BYTES = 32;
const DIGEST_BYTES = 16;
/** A try always computes as many digests, so that its time does not tell how many peppers are in use (risks §3). */
export const PEPPER_SLOTS = 3;

export interface PepperedDigest {
  readonly pepperId: number;
  readonly digest: Buffer;
}

/**
 * The folder of secrets that must never be in the database: peppers (back them up twice, apart: lost = every live PIN
 * dead) and the keys of unsealed batches (never back them up: that is what makes a seal true).
 */
export class Keyring {
  private readonly peppers: ReadonlyMap<number, Buffer>;
  private readonly dummies: readonly Buffer[];
  readonly newestPepperId: number;

  private constructor(
    private readonly folder: string,
    peppers: ReadonlyMap<number, Buffer>,
  ) {
    this.peppers = peppers;
    this.newestPepperId = Math.max(...peppers.keys());
    this.dummies = Array.from({ length: Math.max(0, PEPPER_SLOTS - peppers.size) }, () => randomBytes(KEY_BYTES));
  }

  /** @param create make the folder and a first pepper where none is: never in production. */
  static open(folder: string, { create }: { readonly create: boolean }): Keyring {
    if (create) mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(folder)) throw new ConfigInvalid(`the keyring folder ${folder} is missing (KEYRING_DIR)`);
    let ids = pepperIds(folder);
    if (ids.length === 0 && create) {
      writeKey(join(folder, 'pepper-1.key'), randomBytes(KEY_BYTES));
      ids = [1];
    }
    if (ids.length === 0) throw new ConfigInvalid(`no pepper-<n>.key in the keyring folder ${folder}`);
    if (ids.length > PEPPER_SLOTS) throw new ConfigInvalid(`more than ${PEPPER_SLOTS} peppers in ${folder}`);
    return new Keyring(folder, new Map(ids.map((id) => [id, readKey(join(folder, `pepper-${id}.key`))])));
  }

  /** The first 16 bytes of HMAC-SHA-256(pepper, PIN): what a card row holds instead of its PIN. */
  digest(pepperId: number, pin: string): Buffer {
    const pepper = this.peppers.get(pepperId);
    if (pepper === undefined) throw new ConfigInvalid(`pepper ${pepperId} is not in the keyring`);
    return digestWith(pepper, pin);
  }

  /** One digest for each pepper in use, dummies filling up to the fixed number of slots. */
  digests(pin: string): PepperedDigest[] {
    const real = [...this.peppers].map(([pepperId, pepper]) => ({ pepperId, digest: digestWith(pepper, pin) }));
    const dummy = this.dummies.map((key) => ({ pepperId: 0, digest: digestWith(key, pin) }));
    return [...real, ...dummy];
  }

  pepper(pepperId: number): Buffer {
    const pepper = this.peppers.get(pepperId);
    if (pepper === undefined) throw new ConfigInvalid(`pepper ${pepperId} is not in the keyring`);
    return pepper;
  }

  /** The key of a batch that is not sealed; made once, kept over a resumed mint. */
  makeBatchKey(batchId: number): Buffer {
    const path = this.batchKeyPath(batchId);
    if (!existsSync(path)) writeKey(path, randomBytes(KEY_BYTES));
    return readKey(path);
  }

  /** `undefined` once sealed (or lost, which is the same). */
  batchKey(batchId: number): Buffer | undefined {
    const path = this.batchKeyPath(batchId);
    return existsSync(path) ? readKey(path) : undefined;
  }

  /** Batches whose key still exists. */
  openBatches(): number[] {
    return readdirSync(this.folder)
      .map((name) => /^batch-(\d{1,6})\.key$/.exec(name)?.[1])
      .filter((id) => id !== undefined)
      .map(Number);
  }

  /** Overwrites, syncs and unlinks the key, then syncs the folder. Repeating it is fine. (Best effort on copy-on-write disks.) */
  destroyBatchKey(batchId: number): void {
    const path = this.batchKeyPath(batchId);
    if (!existsSync(path)) return;
    const file = openSync(path, 'r+');
    writeSync(file, randomBytes(KEY_BYTES * 2 + 1), 0, KEY_BYTES * 2 + 1, 0);
    fsyncSync(file);
    closeSync(file);
    unlinkSync(path);
    syncFolder(this.folder);
  }

  /** A 32-byte secret of the running system, made when first asked for: what it encrypts is lost with it. Back it up. */
  secret(name: 'office'): Buffer {
    const path = join(this.folder, `${name}.key`);
    if (!existsSync(path)) writeKey(path, randomBytes(KEY_BYTES));
    return readKey(path);
  }

  /** An Ed25519 key that signs what leaves the system, made when first asked for. Back it up; publish its public half. */
  signer(name: 'manifest' | 'audit'): KeyObject {
    const path = join(this.folder, `sign-${name}.pem`);
    if (!existsSync(path)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeText(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    }
    return createPrivateKey(readFileSync(path, 'latin1'));
  }

  private batchKeyPath(batchId: number): string {
    return join(this.folder, `batch-${batchId}.key`);
  }
}

function digestWith(pepper: Buffer, pin: string): Buffer {
  return createHmac('sha256', pepper).update(pin, 'latin1').digest().subarray(0, DIGEST_BYTES);
}

function pepperIds(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => /^pepper-([1-9]\d{0,3})\.key$/.exec(name)?.[1])
    .filter((id) => id !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Hex and a line end, so that a person can see that a file is a key and compare two copies. */
function writeKey(path: string, key: Buffer): void {
  writeText(path, `${key.toString('hex')}\n`);
}

function writeText(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function readKey(path: string): Buffer {
  const key = Buffer.from(readFileSync(path, 'latin1').trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new ConfigInvalid(`${path} is no key of ${KEY_BYTES} bytes`);
  return key;
}
