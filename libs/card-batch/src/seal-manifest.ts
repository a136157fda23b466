import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '#lib/kernel';

const FORMAT = 'reup batch-seal-manifest 1';
const SIGNATURE_BYTES = 64;

/** A PDF that was made of the batch. */
export interface ManifestSheet {
  readonly id: string;
  /** Of the PDF, in hex. */
  readonly sha256: string;
  readonly cards: number;
  readonly downloads: number;
}

/** A bundle that left for the print house. */
export interface ManifestBundle {
  readonly id: string;
  readonly kind: string;
  /** Of the age file, in hex. */
  readonly sha256: string;
  readonly cards: number;
  readonly downloadedAt: string;
}

/** What is true of a batch when its key is destroyed: signed before, and kept for whoever asks years later. */
export interface SealManifest {
  readonly format: typeof FORMAT;
  readonly batch: string;
  readonly product: {
    readonly id: string;
    readonly name: string;
    readonly gtin: string;
    readonly months: number;
    readonly priceMinor: string;
    readonly currency: string;
  };
  readonly sellBy: string;
  readonly cards: { readonly requested: number; readonly minted: number; readonly spoiled: number };
  /** First and last of the batch; the digest is of those that are not spoiled, each with a line end. */
  readonly serials: { readonly first: string; readonly last: string; readonly sha256: string };
  readonly template: { readonly name: string; readonly version: number; readonly digest: string } | null;
  readonly printHouse: { readonly name: string; readonly fingerprint: string } | null;
  readonly generator: object | null;
  readonly downloads: { readonly sheets: readonly ManifestSheet[]; readonly bundles: readonly ManifestBundle[] };
  readonly requestedBy: string;
  readonly approvedBy: string | null;
  readonly sealedBy: { readonly actor: string; readonly name: string | null };
  readonly sealedAt: string;
}

export const MANIFEST_FORMAT: typeof FORMAT = FORMAT;

/** The bytes that are signed: a line that names the format, then the manifest as canonical JSON (RFC 8785). */
export function manifestBytes(manifest: object): Buffer {
  return Buffer.from(`${FORMAT}\n${canonicalJson(manifest)}`);
}

/** An Ed25519 signature. */
export function signManifest(manifest: SealManifest, key: KeyObject): Buffer {
  return sign(null, manifestBytes(manifest), key);
}

export function isManifestSigned(manifest: object, signature: Buffer, publicKey: KeyObject): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, manifestBytes(manifest), publicKey, signature);
}
