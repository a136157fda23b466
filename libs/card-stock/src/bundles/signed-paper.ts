import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '#lib/kernel';

/** What is signed between us and a print house. The kind is signed too, so that no paper stands in for another. */
export type PaperKind = 'bundle-manifest' | 'bundle-receipt' | 'bundle-certificate';

/** The bytes that are signed: a line that names the kind, then the paper as canonical JSON (RFC 8785). */
export function paperBytes(kind: PaperKind, paper: object): Buffer {
  return Buffer.from(`reup ${kind} 1\n${canonicalJson(paper)}`);
}

/** The Ed25519 signature in base64. */
export function signPaper(kind: PaperKind, paper: object, key: KeyObject): string {
  return sign(null, paperBytes(kind, paper), key).toString('base64');
}

export function isPaperSigned(kind: PaperKind, paper: object, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.length === 64 && verify(null, paperBytes(kind, paper), key, bytes);
}
