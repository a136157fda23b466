import fc from 'fast-check';
import { type DayLine, dayFile, readDayFile, trailerOf } from './day-file.js';

const line = (type: DayLine['type'], receipt: string, localTime: string, serial: string, key: string): DayLine => ({
  type,
  key,
  serial,
  gtin: '00850001234566',
  storeId: '42',
  terminalId: '3',
  receipt,
  localTime,
  faceMinor: 3_000,
  commissionMinor: 240,
});

describe('the day file of a till', () => {
  /** The lines of the trade’s own example, byte for byte but for the store of the last one. */
  it('has every field in its place', () => {
    const lines = [
      line('S', '10234', '20261123180411', '9700012300045613', 'K7Q2-000981'),
      line('S', '10239', '20261123183002', '9700012300045621', 'K7Q2-000986'),
      line('R', '10240', '20261123183140', '9700012300045621', 'K7Q2-000986'),
      { ...line('S', '00077', '20261123235958', '9700012300045639', 'M1A9-000044'), storeId: '107', terminalId: '1' },
    ];
    const header = { retailer: 'AcmeUS', day: '20261123', sequence: 812, currency: 'USD' };
    expect(dayFile(header, lines).split('\n')).toEqual([
      'HACMEUS  20261123000812USD',
      'D0004200310234    20261123180411008500012345669700012300045613S+000003000000000240K7Q2-000981 ',
      'D0004200310239    20261123183002008500012345669700012300045621S+000003000000000240K7Q2-000986 ',
      'D0004200310240    20261123183140008500012345669700012300045621R-000003000000000240K7Q2-000986 ',
      'D0010700100077    20261123235958008500012345669700012300045639S+000003000000000240M1A9-000044 ',
      'T00000004+0000000060000000000000018248',
      '',
    ]);
  });

  it('adds up, whatever was sold and undone, and a reader finds a line that was changed', () => {
    const lines = fc.array(
      fc.record({
        type: fc.constantFrom('S', 'R', 'V'),
        index: fc.integer({ min: 0, max: 9_999_999 }),
        faceMinor: fc.integer({ min: 1, max: 999_999_999 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(lines, (drawn) => {
        const all = drawn.map(({ type, index, faceMinor }) => ({
          ...line(type as DayLine['type'], 'R', '20261123180411', `97000123${String(index).padStart(7, '0')}0`, 'K'),
          faceMinor,
        }));
        const file = dayFile({ retailer: 'Acme', day: '20261123', sequence: 1, currency: 'USD' }, all);
        expect(readDayFile(file)).toEqual({ told: trailerOf(all), counted: trailerOf(all) });
        const { told, counted } = readDayFile(
          file.replace(/([SRV][+-])(\d)/, (_, sign, digit) => `${sign}${9 - digit}`),
        );
        expect(counted).not.toEqual(told);
      }),
    );
  });

  it('refuses what does not fit rather than write another line’s fields', () => {
    const header = { retailer: 'Acme', day: '20261123', sequence: 1, currency: 'USD' };
    const long = line('S', 'R-2026-000183', '20261123180411', '9700012300045613', 'K');
    expect(() => dayFile(header, [long])).toThrow('does not fit 9 places');
    expect(() => readDayFile('T00000001+000000000000')).toThrow('trailer');
  });
});
