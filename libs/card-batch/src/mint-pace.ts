/** A chunk that was written: how many cards, and when. */
export interface WrittenChunk {
  readonly cards: number;
  readonly atMs: number;
}

export interface MintPace {
  /** Cards a second, lately; `null` while there is nothing to reckon with. */
  readonly ratePerS: number | null;
  /** Seconds until the last card at that rate. */
  readonly leftS: number | null;
}

export const NO_PACE: MintPace = { ratePerS: null, leftS: null };

/**
 * How fast the cards come. The first chunk only starts the watch, for nobody knows when its making began; a mint that
 * stands still grows slower with every second.
 */
export function paceOf(chunks: readonly WrittenChunk[], left: number, nowMs: number): MintPace {
  if (chunks.length < 2) return NO_PACE;
  const firstMs = Math.min(...chunks.map(({ atMs }) => atMs));
  const seconds = (nowMs - firstMs) / 1_000;
  if (seconds <= 0) return NO_PACE;
  const counted =
    chunks.reduce((sum, { cards }) => sum + cards, 0) - chunks.find(({ atMs }) => atMs === firstMs)!.cards;
  const ratePerS = counted / seconds;
  return { ratePerS: Math.round(ratePerS), leftS: Math.ceil(left / ratePerS) };
}
