import { shareOf } from '#lib/kernel';
import type { DayLine, DayTrailer } from './day-file.js';
import { trailerOf } from './day-file.js';
import type { CertifiedTill, TillFacts } from './till.js';
import type { SandboxCardFacts } from './scene.js';

/** One key that was used at a till, whatever came of it. */
export interface UsedKey {
  readonly till: CertifiedTill;
  readonly key: string;
  readonly card: SandboxCardFacts;
  readonly receipt: string;
}

/** What a till writes down of its own day: every key before its first try, and every effect that it was told of. */
export class Journal {
  private readonly used: UsedKey[] = [];
  private readonly lines = new Map<string, DayLine>();

  /** Before the first try; a repeat is the same key. */
  use(used: UsedKey): void {
    if (!this.used.some(({ key }) => key === used.key)) this.used.push(used);
  }

  /** An effect under a key; the same again is the same line. `at`: ISO 8601, when it happened. */
  effect(type: DayLine['type'], key: string, at: Date, commissionBp: number): void {
    const found = this.used.find((one) => one.key === key);
    if (found === undefined || this.lines.has(`${type} ${key}`)) return;
    const { till, card, receipt } = found;
    this.lines.set(`${type} ${key}`, {
      type,
      key,
      receipt,
      serial: card.serial,
      gtin: card.gtin,
      storeId: till.facts.storeId,
      terminalId: till.facts.id,
      localTime: localTime(at, till.facts),
      faceMinor: card.amountMinor,
      commissionMinor: Number(shareOf(BigInt(card.amountMinor), commissionBp)),
    });
  }

  /** Of one retailer, in the order in which they were written down. */
  day(retailer: string): DayLine[] {
    const keys = new Set(this.keysOf(retailer).map(({ key }) => key));
    return [...this.lines.values()].filter(({ key }) => keys.has(key));
  }

  keysOf(retailer: string): UsedKey[] {
    return this.used.filter(({ till }) => till.facts.retailer === retailer);
  }
}

/** What the system says of a key; `serial` only where there was a sale. */
export interface KeyState {
  readonly state: string;
  readonly serial?: string;
  readonly faceMinor: number;
}

/** The lines of a sale that was undone. */
const TYPES: Readonly<Record<string, readonly DayLine['type'][]>> = { reversed: ['S', 'R'], voided: ['S', 'V'] };

/** What the trailer must be, by what the system says of every key, and not by what the till remembers. */
export function trailerByStatus(statuses: readonly KeyState[]): DayTrailer {
  const lines = statuses.flatMap(({ state, serial, faceMinor }) => {
    if (serial === undefined) return []; // unknown, or undone before it was ever sold
    return (TYPES[state] ?? (['S'] as const)).map((type) => ({ type, serial, faceMinor }));
  });
  return trailerOf(lines);
}

function localTime(at: Date, { zone }: TillFacts): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)!.value;
  return ['year', 'month', 'day', 'hour', 'minute', 'second'].map(part).join('');
}
