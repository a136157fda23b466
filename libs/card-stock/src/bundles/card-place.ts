/** As much of a layout as says where a card lies. */
export interface Piles {
  readonly columns: number;
  readonly rows: number;
  readonly sheetsPerPile: number;
}

/**
 * Where the card lies that comes `n`-th (from 0) of `cards`, cut and stacked as the sheets are: `12-3` is the third
 * cell of the twelfth sheet.
 */
export function placeInPiles(n: number, cards: number, { columns, rows, sheetsPerPile }: Piles): string {
  const cells = columns * rows;
  const pileCards = cells * sheetsPerPile;
  const pile = Math.floor(n / pileCards);
  const inPile = n - pile * pileCards;
  const sheets = Math.ceil(Math.min(pileCards, cards - pile * pileCards) / cells);
  return `${pile * sheetsPerPile + (inPile % sheets) + 1}-${Math.floor(inPile / sheets) + 1}`;
}
