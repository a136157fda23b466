const LOCALE = 'en-GB';
const counts = new Intl.NumberFormat(LOCALE);
const days = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const times = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const exactTimes = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** `1,000,000` */
export function count(number: number): string {
  return counts.format(number);
}

/** `1 card`, `2,000 cards` */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Integer minor units as a price: `USD 30.00`. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'code' });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(minor / 10 ** maximumFractionDigits).replace(/\u00a0/g, ' ');
}

/** A day: `24 Nov 2026`. Of a date without time, the day it names wherever we are. */
export function day(iso: string): string {
  return days.format(new Date(iso.length === 10 ? `${iso}T12:00:00` : iso));
}

/** `24 Nov, 12:25` */
export function time(iso: string): string {
  return times.format(new Date(iso));
}

export function exactTime(iso: string): string {
  return exactTimes.format(new Date(iso));
}

/** How long ago: `just now`, `4 min`, `3 h`, `2 days`. */
export function age(iso: string, nowMs = Date.now()): string {
  const s = Math.max(0, (nowMs - Date.parse(iso)) / 1000);
  if (s < MINUTE_S) return 'just now';
  return `${duration(s)} ago`;
}

/** Seconds as people say them: `8 s`, `4 min`, `3 h`, `2 days`. */
export function duration(s: number): string {
  if (s < MINUTE_S) return `${Math.max(1, Math.round(s))} s`;
  if (s < HOUR_S) return `${Math.round(s / MINUTE_S)} min`;
  if (s < 2 * DAY_S) return `${Math.round(s / HOUR_S)} h`;
  return `${Math.round(s / DAY_S)} days`;
}

/** `4.3 MB` */
export function bytes(number: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let rest = number;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${rest >= 100 || unit === 0 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}

/** `batch-manager` → `Batch manager`, `in_store` → `In store` */
export function words(name: string): string {
  const text = name.replace(/[_.-]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `9700 0123 0004 5613` */
export function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}
