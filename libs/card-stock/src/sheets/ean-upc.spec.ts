import bwip from 'bwip-js/node';
import { EanUpc } from './ean-upc.js';

describe('UPC-A and EAN-13', () => {
  it.each(['00850001234566', '05999000000019', '09521234543213', '04006381333931', '08712345678906'])(
    'draws the bars that the library draws, GTIN %s',
    (gtin) => {
      const [symbol] = bwip.raw({ bcid: 'ean13', text: gtin.slice(1) }) as { sbs: number[] }[];
      const runs = [...new EanUpc(gtin).modulesOf()].join('').match(/1+|0+/g)!;
      expect(runs.map((run) => run.length)).toEqual(symbol!.sbs);
    },
  );
});
