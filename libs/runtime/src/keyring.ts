import {
  type KeyObject,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigInvalid } from './config.js';
import { BatchKeys } from './keyring-batch-keys.js';
import { KEY_BYTES, keyInLine, keyLine, placeNew } from './keyring-files.js';

const DIGEST_BYTES = 16;
/** A try always computes as many digests, so that its time does not tell how many peppers are in use (risks §3). */
export const PEPPER_SLOTS = 3;

export interface PepperedDigest {
  readonly pepperId: number;
  readonly digest: Buffer;
}

/**
 * The folder of secrets that must never be in the database: peppers (back them up twice, apart: lost = every live PIN
 * dead), the keys of unsealed batches and their root (never back them up: that is what makes a seal true).
 */
export class Keyring {
  private readonly peppers: ReadonlyMap<number, Buffer>;
  private readonly dummies: readonly Buffer[];
  private readonly batchKeys: BatchKeys;
  readonly newestPepperId: number;

  private constructor(
    private readonly folder: string,
    peppers: ReadonlyMap<number, Buffer>,
  ) {
    this.peppers = peppers;
    this.batchKeys = new BatchKeys(folder);
    this.newestPepperId = Math.max(...peppers.keys());
    this.dummies = Array.from({ length: Math.max(0, PEPPER_SLOTS - peppers.size) }, () => randomBytes(KEY_BYTES));
  }

  /** @param create make the folder and a first pepper where none is: never in production. */
  static open(folder: string, { create }: { readonly create: boolean }): Keyring {
    if (create) mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(folder)) throw new ConfigInvalid(`the keyring folder ${folder} is missing (KEYRING_DIR)`);
    let ids = pepperIds(folder);
    if (ids.length === 0 && create) {
      placeNew(join(folder, 'pepper-1.key'), keyLine(randomBytes(KEY_BYTES)));
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

  /** The key of a batch that is not sealed; made once, kept over a resumed mint. One process at a time makes or destroys. */
  makeBatchKey(batchId: number): Buffer {
    return this.batchKeys.make(batchId);
  }

  /** `undefined` once sealed (or lost, which is the same). */
  batchKey(batchId: number): Buffer | undefined {
    return this.batchKeys.read(batchId);
  }

  /** Batches whose key still exists. */
  openBatches(): number[] {
    return this.batchKeys.list();
  }

  /**
   * Overwrites, syncs and unlinks the key's file, and replaces the root that it was encrypted under, which the keys of
   * the other batches leave first. Repeating it is fine. (With its root in a file too, best effort on a copy-on-write disk.)
   */
  destroyBatchKey(batchId: number): void {
    for (const _ of this.batchKeys.destroying(batchId));
  }

  /** Ends a destruction that a crash broke off: nothing where there was none. */
  finishDestroying(): void {
    for (const _ of this.batchKeys.finishing());
  }

  /** A 32-byte secret of the running system, made when first asked for: what it encrypts is lost with it. Back it up. */
  secret(name: 'office'): Buffer {
    const path = join(this.folder, `${name}.key`);
    if (!existsSync(path)) placeNew(path, keyLine(randomBytes(KEY_BYTES)));
    return readKey(path);
  }

  /** An Ed25519 key that signs what leaves the system, made when first asked for. Back it up; publish its public half. */
  signer(name: 'manifest' | 'audit'): KeyObject {
    const path = join(this.folder, `sign-${name}.pem`);
    if (!existsSync(path)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      placeNew(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    }
    return createPrivateKey(readFileSync(path, 'latin1'));
  }

  /** Its public half, to check what it signed; `undefined` where it never signed anything. */
  signerPublicKey(name: 'manifest' | 'audit'): KeyObject | undefined {
    return existsSync(join(this.folder, `sign-${name}.pem`)) ? createPublicKey(this.signer(name)) : undefined;
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

function readKey(path: string): Buffer {
  const key = keyInLine(readFileSync(path));
  if (key === undefined) throw new ConfigInvalid(`${path} is no key of ${KEY_BYTES} bytes`);
  return key;
}
