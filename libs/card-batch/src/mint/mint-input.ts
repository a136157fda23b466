/** Of the batch's key and of the pepper, which follow each other in the secret. */
export const KEY_BYTES = 32;

/** What to make. */
export interface MintFacts {
  readonly batchId: number;
  readonly quantity: number;
  readonly chunkSize: number;
  readonly pepperId: number;
}

/**
 * What the parent writes to the child's stdin. The child loads nothing but pg, for Nest, TypeORM and the other libs
 * would cost a small mint half of its time: what it must know of cards and database comes as data, and the keys
 * (the batch's, then the pepper) as bytes through their own pipe.
 */
export interface MintInput extends MintFacts {
  readonly database: { readonly connectionString: string; readonly options: string };
  /** The check digit's quasigroup, from libs/cards. */
  readonly dammTable: readonly number[];
  /** Some PINs that are no card's, with the digests that a redemption would look up: the child must come to the same. */
  readonly proof: readonly { readonly pin: string; readonly digest: string }[];
}

/** `stopped`: the batch is no longer minting, someone cancelled it. `elsewhere`: another child is at it, and it will finish. */
export type MintOutcome = 'complete' | 'stopped' | 'elsewhere';

/** What the child says when it could do its work. */
export interface MintSaid {
  readonly outcome: MintOutcome;
}
