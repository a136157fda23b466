import { randomInt } from 'node:crypto';
import bwip from 'bwip-js/node';
import { DataBarExpandedStacked } from './databar-expanded.js';

const GTINS = ['00850001234566', '05999000000019', '09521234543213', '00000000000000', '99999999999997'];
const SERIALS_PER_GTIN = 120;

describe('DataBar Expanded Stacked', () => {
  it.each(GTINS)('draws the modules that the library draws, GTIN %s', (gtin) => {
    const symbol = new DataBarExpandedStacked(gtin);
    const serials = Array.from({ length: SERIALS_PER_GTIN }, () =>
      `97${randomInt(1e7)}${randomInt(1e7)}`.padEnd(16, '0'),
    );

    for (const serial of ['0000000000000000', '9999999999999999', ...serials]) {
      expect({ serial, modules: rowsOf(symbol.modulesOf(serial)) }).toEqual({
        serial,
        modules: libraryRows(gtin, serial),
      });
    }
  });

  it('is 151 by 71 modules', () => {
    const { columns, rowHeights } = new DataBarExpandedStacked(GTINS[0]!);
    expect([columns, rowHeights.reduce((sum, height) => sum + height)]).toEqual([151, 71]);
  });
});

function rowsOf(modules: Uint8Array): string[] {
  return [...modules].join('').match(/.{151}/g)!;
}

function libraryRows(gtin: string, serial: string): string[] {
  const options = { bcid: 'databarexpandedstacked', text: `(01)${gtin}(21)${serial}`, segments: 6 };
  const [symbol] = bwip.raw(options) as { pixs: number[] }[];
  return symbol!.pixs.join('').match(/.{151}/g)!;
}
