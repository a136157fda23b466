export const BUNDLE_KINDS = ['data', 'sheets'] as const;
/** A text file with a line a card for houses that set the type themselves, or the finished PDF sheets. */
export type BundleKind = (typeof BUNDLE_KINDS)[number];

export const MANIFEST_FORMAT = 'reup-bundle/1';

/**
 * What we say a bundle is, signed with the issuer's manifest key. No digest of the plaintext without its secret nonce,
 * and none of a single card: the manifest outlives the seal, and 10^15 PINs are soon tried.
 */
export interface BundleManifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly bundle: string;
  readonly kind: BundleKind;
  /** Six digits. */
  readonly batch: string;
  readonly product: string;
  readonly gtin: string;
  readonly months: number;
  /** Of one card, minor units of the currency. */
  readonly faceValueMinor: number;
  readonly currency: string;
  readonly cards: number;
  readonly firstSerial: string;
  readonly lastSerial: string;
  /** The sum of the serials' digits 9 to 15. */
  readonly serialHash: number;
  readonly house: string;
  /** SHA-256 over both keys of the house, hex. */
  readonly keyFingerprint: string;
  /** The age file. */
  readonly bytes: number;
  readonly sha256: string;
  /** What is in it, its secret nonce included. */
  readonly contentBytes: number;
  readonly contentSha256: string;
  readonly madeAt: string;
}

/** The manifest on its way: `reup bundle open` checks it against a key that the house has from us by another channel. */
export interface SignedManifest {
  readonly manifest: BundleManifest;
  readonly signature: string;
}

/** What the house says when it has opened a bundle: that many cards, from that very file. */
export interface BundleReceipt {
  readonly bundle: string;
  readonly cards: number;
  /** Of the age file, hex. */
  readonly sha256: string;
  readonly signedAt: string;
}

/** What the house says at the end: what became of each card, and that it kept nothing of all it was sent of the batch. */
export interface BundleCertificate {
  readonly bundle: string;
  /** Six digits. */
  readonly batch: string;
  /** Good cards handed over. */
  readonly printed: number;
  /** Ruined ones, named one by one before. */
  readonly spoiled: number;
  /** Who destroyed the data, the plates and the ruined cards, and who watched. */
  readonly who: string;
  readonly when: string;
  readonly how: string;
  readonly witness: string;
}

export type Signed<Paper> = Paper & { readonly signature: string };
