import fc from 'fast-check';
import { addDays, businessDate } from './calendar.js';
import { BegunDays, firstOpenDay, hasBegun, requireOpenDay } from './dated.js';

/** The furthest east and west, with and without daylight saving, and what is off by a part of an hour. */
const ZONES = [
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'Pacific/Pago_Pago',
  'Etc/GMT+12',
];
const instants = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2032, 0, 1) })
  .map((milliseconds) => new Date(milliseconds));
const zones = fc.constantFrom(...ZONES);
const cutOffs = fc.integer({ min: 0, max: 1_439 });
const MINUTE_MS = 60_000;

describe('a day that may still get terms', () => {
  it('is no business day of any store yet, nor of a clock that is fast, a quarter of an hour from now', () => {
    fc.assert(
      fc.property(instants, zones, cutOffs, fc.integer({ min: 0, max: 15 * MINUTE_MS }), (now, zone, cutOff, ms) => {
        expect(businessDate(new Date(now.getTime() + ms), zone, cutOff) < firstOpenDay(now)).toBe(true);
      }),
    );
  });

  it('is at most the day after tomorrow in the west', () => {
    fc.assert(
      fc.property(instants, (now) => {
        expect(firstOpenDay(now) <= addDays(businessDate(now, 'Etc/GMT+12', 0), 3)).toBe(true);
      }),
    );
  });

  it('begins with the first one to see the sun', () => {
    expect(firstOpenDay(new Date('2027-03-14T09:44:59Z'))).toBe('2027-03-15');
    expect(firstOpenDay(new Date('2027-03-14T09:45:00Z'))).toBe('2027-03-16');
    expect(hasBegun('2027-03-15', new Date('2027-03-14T09:59:59Z'))).toBe(false);
    expect(hasBegun('2027-03-15', new Date('2027-03-14T10:00:00Z'))).toBe(true);
  });

  it('is asked for in words', () => {
    const now = new Date('2027-03-14T12:00:00Z');
    expect(() => requireOpenDay('2027-03-16', now)).not.toThrow();
    expect(() => requireOpenDay('2027-03-15', now)).toThrow(
      expect.objectContaining({ code: 'terms.date_past', message: expect.stringContaining('2027-03-16') }),
    );
  });
});

describe('what stood on begun days', () => {
  const counted = (begun: boolean, outcome: () => number = () => 7) => {
    const asked: string[] = [];
    const days = new BegunDays(async (id: number, day: string) => {
      asked.push(`${id} ${day}`);
      return { value: outcome(), begun };
    });
    return { days, asked };
  };

  it('is asked once and kept, also that there is nothing', async () => {
    const { days, asked } = counted(true);
    expect(await Promise.all([days.get(1, 'a'), days.get(1, 'a'), days.get(2, 'a'), days.get(1, 'b')])).toEqual([
      7, 7, 7, 7,
    ]);
    await days.get(1, 'a');
    expect(asked).toEqual(['1 a', '2 a', '1 b']);
    const nothing = new BegunDays<[string], undefined>(async () => ({ value: undefined, begun: true }));
    expect(await nothing.get('a')).toBeUndefined();
  });

  it('is asked again while the day has not begun', async () => {
    let price = 1;
    const { days, asked } = counted(false, () => price++);
    expect([await days.get(1, 'a'), await days.get(1, 'a')]).toEqual([1, 2]);
    expect(asked).toHaveLength(2);
  });

  it('is asked again after nobody answered', async () => {
    let fails = true;
    const days = new BegunDays<[string], number>(async () => {
      if (fails) throw new Error('down');
      return { value: 7, begun: true };
    });
    await expect(days.get('a')).rejects.toThrow('down');
    fails = false;
    expect(await days.get('a')).toBe(7);
  });

  it('does not grow beyond ten thousand', async () => {
    const { days, asked } = counted(true);
    for (let id = 0; id <= 10_000; id++) await days.get(id, 'a');
    await days.get(1, 'a');
    expect(asked).toHaveLength(10_001);
    await days.get(0, 'a');
    expect(asked).toHaveLength(10_002);
  });
});
