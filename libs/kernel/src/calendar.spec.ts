import fc from 'fast-check';
import { addDays, addMonths, businessDate, daysBetween, isLocalDate, lastDayOfMonth, wallClock } from './calendar.js';

const dates = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('2000-01-01', days));
const zones = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC');
const dayOf = (date: string) => Number(date.slice(8));

describe('months from a kept anchor', () => {
  it.each([
    ['2027-01-31', 1, '2027-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2027-01-31', 2, '2027-03-31'],
    ['2027-01-31', 3, '2027-04-30'],
    ['2027-11-30', 3, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2100-01-31', 1, '2100-02-28'], // no leap year
    ['2027-12-15', 1, '2028-01-15'],
    ['2028-01-15', -1, '2027-12-15'],
  ])('%s + %i = %s', (anchor, months, expected) => {
    expect(addMonths(anchor, months)).toBe(expected);
  });

  it('keep the anchor’s day, or the last one where the month is shorter', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -240, max: 240 }), (anchor, months) => {
        const end = addMonths(anchor, months);
        const [year, month] = [Number(end.slice(0, 4)), Number(end.slice(5, 7))];
        const from = Number(anchor.slice(0, 4)) * 12 + Number(anchor.slice(5, 7));
        expect(year * 12 + month - from).toBe(months);
        expect(dayOf(end)).toBe(Math.min(dayOf(anchor), lastDayOfMonth(year, month)));
      }),
    );
  });

  it('do not drift from 31 January, as steps from each result would', () => {
    const chain = Array.from({ length: 12 }, (_, months) => dayOf(addMonths('2027-01-31', months)));
    expect(chain).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect(addMonths(addMonths('2027-01-31', 1), 1)).toBe('2027-03-28'); // why the anchor is kept
  });

  it('never go backwards', () => {
    fc.assert(
      fc.property(dates, fc.nat(240), (anchor, months) => {
        expect(daysBetween(addMonths(anchor, months), addMonths(anchor, months + 1))).toBeGreaterThanOrEqual(28);
      }),
    );
  });
});

describe('days', () => {
  it('added are days between', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -5_000, max: 5_000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });

  it.each(['2027-02-29', '2027-13-01', '2027-00-10', '2027-04-31', '2027-1-1', ''])('“%s” is none', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });
});

describe('a business date', () => {
  const at = (instant: string, zone: string, cutOff = 180) => businessDate(new Date(instant), zone, cutOff);

  it('begins at the cut-off on the store’s wall', () => {
    expect(at('2027-06-10T06:59:59Z', 'America/New_York')).toBe('2027-06-09');
    expect(at('2027-06-10T07:00:00Z', 'America/New_York')).toBe('2027-06-10');
    expect(at('2027-06-10T03:59:59Z', 'America/New_York', 0)).toBe('2027-06-09');
    expect(at('2027-06-10T04:00:00Z', 'America/New_York', 0)).toBe('2027-06-10');
  });

  it('has 23 hours when the clocks go forward', () => {
    // New York, 14 March 2027, 02:00 → 03:00: the day before ends where the missing hour was
    expect(at('2027-03-14T06:59:59Z', 'America/New_York')).toBe('2027-03-13');
    expect(at('2027-03-14T07:00:00Z', 'America/New_York')).toBe('2027-03-14');
    // Berlin, 28 March 2027, 01:00 UTC; a cut-off inside the missing hour is the jump itself
    expect(at('2027-03-28T00:59:59Z', 'Europe/Berlin', 150)).toBe('2027-03-27');
    expect(at('2027-03-28T01:00:00Z', 'Europe/Berlin', 150)).toBe('2027-03-28');
    expect(hoursOf('2027-03-14', 'America/New_York', 0)).toBe(23);
  });

  it('has 25 hours when they go back', () => {
    // New York, 7 November 2027, 02:00 → 01:00
    expect(at('2027-11-07T07:59:59Z', 'America/New_York')).toBe('2027-11-06');
    expect(at('2027-11-07T08:00:00Z', 'America/New_York')).toBe('2027-11-07');
    expect(hoursOf('2027-11-07', 'America/New_York', 0)).toBe(25);
  });

  it('is the wall’s day or the one before', () => {
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, zones, fc.integer({ min: 0, max: 720 }), (moment, zone, cutOff) => {
        const { date, minuteOfDay } = wallClock(moment, zone);
        expect(daysBetween(businessDate(moment, zone, cutOff), date)).toBe(minuteOfDay < cutOff ? 1 : 0);
      }),
    );
  });

  /** How many whole hours of UTC fall into that business day. */
  function hoursOf(date: string, zone: string, cutOff: number): number {
    const start = Date.parse(`${addDays(date, -1)}T00:00:00Z`);
    const hours = Array.from({ length: 72 }, (_, hour) => new Date(start + hour * 3_600_000));
    return hours.filter((hour) => businessDate(hour, zone, cutOff) === date).length;
  }
});
