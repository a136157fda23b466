import { addDays, addMonths, daysBetween } from '#lib/kernel';
import fc from 'fast-check';
import { extend, type DeviceTime } from './device-time.js';

describe('time on a device', () => {
  it('counts from today where it stopped, and from the old end while it runs', () => {
    const first = extend(undefined, 3, '2027-03-15');
    expect(first).toMatchObject({ paidThrough: '2027-06-15', days: 93 });
    expect(extend(first, 3, '2027-04-01')).toMatchObject({ paidThrough: '2027-09-15', days: 92 });
    expect(extend(first, 3, '2027-06-22')).toMatchObject({ paidThrough: '2027-09-15', days: 92 }); // in grace
    expect(extend(first, 1, '2027-06-23')).toMatchObject({ anchor: '2027-06-23', paidThrough: '2027-07-23', days: 31 });
  });

  it('does not drift: 31 January + 1 + 1 months is 31 March', () => {
    const january = { anchor: '2027-01-31', anchorMonths: 0, paidThrough: '2027-01-31' };
    const february = extend(january, 1, '2027-01-31');
    expect(february.paidThrough).toBe('2027-02-28');
    expect(extend(february, 1, '2027-02-01').paidThrough).toBe('2027-03-31');
  });

  it('of a chain is the anchor plus all months, and its days add up', () => {
    const months = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(3_000), months, (offset, grants) => {
        const today = addDays('2024-01-01', offset);
        let time: DeviceTime | undefined;
        let days = 0;
        for (const grant of grants) {
          const next = extend(time, grant, today);
          days += next.days;
          time = next;
        }
        const total = grants.reduce((sum, grant) => sum + grant, 0);
        expect(time!.paidThrough).toBe(addMonths(today, total));
        expect(days).toBe(daysBetween(today, time!.paidThrough) + 1);
      }),
    );
  });
});
