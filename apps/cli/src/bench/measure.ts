import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, median, round2 } from './figure.js';
import { type Slice, loadSlice } from './load.js';
import { RAW_WARM_S, RAW_CLIENTS_MAX, hasPgbench, rawSlice } from './pgbench.js';
import { Stage } from './stage.js';
import { Stock, type What } from './stock.js';

export interface BenchOptions {
  readonly seconds: number;
  readonly clients: readonly number[];
  readonly signal: AbortSignal;
  readonly news: (text: string) => void;
}

/** Design §10: at so many clients, ours over raw. */
const RATIOS: Readonly<Record<number, readonly [floor: number, aim: number]>> = {
  32: [0.6, 1],
  64: [0.8, 1.3],
  256: [1, 1.6],
};
const P50_MS = [2.5, 1.5] as const;
const ROUNDS = 3;
const WARM_UP = 10_000;
/** More than either side does in a second on anything this was run on; a slice that runs out ends early and counts right. */
const ours = (clients: number): number => (clients === 1 ? 2_500 : 10_000);
const raw = (clients: number): number => (clients === 1 ? 5_000 : 10_000);

export async function measure(what: What, options: BenchOptions): Promise<Figure[]> {
  const { clients, seconds, signal, news } = options;
  const sum = (of: (clients: number) => number, s: number): number =>
    clients.reduce((all, one) => all + of(one) * s, 0);
  return Stage.with(async (stage) => {
    const withRaw = hasPgbench();
    if (!withRaw) news('no /usr/bin/pgbench (Debian: postgresql-contrib): ours is measured alone, without ratios');
    news('making the stock');
    // A backend takes its numbers twenty at a time and loses the rest when it ends.
    const rawCards =
      sum(raw, seconds + RAW_WARM_S) * (ROUNDS + 1) + clients.length * (ROUNDS + 1) * RAW_CLIENTS_MAX * 20;
    const stock = await Stock.make(stage, what, WARM_UP + Math.ceil(sum(ours, seconds)) * ROUNDS, Math.ceil(rawCards));
    const script = join(stage.folder, 'raw.sql');
    await writeFile(script, `SELECT bench_${what}(nextval('bench_next'));\n`, { mode: 0o644 });
    const port = await stage.startApi();
    news(`warming up with ${WARM_UP} requests`);
    await loadSlice(port, 64, 600_000, await stock.prepare(WARM_UP));
    const figures: Figure[] = [];
    for (const count of clients) {
      const rawClients = Math.min(count, RAW_CLIENTS_MAX);
      const takeRaw = () => rawSlice(stage.url, script, rawClients, seconds, signal);
      const slices: Slice[] = [];
      const raws: number[] = withRaw ? [await takeRaw()] : [];
      for (let round = 0; round < ROUNDS; round++) {
        signal.throwIfAborted();
        const requests = await stock.prepare(Math.ceil(ours(count) * seconds));
        slices.push(await loadSlice(port, count, seconds * 1_000, requests));
        if (withRaw) raws.push(await takeRaw());
        const { perSecond, p50Ms, p99Ms } = slices.at(-1)!;
        const beside = withRaw ? `, raw at ${rawClients}: ${raws.slice(-2).map(Math.round).join(' and ')}/s` : '';
        news(`${count} clients: ${Math.round(perSecond)}/s, p50 ${round2(p50Ms)} ms, p99 ${round2(p99Ms)} ms${beside}`);
      }
      figures.push(...figuresOf(what, count, slices, raws));
    }
    return figures;
  });
}

function figuresOf(what: What, clients: number, slices: readonly Slice[], raws: readonly number[]): Figure[] {
  const plain = { floor: null, aim: null, better: 'high' } as const;
  const perSecond = median(slices.map((slice) => slice.perSecond));
  const figures: Figure[] = [{ name: `${what}.rate.${clients}`, value: Math.round(perSecond), unit: '1/s', ...plain }];
  if (raws.length > 0) {
    figures.push({ name: `${what}.raw.${clients}`, value: Math.round(median(raws)), unit: '1/s', ...plain });
    // The raw slice behind one of ours is the one before the next.
    const ratios = slices.map((slice, i) => slice.perSecond / ((raws[i]! + raws[i + 1]!) / 2));
    const [floor, aim] = RATIOS[clients] ?? [null, null];
    figures.push({
      name: `${what}.ratio.${clients}`,
      value: round2(median(ratios)),
      unit: 'ratio',
      floor,
      aim,
      better: 'high',
    });
  }
  const p50Ms = round2(median(slices.map((slice) => slice.p50Ms)));
  const [floor, aim] = clients === 1 ? P50_MS : [null, null];
  figures.push({ name: `${what}.p50.${clients}`, value: p50Ms, unit: 'ms', floor, aim, better: 'low' });
  return figures;
}
