import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, median, round2 } from './figure.js';
import { type Slice, loadSlice, openLoopSlice } from './load.js';
import { RAW_CLIENTS_MAX, RAW_WARM_S, hasPgbench, rawSlice } from './pgbench.js';
import { Stage } from './stage.js';
import { Stock, type What } from './stock.js';

export interface BenchOptions {
  readonly seconds: number;
  readonly clients: readonly number[];
  /** How many API processes share the load: one measurement each. */
  readonly processes: readonly number[];
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
/** In an open loop at half of raw's rate. */
const HALF_P99_MS = [30, 15] as const;
/** What a clerk may wait at half load. */
const HALF_P95_MS = [300, 100] as const;
const ROUNDS = 3;
const WARM_UP = 10_000;
/** More than either side does in a second on anything this was run on; a slice that runs out ends early and counts right. */
const ours = (clients: number): number => (clients === 1 ? 2_500 : 10_000);
const raw = (clients: number): number => (clients === 1 ? 5_000 : 10_000);

export async function measure(what: What, options: BenchOptions): Promise<Figure[]> {
  const { clients, processes, seconds, news } = options;
  const sum = (of: (clients: number) => number, s: number): number =>
    clients.reduce((all, one) => all + of(one) * s, 0) * processes.length;
  return Stage.with(async (stage) => {
    const withRaw = hasPgbench();
    if (!withRaw) news('no /usr/bin/pgbench (Debian: postgresql-contrib): ours is measured alone, without ratios');
    news('making the stock');
    // A backend takes its numbers twenty at a time and loses the rest when it ends.
    const rawCards =
      sum(raw, seconds + RAW_WARM_S) * (ROUNDS + 1) +
      processes.length * clients.length * (ROUNDS + 1) * RAW_CLIENTS_MAX * 20;
    const openLoops = processes.length * ours(RAW_CLIENTS_MAX) * seconds * ROUNDS;
    const ourCards = processes.length * WARM_UP + Math.ceil(sum(ours, seconds)) * ROUNDS + openLoops;
    const stock = await Stock.make(stage, what, ourCards, Math.ceil(rawCards));
    const script = join(stage.folder, 'raw.sql');
    await writeFile(script, `SELECT bench_${what}(nextval('bench_next'));\n`, { mode: 0o644 });
    const bench = new Bench(what, options, stage, stock, withRaw ? script : undefined);
    const figures: Figure[] = [];
    for (const count of processes) figures.push(...(await bench.withProcesses(count)));
    return figures;
  });
}

class Bench {
  private readonly ports: number[] = [];

  constructor(
    private readonly what: What,
    private readonly options: BenchOptions,
    private readonly stage: Stage,
    private readonly stock: Stock,
    /** Of the raw side; absent where there is none. */
    private readonly script: string | undefined,
  ) {}

  /** Every number of clients, then the open loop at half of what raw did. */
  async withProcesses(count: number): Promise<Figure[]> {
    while (this.ports.length < count) this.ports.push(await this.stage.startApi());
    this.options.news(
      `${count === 1 ? 'one API process' : `${count} API processes`}, warming up with ${WARM_UP} requests`,
    );
    await loadSlice(this.ports, RAW_CLIENTS_MAX, 600_000, await this.stock.prepare(WARM_UP));
    const figures: Figure[] = [];
    let rawRate: number | undefined;
    for (const clients of this.options.clients) {
      const { slices, raws } = await this.closedLoop(clients);
      figures.push(...figuresOf(this.nameOf(count), clients, slices, raws, count));
      if (raws.length > 0) rawRate = Math.max(rawRate ?? 0, median(raws));
    }
    if (rawRate !== undefined) figures.push(...(await this.openLoop(count, rawRate / 2)));
    return figures;
  }

  private nameOf(processes: number): string {
    return processes === 1 ? this.what : `${this.what}.${processes}processes`;
  }

  /** Raw just before and after each slice of ours: a shared machine changes from one second to the next. */
  private async closedLoop(clients: number): Promise<{ slices: Slice[]; raws: number[] }> {
    const { seconds, signal, news } = this.options;
    const rawClients = Math.min(clients, RAW_CLIENTS_MAX);
    const takeRaw = (script: string) => rawSlice(this.stage.url, script, rawClients, seconds, signal);
    const slices: Slice[] = [];
    const raws: number[] = this.script === undefined ? [] : [await takeRaw(this.script)];
    for (let round = 0; round < ROUNDS; round++) {
      signal.throwIfAborted();
      const requests = await this.stock.prepare(Math.ceil(ours(clients) * seconds));
      slices.push(await loadSlice(this.ports, clients, seconds * 1_000, requests));
      if (this.script !== undefined) raws.push(await takeRaw(this.script));
      const beside =
        this.script === undefined ? '' : `, raw at ${rawClients}: ${raws.slice(-2).map(Math.round).join(' and ')}/s`;
      news(`${clients} clients: ${described(slices.at(-1)!)}${beside}`);
    }
    return { slices, raws };
  }

  private async openLoop(processes: number, perSecond: number): Promise<Figure[]> {
    const { seconds, signal, news } = this.options;
    const slices: Slice[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      signal.throwIfAborted();
      const requests = await this.stock.prepare(Math.ceil(perSecond * seconds));
      slices.push(await openLoopSlice(this.ports, perSecond, seconds * 1_000, requests));
      news(`open loop at ${Math.round(perSecond)}/s: ${described(slices.at(-1)!)}`);
    }
    const name = `${this.nameOf(processes)}.half`;
    const of = (value: (slice: Slice) => number): number => round2(median(slices.map(value)));
    return [
      { name: `${name}.rate`, value: Math.round(perSecond), unit: '1/s', floor: null, aim: null, better: 'high' },
      { name: `${name}.p50`, value: of(({ p50Ms }) => p50Ms), unit: 'ms', floor: null, aim: null, better: 'low' },
      timeFigure(
        `${name}.p95`,
        of(({ p95Ms }) => p95Ms),
        HALF_P95_MS,
      ),
      timeFigure(
        `${name}.p99`,
        of(({ p99Ms }) => p99Ms),
        HALF_P99_MS,
      ),
    ];
  }
}

function described({ perSecond, p50Ms, p95Ms, p99Ms }: Slice): string {
  return `${Math.round(perSecond)}/s, p50 ${round2(p50Ms)} ms, p95 ${round2(p95Ms)} ms, p99 ${round2(p99Ms)} ms`;
}

function timeFigure(name: string, value: number, marks: readonly [floor: number, aim: number] | undefined): Figure {
  return { name, value, unit: 'ms', floor: marks?.[0] ?? null, aim: marks?.[1] ?? null, better: 'low' };
}

/** The marks of design §10 are for one process: more than one on the same cores only explain. */
function figuresOf(
  name: string,
  clients: number,
  slices: readonly Slice[],
  raws: readonly number[],
  processes: number,
): Figure[] {
  const plain = { floor: null, aim: null, better: 'high' } as const;
  const of = (value: (slice: Slice) => number): number => median(slices.map(value));
  const rate = Math.round(of(({ perSecond }) => perSecond));
  const figures: Figure[] = [{ name: `${name}.rate.${clients}`, value: rate, unit: '1/s', ...plain }];
  if (raws.length > 0) {
    figures.push({ name: `${name}.raw.${clients}`, value: Math.round(median(raws)), unit: '1/s', ...plain });
    // The raw slice behind one of ours is the one before the next.
    const ratio = round2(median(slices.map((slice, i) => slice.perSecond / ((raws[i]! + raws[i + 1]!) / 2))));
    const [floor, aim] = (processes === 1 ? RATIOS[clients] : undefined) ?? [null, null];
    figures.push({ name: `${name}.ratio.${clients}`, value: ratio, unit: 'ratio', floor, aim, better: 'high' });
  }
  const marks = clients === 1 && processes === 1 ? P50_MS : undefined;
  figures.push(timeFigure(`${name}.p50.${clients}`, round2(of(({ p50Ms }) => p50Ms)), marks));
  figures.push(timeFigure(`${name}.p95.${clients}`, round2(of(({ p95Ms }) => p95Ms)), undefined));
  figures.push(timeFigure(`${name}.p99.${clients}`, round2(of(({ p99Ms }) => p99Ms)), undefined));
  return figures;
}
