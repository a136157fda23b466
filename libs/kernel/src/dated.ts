import { type LocalDate, addDays, localDate } from './calendar.js';
import { Problem } from './problem.js';

/** Where every day begins first: UTC+14 (POSIX turns the sign round). */
const FIRST_ZONE = 'Etc/GMT-14';

/**
 * Longer than a till's clock may be fast and a transaction may take: a row that is written now is read by every sale
 * of its day.
 */
const NOTICE_MS = 15 * 60_000;

/** The first day that may still get terms: it has begun nowhere, and won't before they can be read everywhere. */
export function firstOpenDay(now: Date): LocalDate {
  return addDays(localDate(new Date(now.getTime() + NOTICE_MS), FIRST_ZONE), 1);
}

/** 422 `terms.date_past` for terms that would begin too early to be read by every sale of their first day. */
export function requireOpenDay(day: LocalDate, now: Date): void {
  const first = firstOpenDay(now);
  if (day < first) throw new Problem('terms.date_past', `The first day that can still be changed is ${first}.`);
}

/** Whether that day has begun anywhere: then its terms stand. */
export function hasBegun(day: LocalDate, now: Date): boolean {
  return day <= localDate(now, FIRST_ZONE);
}

/** What stood on a day, and whether that can still change. */
export interface Dated<Value> {
  readonly value: Value;
  readonly begun: boolean;
}

const ENTRIES_MAX = 10_000;

/**
 * What stood on days that have begun, kept for good: terms of such a day never change. Those who ask while the first is
 * still asking share its answer; what could not be asked, or may still change, is asked again.
 */
export class BegunDays<Key extends readonly (string | number)[], Value> {
  private readonly kept = new Map<string, Promise<Value>>();

  /** @param load the last of the key is the day. */
  constructor(private readonly load: (...key: Key) => Promise<Dated<Value>>) {}

  get(...key: Key): Promise<Value> {
    const name = key.join(' ');
    return this.kept.get(name) ?? this.ask(name, key);
  }

  private ask(name: string, key: Key): Promise<Value> {
    const asked = this.load(...key);
    const value = asked.then((dated) => dated.value);
    const drop = (): void => {
      if (this.kept.get(name) === value) this.kept.delete(name);
    };
    asked.then(({ begun }) => {
      if (!begun) drop();
    }, drop);
    this.kept.set(name, value);
    if (this.kept.size > ENTRIES_MAX) this.kept.delete(this.kept.keys().next().value!);
    return value;
  }
}
