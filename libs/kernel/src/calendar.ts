import { invariant } from './invariant.js';

/** A calendar day without a time or a zone, `YYYY-MM-DD`. */
export type LocalDate = string;

const DAY_MS = 86_400_000;
const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

function parts(date: LocalDate): [year: number, month: number, day: number] {
  invariant(LOCAL_DATE.test(date), `not a local date: ${date}`);
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function toDate(year: number, month: number, day: number): LocalDate {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

export function isLocalDate(text: string): boolean {
  return LOCAL_DATE.test(text) && toDate(...parts(text)) === text;
}

export function lastDayOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * The anchor's day so many months on, clamped to the month's last day: 31 January + 1 = 28 or 29 February.
 * Always added to the anchor, never to a clamped result, so that a chain of grants does not drift.
 */
export function addMonths(anchor: LocalDate, months: number): LocalDate {
  const [year, month, day] = parts(anchor);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = (index % 12) + 1;
  return toDate(toYear, toMonth, Math.min(day, lastDayOfMonth(toYear, toMonth)));
}

export function addDays(date: LocalDate, days: number): LocalDate {
  const [year, month, day] = parts(date);
  return toDate(year, month, day + days);
}

/** Days from one date to the other; `daysBetween(d, d)` is 0. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return (Date.UTC(...monthFromZero(to)) - Date.UTC(...monthFromZero(from))) / DAY_MS;
}

function monthFromZero(date: LocalDate): [number, number, number] {
  const [year, month, day] = parts(date);
  return [year, month - 1, day];
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** What a clock on the wall of that IANA zone shows. */
export function wallClock(at: Date, zone: string): { readonly date: LocalDate; readonly minuteOfDay: number } {
  const found: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) found[type] = value;
  return {
    date: `${found['year']}-${found['month']}-${found['day']}`,
    minuteOfDay: Number(found['hour']) * 60 + Number(found['minute']),
  };
}

export function localDate(at: Date, zone: string): LocalDate {
  return wallClock(at, zone).date;
}

export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The business day of a moment: [cut-off, next cut-off) on the store's wall clock, so a day has 23 or 25 hours when
 * the clocks change. A cut-off of 180 minutes means that a sale at 02:59 still belongs to the day before.
 */
export function businessDate(at: Date, zone: string, cutOffMinutes: number): LocalDate {
  const { date, minuteOfDay } = wallClock(at, zone);
  return minuteOfDay < cutOffMinutes ? addDays(date, -1) : date;
}

const OFFSETS = new Map<string, Intl.DateTimeFormat>();

/** ISO 8601 as the clock on that wall shows it, with its offset: `2026-11-24T18:04:11-05:00`. */
export function zonedTime(at: Date, zone: string): string {
  let format = OFFSETS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    OFFSETS.set(zone, format);
  }
  const named = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  const offset = named === 'GMT' ? '+00:00' : named.slice('GMT'.length);
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(offset)!;
  const minutesEast = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return new Date(at.getTime() + minutesEast * 60_000).toISOString().slice(0, 19) + offset.slice(0, 6);
}
