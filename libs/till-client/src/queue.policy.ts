import type { SaleAnswer, StatusAnswer, StoredAnswer } from './contract.js';
import type { Outcome } from './outcome.js';
import { type FloorLimits, type NotTaken, OPEN_STATES, type QueuedSale, type QueueState } from './queue.types.js';
import { scannedSerial } from './scanned-serial.js';

/** The rules of the queue: what an answer makes of a sale. Pure. */

/** Gaps before the tries of a reversal (risks §5); the last one repeats until the queue stops trying. */
export const GAPS_S: readonly number[] = [0, 2, 5, 15, 60, 300];
const HOUR_MS = 3_600_000;
export const REVERSAL_AGE_MAX_MS = 24 * HOUR_MS;
/** Ended sales are kept for a look back and a re-print, then forgotten. */
export const KEEP_ENDED_MS = 24 * HOUR_MS;
/** Said before the server looks for the key: they tell nothing of an earlier try. */
const BEFORE_THE_KEY: ReadonlySet<number> = new Set([401, 403, 429]);

/** Why this sale can't be sold without a line; nothing when it can. */
export function overFloor(
  queued: readonly QueuedSale[],
  totalMinor: number,
  nowMs: number,
  { cards, amountMinor, hours }: FloorLimits,
): NotTaken | undefined {
  const waiting = queued.filter(({ state }) => state === 'stored');
  if (waiting.length >= cards) return 'floor.cards';
  if (waiting.reduce((sum, sale) => sum + sale.totalMinor, totalMinor) > amountMinor) return 'floor.amount';
  if (waiting.some(({ soldAt }) => nowMs - Date.parse(soldAt) > hours * HOUR_MS)) return 'floor.age';
  return undefined;
}

/** The sale of the same card that is still open, if there is one. */
export function openSaleOf(queued: readonly QueuedSale[], code: string): QueuedSale | undefined {
  const serial = scannedSerial(code);
  return queued.find(
    ({ state, sale }) =>
      OPEN_STATES.has(state) && (serial === undefined ? sale.code === code : scannedSerial(sale.code) === serial),
  );
}

/** After a try to sell under a person's eyes. */
export function afterSell(sale: QueuedSale, outcome: Outcome<SaleAnswer>, nowMs: number): QueuedSale {
  if (sale.state !== 'sending') return sale; // the money went back meanwhile
  if (outcome.kind === 'done') {
    return ended({ ...sale, answer: outcome.answer, replayed: outcome.replayed }, 'sold', nowMs);
  }
  if (outcome.kind === 'unknown') {
    return { ...sale, state: 'unknown', doubt: sale.doubt || outcome.reached, why: outcome.why };
  }
  const { code, detail, status, tries } = outcome;
  if (sale.doubt && BEFORE_THE_KEY.has(status)) return { ...sale, state: 'unknown', code, detail };
  // An earlier try without an answer may still be on its way and sell what was refused: the key is forbidden.
  if (sale.doubt || tries > 1) return reversing({ ...sale, doubt: true, code, detail }, nowMs);
  return ended({ ...sale, code, detail }, 'refused', nowMs);
}

/** After a try to take a sale back. */
export function afterReversal(sale: QueuedSale, outcome: Outcome<StatusAnswer>, nowMs: number): QueuedSale {
  if (sale.state !== 'reversing') return sale;
  if (outcome.kind === 'done') return ended(sale, 'reversed', nowMs);
  if (outcome.kind === 'refused' && !BEFORE_THE_KEY.has(outcome.status)) {
    return ended({ ...sale, code: outcome.code, detail: outcome.detail }, 'stands', nowMs);
  }
  const tries = sale.tries + 1;
  const why = outcome.kind === 'refused' ? outcome.code : outcome.why;
  const { nextAt: _, ...rest } = sale;
  const tooOld = nowMs - Date.parse(sale.soldAt) > REVERSAL_AGE_MAX_MS;
  return {
    ...rest,
    tries,
    why,
    ...(tries >= GAPS_S.length ? { claim: claimOf(sale.key) } : {}),
    ...(tooOld ? {} : { nextAt: nowMs + gapS(tries) * 1_000 }),
  };
}

/** After its line of a call with stored sales; `undefined`: there was no answer for it. */
export function afterStored(sale: QueuedSale, line: StoredAnswer | undefined, nowMs: number): QueuedSale {
  if (sale.state !== 'stored') return sale;
  if (line === undefined || line.status >= 500 || BEFORE_THE_KEY.has(line.status))
    return storedLater(sale, nowMs, line?.code);
  if (line.status < 300) {
    const exceptions = line.exceptions ?? [];
    const found = { ...sale, ...(exceptions.length > 0 ? { exceptions } : {}), ...answerIn(line) };
    return ended(found, exceptions.length > 0 ? 'exception' : 'accepted', nowMs);
  }
  const { code = `status ${line.status}`, detail, exceptions } = line;
  const told = {
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(exceptions === undefined ? {} : { exceptions }),
  };
  return ended({ ...sale, ...told }, 'rejected', nowMs);
}

/** The key was known under another request: its first, lost try. What became of that is asked by the key. */
export function afterStoredStatus(sale: QueuedSale, outcome: Outcome<StatusAnswer>, nowMs: number): QueuedSale {
  if (sale.state !== 'stored') return sale;
  if (outcome.kind !== 'done' || outcome.answer.state === 'unknown') return storedLater(sale, nowMs);
  const { state } = outcome.answer;
  if (state === 'active' || state === 'redeemed')
    return ended({ ...sale, ...answerIn(outcome.answer) }, 'accepted', nowMs);
  return ended({ ...sale, code: `activation.${state}` }, 'rejected', nowMs);
}

/** The money goes back. What was never sent is simply not sold. */
export function takenBack(sale: QueuedSale, nowMs: number): QueuedSale {
  if (sale.state !== 'unknown' && sale.state !== 'stored' && sale.state !== 'sending') return sale;
  if (!sale.doubt && sale.state !== 'sending') return ended(sale, 'cancelled', nowMs);
  return reversing({ ...sale, doubt: true }, nowMs);
}

/** The till starts again: a try that was under way may have reached the server. */
export function afterCrash(sale: QueuedSale): QueuedSale {
  return sale.state === 'sending' ? { ...sale, state: 'unknown', doubt: true, why: 'the till stopped' } : sale;
}

export function storedNow(sale: QueuedSale, nowMs: number): QueuedSale {
  return sale.state === 'unknown' ? { ...sale, state: 'stored', tries: 0, nextAt: nowMs } : sale;
}

/** Nothing that a person must still read is forgotten. */
export function mayForget({ state, endedAt, seen }: QueuedSale, nowMs: number): boolean {
  if (endedAt === undefined || nowMs - endedAt < KEEP_ENDED_MS) return false;
  return !NEEDS_READING.has(state) || seen === true;
}

/** Ends that ask something of a person. */
export const NEEDS_READING: ReadonlySet<QueueState> = new Set(['exception', 'rejected', 'stands']);

function storedLater(sale: QueuedSale, nowMs: number, why?: string): QueuedSale {
  const tries = sale.tries + 1;
  return { ...sale, tries, nextAt: nowMs + gapS(tries) * 1_000, ...(why === undefined ? {} : { why }) };
}

function reversing(sale: QueuedSale, nowMs: number): QueuedSale {
  return { ...sale, state: 'reversing', tries: 0, nextAt: nowMs };
}

function ended(sale: QueuedSale, state: QueueState, nowMs: number): QueuedSale {
  const { nextAt: _, claim: __, ...rest } = sale;
  // A refused sale whose key was then forbidden stays, for the clerk, a refused one.
  const shown = state === 'reversed' && sale.code !== undefined ? 'refused' : state;
  return { ...rest, state: shown, endedAt: nowMs };
}

function answerIn(found: StoredAnswer | StatusAnswer): { readonly answer?: SaleAnswer } {
  const { id, serial, months, amountMinor, currency, authorization, activatedAt, businessDate, taxes, totalMinor } =
    found;
  if (id === undefined || serial === undefined || months === undefined || amountMinor === undefined) return {};
  if (currency === undefined || authorization === undefined) return {};
  if (activatedAt === undefined || businessDate === undefined) return {};
  const money = { amountMinor, currency, ...(taxes && { taxes }), ...(totalMinor !== undefined && { totalMinor }) };
  const when = { authorization, activatedAt, businessDate };
  return { answer: { id, key: found.key, state: 'active', serial, months, ...money, ...when } };
}

function gapS(tries: number): number {
  return GAPS_S[Math.min(tries, GAPS_S.length - 1)]!;
}

/** Short enough for a slip and a telephone; the key's end is random. */
function claimOf(key: string): string {
  const tail = key
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(-8)
    .toUpperCase();
  return `${tail.slice(0, 4)}-${tail.slice(4)}`;
}
