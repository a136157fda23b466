import { type Box, marginOf, type Mm, pieceOf, type SheetLayout } from './sheet-layout.js';
import type { SheetNumbering } from './sheet-spec.js';

/** One sheet of paper with its cards. */
export interface Sheet<Card> {
  /** Counted from 0, in the batch. */
  readonly number: number;
  /** The pile of sheets that is cut at once, counted from 0. */
  readonly pile: number;
  /** By cell; only a pile's last cells can be empty. */
  readonly cards: readonly { readonly cell: number; readonly card: Card }[];
}

export function cellsOf({ columns, rows }: SheetLayout): number {
  return columns * rows;
}

export function sheetCount(cards: number, layout: SheetLayout): number {
  return Math.ceil(cards / cellsOf(layout));
}

export function pileCount(cards: number, layout: SheetLayout): number {
  return Math.ceil(sheetCount(cards, layout) / layout.sheetsPerPile);
}

/** How the sheets of several files of one batch are counted through. @param cards how many each file has. */
export function numberFiles(cards: readonly number[], layout: SheetLayout): SheetNumbering[] {
  const total = (count: (cards: number, layout: SheetLayout) => number, files: readonly number[]): number =>
    files.reduce((sum, file) => sum + count(file, layout), 0);
  const [sheets, piles] = [total(sheetCount, cards), total(pileCount, cards)];
  return cards.map((_, file) => {
    const before = cards.slice(0, file);
    return { sheetsBefore: total(sheetCount, before), sheets, pilesBefore: total(pileCount, before), piles };
  });
}

/**
 * Cut and stack: in each pile of sheets, cell k holds stack k, whose cards run on from those of stack k - 1. So the cut
 * stacks need only be put on each other, and pile on pile, and all cards are in the order they came in.
 * Holds the cards of one pile at a time.
 */
export async function* imposed<Card>(
  cards: AsyncIterable<Card> | Iterable<Card>,
  layout: SheetLayout,
): AsyncGenerator<Sheet<Card>> {
  const pileCardsMax = cellsOf(layout) * layout.sheetsPerPile;
  let pileCards: Card[] = [];
  let pile = 0;
  for await (const card of cards) {
    pileCards.push(card);
    if (pileCards.length < pileCardsMax) continue;
    yield* sheetsOfPile(pileCards, pile++, layout);
    pileCards = [];
  }
  if (pileCards.length > 0) yield* sheetsOfPile(pileCards, pile, layout);
}

function* sheetsOfPile<Card>(pileCards: readonly Card[], pile: number, layout: SheetLayout): Generator<Sheet<Card>> {
  const sheets = sheetCount(pileCards.length, layout);
  for (let sheet = 0; sheet < sheets; sheet++) {
    const cards: { cell: number; card: Card }[] = [];
    for (let cell = 0, i = sheet; cell < cellsOf(layout) && i < pileCards.length; cell++, i += sheets) {
      cards.push({ cell, card: pileCards[i]! });
    }
    yield { number: pile * layout.sheetsPerPile + sheet, pile, cards };
  }
}

export type Face = 'front' | 'back';

export interface Place {
  /** The card's top left corner on the page; its header, if there is one, lies above. */
  readonly x: Mm;
  readonly y: Mm;
  /** What its art may cover: the piece and its bleed, but never more than half a gutter. */
  readonly art: Box;
}

/**
 * Where a cell lies on the page: backs change columns, as on a sheet that is turned over its long edge. (For one that is
 * turned over its short edge the finished page is turned by half, which changes rows instead and leaves the card the
 * same.)
 * @param offset of all backs, right and down.
 */
export function placeOf(cell: number, face: Face, layout: SheetLayout, offset = { x: 0, y: 0 }): Place {
  const { gutter, columns, rows, bleed, header } = layout;
  const piece = pieceOf(layout);
  const margin = marginOf(layout);
  const shift = face === 'front' ? { x: 0, y: 0 } : offset;
  const row = Math.floor(cell / columns);
  const column = face === 'front' ? cell % columns : columns - 1 - (cell % columns);
  const x = margin.x + column * (piece.width + gutter.x) + shift.x;
  const y = margin.y + row * (piece.height + gutter.y) + shift.y;

  const left = column === 0 ? bleed : Math.min(bleed, gutter.x / 2);
  const right = column === columns - 1 ? bleed : Math.min(bleed, gutter.x / 2);
  const top = row === 0 ? bleed : Math.min(bleed, gutter.y / 2);
  const bottom = row === rows - 1 ? bleed : Math.min(bleed, gutter.y / 2);
  return {
    x,
    y: y + (header?.height ?? 0),
    art: { x: x - left, y: y - top, width: left + piece.width + right, height: top + piece.height + bottom },
  };
}
