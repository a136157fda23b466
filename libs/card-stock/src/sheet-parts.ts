import type { CardRange } from '#lib/cards';
import { type SheetLayout, type SheetNumbering, cellsOf, numberFiles } from './sheets/index.js';

/** Bounds the memory of a renderer and what one lost file would cost. */
export const SHEET_CARDS_MAX = 100_000;

/** One file of the cards that were asked for. */
export interface SheetPart extends CardRange {
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  /** `null` of one that is alone. */
  readonly numbering: SheetNumbering | null;
}

/**
 * Cuts a range into files of whole piles, so that each can be printed, cut and stacked by itself. Spoiled cards are not
 * looked at: a file from which some are left out does not use its last numbers.
 */
export function partsOf({ firstCard, lastCard }: CardRange, layout: SheetLayout): SheetPart[] {
  const cardsAPart = cardsAPartOf(layout);
  const cards = Number(lastCard - firstCard) + 1;
  const counts: number[] = [];
  for (let left = cards; left > 0; left -= cardsAPart) counts.push(Math.min(left, cardsAPart));
  const numbers = numberFiles(counts, layout);
  return counts.map((count, n) => {
    const from = firstCard + BigInt(n * cardsAPart);
    const numbering = counts.length === 1 ? null : numbers[n]!;
    return { firstCard: from, lastCard: from + BigInt(count - 1), part: n + 1, parts: counts.length, numbering };
  });
}

/** Whole piles; of a layout whose piles are larger than any file, whole sheets. */
function cardsAPartOf(layout: SheetLayout): number {
  const cells = cellsOf(layout);
  const cardsAPile = cells * layout.sheetsPerPile;
  const unit = cardsAPile <= SHEET_CARDS_MAX ? cardsAPile : cells;
  return Math.floor(SHEET_CARDS_MAX / unit) * unit;
}
