import { type KeyObject, createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import {
  type BundleCertificate,
  type BundleManifest,
  type BundleReceipt,
  MANIFEST_FORMAT,
  type Signed,
  type SignedManifest,
} from './bundle-papers.js';
import { BundleBroken, ContentReader, type FilePiece, type ReadContent } from './content-reader.js';
import { fingerprintGroups, fingerprintOfKeys } from './house-key.js';
import { isPaperSigned, signPaper } from './signed-paper.js';

export { BundleBroken } from './content-reader.js';

/** The key given is not the one that the bundle was encrypted to. */
export class BundleNotForUs extends Error {
  override readonly name = 'BundleNotForUs';
}

/** A new pair of pairs for a print house. The secret halves never leave it. */
export interface HouseSecrets {
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  /** PKCS #8. */
  readonly signingPem: string;
  readonly public: { readonly recipient: string; readonly signingKey: string; readonly fingerprint: string };
}

export async function makeHouseSecrets(): Promise<HouseSecrets> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signingKey = publicKey.export({ type: 'spki', format: 'der' });
  return {
    identity,
    signingPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    public: {
      recipient,
      signingKey: signingKey.toString('base64'),
      fingerprint: fingerprintGroups(fingerprintOfKeys({ recipient, signingKey })),
    },
  };
}

/** The secret line of an identity file; `age-keygen` writes comments around it. */
export function identityIn(text: string): string | undefined {
  return /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m.exec(text)?.[0];
}

/** A key of Ed25519 in PEM. */
export function ed25519In(pem: string, half: 'private' | 'public'): KeyObject | undefined {
  try {
    if (half === 'public' && pem.includes('PRIVATE')) return undefined;
    const key = half === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

const MANIFEST_FIELDS = {
  text: [
    'format',
    'bundle',
    'kind',
    'batch',
    'product',
    'gtin',
    'currency',
    'firstSerial',
    'lastSerial',
    'house',
    'keyFingerprint',
    'sha256',
    'contentSha256',
    'madeAt',
  ],
  whole: ['months', 'faceValueMinor', 'cards', 'serialHash', 'bytes', 'contentBytes'],
} as const satisfies Record<string, readonly (keyof BundleManifest)[]>;

/** A manifest as it came, its shape only; `undefined` if it is none. */
export function manifestIn(text: string): SignedManifest | undefined {
  const { manifest, signature } = (parsed(text) ?? {}) as Partial<Record<keyof SignedManifest, unknown>>;
  if (typeof manifest !== 'object' || manifest === null || typeof signature !== 'string') return undefined;
  const fields = manifest as Record<string, unknown>;
  const shaped =
    MANIFEST_FIELDS.text.every((name) => typeof fields[name] === 'string') &&
    MANIFEST_FIELDS.whole.every((name) => Number.isSafeInteger(fields[name])) &&
    fields['format'] === MANIFEST_FORMAT;
  return shaped ? { manifest: manifest as BundleManifest, signature } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface OpenBundle {
  readonly file: string;
  readonly signed: SignedManifest;
  readonly issuerKey: KeyObject;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  /** Of a data bundle the file, of sheets the folder. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** Bytes of the age file that were decrypted. */
  readonly onBytes: (done: number) => void;
}

/**
 * What the print house does with a bundle: checks our signature, then the file against it, and only then decrypts;
 * checks every line, the trailer's totals and the manifest. What it writes appears under its name when all of it fits.
 * @throws BundleBroken, BundleNotForUs.
 */
export async function openBundle(order: OpenBundle): Promise<ReadContent> {
  const { file, signed, issuerKey, identity, signal, onBytes } = order;
  if (!isPaperSigned('bundle-manifest', signed.manifest, signed.signature, issuerKey)) {
    throw new BundleBroken('the manifest is not signed with the issuer’s key, or was changed since');
  }
  await checkFile(file, signed.manifest, signal);
  const source = createReadStream(file, { signal });
  const reader = new ContentReader();
  const desk = new WritingDesk(order.out, signed.manifest.kind);
  try {
    let done = 0;
    for await (const piece of await decrypted(source, identity)) {
      await desk.write(piece, reader.push(piece));
      onBytes((done += piece.length));
    }
    const content = reader.end();
    checkManifest(content, signed.manifest);
    await desk.deliver();
    return content;
  } finally {
    source.destroy();
    await desk.clear();
  }
}

/** Whether a file is the one that a manifest is about. @throws BundleBroken */
export async function checkFile(path: string, { bytes, sha256 }: BundleManifest, signal?: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of createReadStream(path, signal === undefined ? {} : { signal }) as AsyncIterable<Buffer>) {
    hash.update(piece);
    size += piece.length;
  }
  if (size !== bytes) throw new BundleBroken(`the file has ${size} bytes, the manifest says ${bytes}`);
  if (hash.digest('hex') !== sha256) throw new BundleBroken('the file is not the one that the manifest is about');
}

async function decrypted(source: Readable, identity: string): Promise<AsyncIterable<Buffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const age = Readable.toWeb(source) as ReadableStream<Uint8Array>;
  const plain = await decrypter.decrypt(age).catch((error: Error) => {
    if (/no identity matched/i.test(error.message)) throw new BundleNotForUs('the bundle is encrypted to another key');
    throw broken(error);
  });
  return asBuffers(plain);
}

async function* asBuffers(pieces: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const piece of pieces) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  } catch (error) {
    throw broken(error as Error);
  }
}

function broken(error: Error): Error {
  return error.name === 'AbortError' ? error : new BundleBroken(`the file can’t be decrypted: ${error.message}`);
}

function checkManifest({ facts, serialHash, bytes, sha256 }: ReadContent, manifest: BundleManifest): void {
  const said: readonly (readonly [name: string, found: unknown, wanted: unknown])[] = [
    ['bundle', facts.bundle, manifest.bundle],
    ['kind', facts.kind, manifest.kind],
    ['batch', String(facts.batchId).padStart(6, '0'), manifest.batch],
    ['product', facts.product, manifest.product],
    ['GTIN', facts.gtin, manifest.gtin],
    ['number of cards', facts.cards, manifest.cards],
    ['face value', facts.faceValueMinor, manifest.faceValueMinor],
    ['currency', facts.currency, manifest.currency],
    ['months', facts.months, manifest.months],
    ['first serial', facts.firstSerial, manifest.firstSerial],
    ['last serial', facts.lastSerial, manifest.lastSerial],
    ['key', facts.keyFingerprint, manifest.keyFingerprint],
    ['serial hash', serialHash, manifest.serialHash],
    ['size', bytes, manifest.contentBytes],
    ['digest', sha256, manifest.contentSha256],
  ];
  const differing = said.find(([, found, wanted]) => found !== wanted);
  if (differing !== undefined) throw new BundleBroken(`the content has another ${differing[0]} than the manifest`);
}

/** Where opened content is written: under other names, readable by its owner alone, until all of it was checked. */
class WritingDesk {
  private readonly parts: { readonly part: string; readonly path: string }[] = [];
  private file: FileHandle | undefined;

  constructor(
    private readonly out: string,
    private readonly kind: BundleManifest['kind'],
  ) {}

  async write(content: Buffer, pieces: readonly FilePiece[]): Promise<void> {
    if (this.kind === 'data') {
      if (this.file === undefined) await this.begin(this.out);
      await this.file!.writeFile(content);
      return;
    }
    for (const piece of pieces) {
      if (piece.kind === 'file') await this.begin(join(this.out, piece.name));
      else if (piece.kind === 'bytes') await this.file!.writeFile(piece.bytes);
      else await this.end();
    }
  }

  async deliver(): Promise<void> {
    await this.end();
    for (const { part, path } of this.parts) await rename(part, path);
  }

  /** What was not delivered goes. */
  async clear(): Promise<void> {
    await this.file?.close();
    for (const { part } of this.parts) await rm(part, { force: true });
  }

  private async begin(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const part = `${path}.part`;
    await rm(part, { force: true }); // of a run that was killed; its mode may be another
    this.file = await open(part, 'wx', 0o600);
    this.parts.push({ part, path });
  }

  private async end(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.sync();
    await file?.close();
  }
}

export function makeReceipt(
  { bundle, cards, sha256 }: BundleManifest,
  at: Date,
  key: KeyObject,
): Signed<BundleReceipt> {
  const receipt: BundleReceipt = { bundle, cards, sha256, signedAt: at.toISOString() };
  return { ...receipt, signature: signPaper('bundle-receipt', receipt, key) };
}

export function makeCertificate(certificate: BundleCertificate, key: KeyObject): Signed<BundleCertificate> {
  return { ...certificate, signature: signPaper('bundle-certificate', certificate, key) };
}
