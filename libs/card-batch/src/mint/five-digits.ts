import { randomFillSync } from 'node:crypto';

/** The largest multiple of 10^5 in 32 bits: a draw above it would favour small digits, and is drawn again. */
const UNBIASED_BELOW = Math.floor(2 ** 32 / 100_000) * 100_000;
const DRAWS = 8_192;

/** The mint's source of 0 … 99999, each equally likely, from the operating system's generator. */
export class FiveDigits {
  private readonly draws = new Uint32Array(DRAWS);
  private used = DRAWS;

  /** @param fill puts random bits into the draws. */
  constructor(private readonly fill: (draws: Uint32Array<ArrayBuffer>) => unknown = randomFillSync) {}

  next(): number {
    for (;;) {
      if (this.used === DRAWS) {
        this.fill(this.draws as Uint32Array<ArrayBuffer>);
        this.used = 0;
      }
      const draw = this.draws[this.used]!;
      this.draws[this.used++] = 0; // a PIN is not kept in memory longer than needed
      if (draw < UNBIASED_BELOW) return draw % 100_000;
    }
  }
}
