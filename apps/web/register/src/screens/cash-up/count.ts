import type { CloseShiftRequest, CountedUnit } from '#lib/till-client';

/** How many of each, as typed: of notes and coins by their worth, of cards by their product. */
export type Counts = Readonly<Record<string, string>>;

/** One thing at a time: the cash, the cards, and only when the drawer differs why. */
export type Step = 'cash' | 'cards' | 'why';

export interface CashUp {
  readonly step: Step;
  readonly cash: Counts;
  readonly cards: Counts;
  readonly reason: string;
  /** A supervisor's, sent once and then forgotten. */
  readonly code: string;
  readonly trouble?: string | undefined;
}

export type CashUpEvent =
  | { readonly is: 'counted'; readonly of: 'cash' | 'cards'; readonly name: string; readonly text: string }
  | { readonly is: 'typed'; readonly what: 'reason' | 'code'; readonly text: string }
  | { readonly is: 'step'; readonly to: Step }
  /** The drawer is not what it should be; by how much is told when it is closed. */
  | { readonly is: 'differs'; readonly words: string }
  | { readonly is: 'trouble'; readonly words: string | undefined };

const COUNT_DIGITS = 5;

export const UNCOUNTED: CashUp = { step: 'cash', cash: {}, cards: {}, reason: '', code: '' };

export function cashUp(state: CashUp, event: CashUpEvent): CashUp {
  if (event.is === 'counted') {
    const text = event.text.replace(/\D/g, '').slice(0, COUNT_DIGITS);
    return { ...state, [event.of]: { ...state[event.of], [event.name]: text } };
  }
  if (event.is === 'typed') return { ...state, [event.what]: event.text };
  if (event.is === 'step') return { ...state, step: event.to, trouble: undefined };
  const tried = { ...state, code: '', trouble: event.words };
  return event.is === 'differs' ? { ...tried, step: 'why' } : tried;
}

/** What lies in the drawer, minor units. */
export function sumOf(units: readonly number[], cash: Counts): number {
  return units.reduce((sum, unit) => sum + unit * countOf(cash, unit), 0);
}

export function unitsIn(units: readonly number[], cash: Counts): readonly CountedUnit[] {
  return units.map((unitMinor) => ({ unitMinor, count: countOf(cash, unitMinor) })).filter(({ count }) => count > 0);
}

/** A product that was left empty was not counted; a typed 0 means that none hangs there. */
export function closingOf(
  { cash, cards, reason, code }: CashUp,
  units: readonly number[],
  shiftId: string | undefined,
): CloseShiftRequest {
  const counted = Object.entries(cards).filter(([, text]) => text !== '');
  return {
    counted: unitsIn(units, cash),
    cards: counted.map(([productId]) => ({ productId, count: countOf(cards, productId) })),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(code === '' ? {} : { supervisorCode: code }),
    ...(shiftId === undefined ? {} : { shiftId }),
  };
}

function countOf(counts: Counts, name: string | number): number {
  return Number(counts[name] ?? 0);
}
