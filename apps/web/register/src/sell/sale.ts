/**
 * The sell screen as a state machine: what may happen, and what it makes of one customer's receipt. No clock, no network,
 * no page: the till (`till/`) asks and tells, the pane (`pane.ts`) says it to the clerk.
 */

/** What a card is, from the last check of it or of another card of its batch. */
export interface CardFacts {
  readonly productId: string;
  readonly name: string;
  readonly months: number;
  /** Minor units, without taxes: what goes to the system. */
  readonly amountMinor: number;
  /** What the customer pays. */
  readonly totalMinor: number;
  readonly taxes: readonly { readonly name: string; readonly amountMinor: number }[];
  readonly currency: string;
}

export type Phase =
  /** Asked whether it may be sold. */
  | 'checking'
  /** It may: take the cash. */
  | 'ready'
  /** It may not, at the check or at the sale. */
  | 'refused'
  /** Nobody answered, and this till has never seen a card of its kind. */
  | 'unchecked'
  /** The cash is in, the sale is written down and on its way. */
  | 'sending'
  /** No answer in time: the same key again. */
  | 'waiting'
  /** Three silences: the clerk decides. */
  | 'unanswered'
  | 'sold'
  /** Sold within the offline floor; waits to be sent. */
  | 'stored'
  /** The money goes back; the reversal is on its way. */
  | 'returning'
  | 'cancelled'
  /** Not even the reversal was answered: a person settles it by its number. */
  | 'claim';

/** What a supervisor must first allow. */
export type Need = 'till.locked' | 'till.receipt_limit';

export interface Line {
  readonly serial: string;
  /** The scan as the system takes it. */
  readonly code: string;
  readonly phase: Phase;
  readonly card?: CardFacts;
  /** The check was not answered: the price is of an earlier card of the batch. */
  readonly offline?: boolean;
  /** Nothing came for two seconds. */
  readonly slow?: boolean;
  /** `till.burst`: ask whether somebody on the phone wants these. */
  readonly prompt?: string;
  readonly needs?: Need;
  /** For the clerk: why not. */
  readonly words?: string;
  /** Made when the cash was in; finds the sale again for ever. */
  readonly key?: string;
  readonly authorization?: string;
}

export interface Notice {
  readonly word: string;
  readonly words: string;
  /** Soft: nothing is wrong, nothing was done. */
  readonly tone: 'soft' | 'bad';
}

export interface Sale {
  readonly receipt: string;
  readonly lines: readonly Line[];
  /** As it was typed. */
  readonly cash: string;
  /** About the last scan, when it changed nothing. */
  readonly notice?: Notice;
}

export type Happening =
  | { readonly is: 'scanned'; readonly serial: string; readonly code: string; readonly receipt: string }
  | { readonly is: 'misread'; readonly words: string }
  | { readonly is: 'checked'; readonly serial: string; readonly card: CardFacts; readonly prompt?: string }
  | {
      readonly is: 'refused';
      readonly serial: string;
      readonly words: string;
      readonly needs?: Need;
      readonly card?: CardFacts;
    }
  | { readonly is: 'unchecked'; readonly serial: string; readonly known?: CardFacts; readonly words: string }
  | { readonly is: 'slow'; readonly serial: string }
  | { readonly is: 'cash'; readonly text: string }
  | { readonly is: 'short'; readonly words: string }
  | { readonly is: 'paid'; readonly keys: ReadonlyMap<string, string> }
  | { readonly is: 'repeated'; readonly key: string }
  | { readonly is: 'unanswered'; readonly key: string }
  | { readonly is: 'sold'; readonly key: string; readonly authorization?: string }
  | { readonly is: 'stored'; readonly key: string }
  | { readonly is: 'returning'; readonly key: string }
  | { readonly is: 'cancelled'; readonly key: string }
  | { readonly is: 'claim'; readonly key: string }
  | { readonly is: 'allowed'; readonly serial: string }
  | { readonly is: 'taken off'; readonly serial: string }
  | { readonly is: 'new customer'; readonly receipt: string };

/** Neither sold nor not: nothing else may begin. */
const OPEN: ReadonlySet<Phase> = new Set(['sending', 'waiting', 'unanswered', 'returning']);
/** A refusal may come of these; after a silence the key is taken back before it is told. */
const REFUSABLE: ReadonlySet<Phase> = new Set(['checking', 'sending', 'waiting', 'returning']);
/** Its answer is there for good. */
const SETTLED: ReadonlySet<Phase> = new Set(['sold', 'stored', 'cancelled', 'claim', 'refused']);
/** The customer pays for these. */
const PAID_FOR: ReadonlySet<Phase> = new Set(['ready', 'sending', 'waiting', 'unanswered', 'sold', 'stored']);

export const isOpen = ({ lines }: Sale): boolean => lines.some(({ phase }) => OPEN.has(phase));
export const isPaidFor = ({ phase }: Line): boolean => PAID_FOR.has(phase);

/** Everything that was paid has its answer: the next scan is the next customer's. */
export function isFinished({ lines }: Sale): boolean {
  return lines.some(({ key }) => key !== undefined) && lines.every(({ phase }) => SETTLED.has(phase));
}

/** Something to take cash for, and nothing still being asked. */
export function mayPay({ lines }: Sale): boolean {
  return (
    lines.some(({ phase }) => phase === 'ready') && lines.every(({ phase }) => phase === 'ready' || SETTLED.has(phase))
  );
}

/** Before F2: afterwards the cash is in the drawer, and what was typed is what the slip says. */
export function takesCash({ lines }: Sale): boolean {
  return lines.some(({ phase }) => phase === 'ready');
}

export function toPay({ lines }: Sale): number {
  return lines.filter(isPaidFor).reduce((sum, { card }) => sum + (card?.totalMinor ?? 0), 0);
}

export function newSale(receipt: string): Sale {
  return { receipt, lines: [], cash: '' };
}

export function happen(sale: Sale, event: Happening): Sale {
  const { notice: _, ...before } = sale;
  switch (event.is) {
    case 'scanned':
      return scanned(before, event);
    case 'misread':
      return { ...before, notice: { word: 'SCAN AGAIN', words: event.words, tone: 'bad' } };
    case 'short':
      return { ...before, notice: { word: 'NOT ENOUGH', words: event.words, tone: 'bad' } };
    case 'cash':
      return { ...before, cash: event.text };
    case 'new customer':
      return isOpen(sale) ? finishFirst(before) : newSale(event.receipt);
    case 'taken off':
      return {
        ...before,
        lines: before.lines.filter(
          ({ serial, phase, key }) => serial !== event.serial || key !== undefined || OPEN.has(phase),
        ),
      };
    case 'paid':
      return { ...before, lines: before.lines.map((line) => paid(line, event.keys)) };
    case 'checked':
    case 'refused':
    case 'unchecked':
    case 'slow':
    case 'allowed':
      return bySerial(sale, event);
    default:
      return byKey(sale, event);
  }
}

function scanned(sale: Sale, { serial, code, receipt }: Extract<Happening, { is: 'scanned' }>): Sale {
  if (isOpen(sale)) return finishFirst(sale);
  const base = isFinished(sale) ? newSale(receipt) : sale;
  const known = base.lines.find((line) => line.serial === serial);
  if (known !== undefined && known.phase !== 'refused' && known.phase !== 'unchecked') {
    return { ...base, notice: { word: 'SAME CARD', words: 'It is on the receipt already.', tone: 'soft' } };
  }
  // What may not be sold leaves the receipt with the next scan.
  const kept = base.lines.filter(
    ({ phase, key }) => key !== undefined || (phase !== 'refused' && phase !== 'unchecked'),
  );
  return { ...base, lines: [...kept.filter((line) => line.serial !== serial), { serial, code, phase: 'checking' }] };
}

function finishFirst(sale: Sale): Sale {
  return { ...sale, notice: { word: 'NOT YET', words: 'Finish this sale first.', tone: 'soft' } };
}

function paid(line: Line, keys: ReadonlyMap<string, string>): Line {
  const key = keys.get(line.serial);
  return key === undefined || line.phase !== 'ready' ? line : { ...line, key, phase: 'sending' };
}

type SerialEvent = Extract<Happening, { is: 'checked' | 'refused' | 'unchecked' | 'slow' | 'allowed' }>;

function bySerial(sale: Sale, event: SerialEvent): Sale {
  return { ...sale, lines: sale.lines.map((line) => (line.serial === event.serial ? told(line, event) : line)) };
}

/** An answer counts only for the question that is open: a late one changes nothing. */
function told(line: Line, event: SerialEvent): Line {
  const { serial, code, key } = line;
  switch (event.is) {
    case 'slow':
      return line.phase === 'checking' ? { ...line, slow: true } : line;
    case 'checked':
      if (line.phase !== 'checking') return line;
      return {
        serial,
        code,
        phase: 'ready',
        card: event.card,
        ...(event.prompt === undefined ? {} : { prompt: event.prompt }),
      };
    case 'unchecked':
      if (line.phase !== 'checking') return line;
      return event.known === undefined
        ? { serial, code, phase: 'unchecked', words: event.words }
        : { serial, code, phase: 'ready', card: event.known, offline: true };
    case 'allowed':
      return line.phase === 'refused' && line.needs !== undefined && line.card !== undefined
        ? { serial, code, phase: 'ready', card: line.card }
        : line;
    case 'refused': {
      if (!REFUSABLE.has(line.phase)) return line;
      const card = event.card ?? line.card;
      return {
        serial,
        code,
        phase: 'refused',
        words: event.words,
        // A need is met and the same card sold again under a key of its own.
        ...(key === undefined || event.needs !== undefined ? {} : { key }),
        ...(card === undefined ? {} : { card }),
        ...(event.needs === undefined ? {} : { needs: event.needs }),
      };
    }
  }
}

type KeyEvent = Exclude<
  Happening,
  SerialEvent | { is: 'scanned' | 'misread' | 'short' | 'cash' | 'new customer' | 'taken off' | 'paid' }
>;

/** From where each answer may come: sold and cancelled are ends. */
const FROM: Readonly<Record<KeyEvent['is'], ReadonlySet<Phase>>> = {
  repeated: new Set(['sending']),
  unanswered: new Set(['sending', 'waiting']),
  sold: new Set(['sending', 'waiting', 'unanswered', 'stored']),
  stored: new Set(['sending', 'waiting', 'unanswered']),
  returning: new Set(['sending', 'waiting', 'unanswered']),
  cancelled: new Set(['sending', 'waiting', 'unanswered', 'returning', 'claim']),
  claim: new Set(['returning']),
};

function byKey(sale: Sale, event: KeyEvent): Sale {
  return { ...sale, lines: sale.lines.map((line) => (line.key === event.key ? answered(line, event) : line)) };
}

function answered(line: Line, event: KeyEvent): Line {
  // Wait: the clerk sends the same key again.
  if (event.is === 'repeated' && line.phase === 'unanswered') return { ...line, phase: 'waiting' };
  if (!FROM[event.is].has(line.phase)) return line;
  const phase = event.is === 'repeated' ? 'waiting' : event.is;
  const authorization =
    event.is === 'sold' && event.authorization !== undefined ? { authorization: event.authorization } : {};
  return { ...line, phase, ...authorization };
}
