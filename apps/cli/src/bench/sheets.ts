import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TillCode } from '#lib/card-stock';
import { type Figure, median, round2 } from './figure.js';
import type { SheetRun } from './sheets-child.js';

export interface SheetsBenchOptions {
  readonly cards: number;
  readonly signal: AbortSignal;
  readonly news: (text: string) => void;
}

/** Design §10: cards a CPU-second by the barcode for the till. */
const RATES: readonly (readonly [code: TillCode, floor: number, aim: number])[] = [
  ['databar-expanded-stacked', 2_000, 15_000],
  ['gs1-128', 4_000, 15_000],
];
const BYTES_A_CARD = { floor: 600, aim: 300 } as const;
const MEMORY_RATIO = { floor: 1.5, aim: 1.2 } as const;
const FEW = 1_000;
const ROUNDS = 3;
const CHILD = fileURLToPath(new URL('sheets-child.js', import.meta.url));

/** Each run is a process of its own, as each file of sheets is: a large one beside a small one, three pairs a barcode. */
export async function measureSheets({ cards, signal, news }: SheetsBenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [code, floor, aim] of RATES) {
    const pairs: { readonly large: SheetRun; readonly small: SheetRun }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      signal.throwIfAborted();
      const pair = { small: await drawn(FEW, code, signal), large: await drawn(cards, code, signal) };
      pairs.push(pair);
      const { large, small } = pair;
      const rate = Math.round(large.cards / large.cpuS);
      const memory = `${Math.round(large.peakMib)} MiB (${Math.round(small.peakMib)} at ${FEW})`;
      news(`${code}, ${cards} cards: ${rate} a CPU-second, ${Math.round(large.bytes / cards)} bytes a card, ${memory}`);
    }
    const of = (value: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(value));
    figures.push(
      {
        name: `sheets.rate.${code}`,
        value: Math.round(of(({ large }) => large.cards / large.cpuS)),
        unit: 'cards/CPU-s',
        floor,
        aim,
        better: 'high',
      },
      {
        name: `sheets.bytes.${code}`,
        value: Math.round(of(({ large }) => large.bytes / large.cards)),
        unit: 'bytes',
        ...BYTES_A_CARD,
        better: 'low',
      },
      {
        name: `sheets.memory.${code}`,
        value: round2(of(({ large, small }) => large.peakMib / small.peakMib)),
        unit: 'ratio',
        ...MEMORY_RATIO,
        better: 'low',
      },
    );
  }
  return figures;
}

async function drawn(cards: number, code: TillCode, signal: AbortSignal): Promise<SheetRun> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, String(cards), code], { signal });
  return JSON.parse(stdout) as SheetRun;
}
