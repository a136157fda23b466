import { randomInt } from 'node:crypto';
import bwip from 'bwip-js/node';
import { Gs1128 } from './gs1-128.js';

const GTINS = ['00850001234566', '05999000000019', '09521234543213'];

describe('GS1-128', () => {
  it.each(GTINS)('draws the bars that the library draws, GTIN %s', (gtin) => {
    const symbol = new Gs1128(`01${gtin}21`, 16, 50);
    for (let i = 0; i < 200; i++) {
      const serial = `97${randomInt(1e7)}${randomInt(1e7)}`.padEnd(16, '0');
      expect({ serial, widths: widthsOf(symbol.modulesOf(serial)) }).toEqual({
        serial,
        widths: libraryWidths(gtin, serial),
      });
    }
  });

  it('is 233 modules wide', () => {
    expect(new Gs1128('010085000123456621', 16, 50).columns).toBe(233);
  });
});

function widthsOf(modules: Uint8Array): number[] {
  return [...modules]
    .join('')
    .match(/1+|0+/g)!
    .map((run) => run.length);
}

function libraryWidths(gtin: string, serial: string): number[] {
  const [symbol] = bwip.raw({ bcid: 'gs1-128', text: `(01)${gtin}(21)${serial}` }) as { sbs: number[] }[];
  return symbol!.sbs;
}
