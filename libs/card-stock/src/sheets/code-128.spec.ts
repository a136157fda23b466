import { randomInt } from 'node:crypto';
import bwip from 'bwip-js/node';
import { Code128, gs1128 } from './code-128.js';

const GTINS = ['00850001234566', '05999000000019', '09521234543213'];

describe('GS1-128', () => {
  it.each(GTINS)('draws the bars that the library draws, GTIN %s', (gtin) => {
    const symbol = gs1128(`01${gtin}21`, 16);
    for (let i = 0; i < 200; i++) {
      const serial = `97${randomInt(1e7)}${randomInt(1e7)}`.padEnd(16, '0');
      expect({ serial, widths: widthsOf(symbol.modulesOf(serial)) }).toEqual({
        serial,
        widths: libraryWidths('gs1-128', `(01)${gtin}(21)${serial}`),
      });
    }
  });

  it('is 233 modules wide', () => {
    expect(gs1128('010085000123456621', 16).columns).toBe(233);
  });
});

describe('Code 128 of the bare serial', () => {
  const symbol = new Code128([], 16);

  it('draws the bars that the library draws', () => {
    for (let i = 0; i < 200; i++) {
      const serial = `97${randomInt(1e7)}${randomInt(1e7)}`.padEnd(16, '0');
      expect({ serial, widths: widthsOf(symbol.modulesOf(serial)) }).toEqual({
        serial,
        widths: libraryWidths('code128', serial),
      });
    }
  });

  it('is 123 modules wide', () => {
    expect(symbol.columns).toBe(123);
  });
});

function widthsOf(modules: Uint8Array): number[] {
  return [...modules]
    .join('')
    .match(/1+|0+/g)!
    .map((run) => run.length);
}

function libraryWidths(bcid: string, text: string): number[] {
  const [symbol] = bwip.raw({ bcid, text }) as { sbs: number[] }[];
  return symbol!.sbs;
}
