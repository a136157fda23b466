import { minorDigits } from '#lib/kernel';

/** What is done when a limit is reached. `exception`: work for a person, with an amount of money or a clerk's name on it. */
export type RuleAction = 'prompt' | 'refuse' | 'hold' | 'suspend' | 'alert' | 'exception';

/** `over`: that many are still fine. `from`: that many are too many. */
type Threshold = { readonly over: number } | { readonly from: number };

export type RuleLimit = Threshold & {
  readonly unit:
    | 'sales'
    | 'major units'
    | 'undone sales'
    | 'basis points'
    | 'cards'
    | 'refused sales'
    | 'minor units'
    | 'networks';
  /** What is counted lies within so many milliseconds; absent: as long as the subject itself lasts. */
  readonly withinMs?: number;
  readonly action: RuleAction;
};

export interface TillRule {
  /** Whose things are counted. */
  readonly subject: string;
  readonly limits: Readonly<Record<string, RuleLimit>>;
  /** Why these numbers. */
  readonly why: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The rules of till and clerk, one table: limits are read from here and written nowhere else. */
export const TILL_RULES = {
  'till.burst': {
    subject: 'a terminal since a supervisor last unlocked it; not of a retailer whose machines sell in bursts',
    limits: {
      ask: { over: 5, unit: 'sales', withinMs: 10 * MINUTE_MS, action: 'prompt' },
      lock: { over: 20, unit: 'sales', withinMs: 10 * MINUTE_MS, action: 'refuse' },
      receipt: { over: 500, unit: 'major units', withinMs: DAY_MS, action: 'refuse' },
    },
    why: 'Whoever phones a clerk as "support" has cards sold one after the other. Big shops cut their limit to 500 after talks with attorneys general.',
  },
  'clerk.rate': {
    subject: 'a shift',
    limits: {
      count: { over: 3, unit: 'undone sales', action: 'alert' },
      share: { over: 300, unit: 'basis points', action: 'alert' },
    },
    why: 'Both must be passed: 3 % of a shift is a loss-prevention trigger, and three of anything happen to everyone.',
  },
  'clerk.reverse': {
    subject: 'a clerk',
    limits: {
      tried: { from: 1, unit: 'cards', action: 'exception' },
      again: { from: 2, unit: 'cards', withinMs: 30 * DAY_MS, action: 'suspend' },
    },
    why: 'Cash was taken and the sale undone while the customer left with the card. Once may be a lost answer. Cards are counted, not tries: no customer can have a clerk suspended by trying twice.',
  },
  'swap.scan': {
    subject: 'a sold card, at the store that sold it',
    limits: { again: { from: 2, unit: 'refused sales', withinMs: DAY_MS, action: 'hold' } },
    why: 'A serial is sold once by design. One more scan is a double beep; two, and its code may be pasted over other cards.',
  },
  'retailer.credit': {
    subject: 'a retailer with a credit limit: what it owes as a share of the limit',
    limits: {
      near: { from: 8_000, unit: 'basis points', action: 'alert' },
      full: { over: 10_000, unit: 'basis points', action: 'refuse' },
    },
    why: 'What is owed is the only loss that can be bounded. The default limit is a week of average sales, so that 80 % leaves more than a day to pay.',
  },
  'match.unrung': {
    subject: 'a difference between what was activated and what the till rang up: ACTIVE_NOT_SOLD',
    limits: { any: { over: 0, unit: 'minor units', action: 'exception' } },
    why: 'No tolerance on money: the retailer owes what was activated.',
  },
  'terminal.network': {
    subject: 'a terminal',
    limits: { first: { from: 1, unit: 'networks', action: 'alert' } },
    why: 'A till stands still: a /24 or /48 that it never spoke from may be a stolen key.',
  },
} as const satisfies Record<string, TillRule>;

export type RuleId = keyof typeof TILL_RULES;
export const RULE_IDS = Object.keys(TILL_RULES) as readonly RuleId[];

/** What raises an exception of `match.unrung`. */
export const UNRUNG_EXCEPTION = 'ACTIVE_NOT_SOLD';

/** Whether there are so many that the limit acts. */
export function reaches(limit: RuleLimit, count: number): boolean {
  return 'over' in limit ? count > limit.over : count >= limit.from;
}

export type Burst = 'none' | 'prompt' | 'locked';

/** What `till.burst` says to the next sale of a terminal that has sold so many in its window. */
export function burstOf({ sales10min }: { readonly sales10min: number }): Burst {
  const { ask, lock } = TILL_RULES['till.burst'].limits;
  const next = sales10min + 1;
  if (reaches(lock, next)) return 'locked';
  return reaches(ask, next) ? 'prompt' : 'none';
}

/** Whether so much on one receipt, the sale in question included, needs a supervisor. */
export function receiptOver(receiptMinor: bigint, currency: string): boolean {
  const { over } = TILL_RULES['till.burst'].limits.receipt;
  return receiptMinor > BigInt(over) * 10n ** BigInt(minorDigits(currency));
}

/** Whether so many of a shift's sales were undone that its manager should know. `sales` includes the undone ones. */
export function clerkRate({ sales, undone }: { readonly sales: number; readonly undone: number }): boolean {
  const { count, share } = TILL_RULES['clerk.rate'].limits;
  return reaches(count, undone) && undone * 10_000 > share.over * sales;
}

/** What becomes of a clerk of whom so many reversed cards were tried in the window, this one included. */
export function clerkReverse({ cards }: { readonly cards: number }): 'none' | 'exception' | 'suspend' {
  const { tried, again } = TILL_RULES['clerk.reverse'].limits;
  if (reaches(again, cards)) return 'suspend';
  return reaches(tried, cards) ? 'exception' : 'none';
}

/** Whether so many refused second sales make a card's code look like a copy. */
export function swapScan({ refused }: { readonly refused: number }): boolean {
  return reaches(TILL_RULES['swap.scan'].limits.again, refused);
}

/** How near a retailer is to its limit; `full`: it owes more than was agreed. A limit of nothing is full with the first cent. */
export function creditStage(limitMinor: bigint, owedMinor: bigint): 'none' | 'near' | 'full' {
  const { near, full } = TILL_RULES['retailer.credit'].limits;
  if (owedMinor <= 0n) return 'none';
  const owed = owedMinor * 10_000n;
  if (owed > limitMinor * BigInt(full.over)) return 'full';
  return owed >= limitMinor * BigInt(near.from) ? 'near' : 'none';
}

/** Whether the two amounts of one day and store need an explanation. */
export function unrung(activatedMinor: bigint, rungMinor: bigint): boolean {
  const difference = activatedMinor - rungMinor;
  return difference > BigInt(TILL_RULES['match.unrung'].limits.any.over);
}
