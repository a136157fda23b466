import type { Command } from 'commander';
import { positive } from './arguments.js';
import type { Figure } from './bench/figure.js';
import type { What } from './bench/stock.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, usage } from './exit.js';
import { untilSignal } from './interrupt.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const CLIENTS_MAX = 1_000;
const PROCESSES_MAX = 8;
const SECONDS_MAX = 60;
const MINT_CARDS_MAX = 9_999_999;
const SHEET_CARDS_MAX = 100_000;

export function define(bench: Command, shell: Shell): void {
  defineTraffic(bench, shell, 'activation', 'sales over HTTP, signed, beside one database function that does the same');
  defineTraffic(bench, shell, 'redemption', 'redemptions over HTTP beside one database function that does the same');
  defineMint(bench, shell);
  defineSheets(bench, shell);
  examples(bench, [
    'reup bench activation',
    'reup bench redemption --json',
    'reup bench activation --clients 1,64',
    'reup bench mint --cards 1,000,000',
    'reup bench sheets',
  ]);
}

function defineTraffic(bench: Command, shell: Shell, what: What, summary: string): void {
  bench
    .command(what)
    .description(summary)
    .option('--seconds <n>', 'how long each slice takes', '2')
    .option('--clients <list>', 'how many at once', '1,32,64,256')
    .option('--processes <list>', 'how many API processes share the load', '1,2')
    .action(async (given: Record<'seconds' | 'clients' | 'processes', string>, command: Command) => {
      const output = Output.of(command, shell);
      const seconds = readNumber(given.seconds, SECONDS_MAX, '--seconds');
      const clients = given.clients.split(',').map((text) => readNumber(text, CLIENTS_MAX, '--clients'));
      const processes = given.processes.split(',').map((text) => readNumber(text, PROCESSES_MAX, '--processes'));
      const { measure } = await import('./bench/measure.js');
      const news = (text: string): void => output.news(text);
      await report(
        output,
        what,
        await untilSignal((signal) => measure(what, { seconds, clients, processes, signal, news })),
      );
    });
}

function defineMint(bench: Command, shell: Shell): void {
  const mint = bench
    .command('mint')
    .description('a mint beside a COPY of the same rows: ratio, rate, memory')
    .option('--cards <n>', 'how many cards each mint makes', positive, 1_000_000)
    .action(async ({ cards }: { readonly cards: number }) => {
      const output = Output.of(mint, shell);
      if (cards > MINT_CARDS_MAX) throw usage(`--cards: 1 to ${MINT_CARDS_MAX}`);
      const { measureMint } = await import('./bench/mint.js');
      const news = (text: string): void => output.news(text);
      await report(output, 'mint', await untilSignal((signal) => measureMint({ cards, signal, news })));
    });
  examples(mint, ['reup bench mint', 'reup bench mint --cards 200,000 --json']);
}

function defineSheets(bench: Command, shell: Shell): void {
  const sheets = bench
    .command('sheets')
    .description('printable sheets: cards a CPU-second, bytes a card, memory of a large file over that of a small one')
    .option('--cards <n>', 'how many cards the large file has', positive, SHEET_CARDS_MAX)
    .action(async ({ cards }: { readonly cards: number }) => {
      const output = Output.of(sheets, shell);
      if (cards > SHEET_CARDS_MAX) throw usage(`--cards: 1 to ${SHEET_CARDS_MAX}`);
      const { measureSheets } = await import('./bench/sheets.js');
      const news = (text: string): void => output.news(text);
      await report(output, 'sheets', await untilSignal((signal) => measureSheets({ cards, signal, news })));
    });
  examples(sheets, ['reup bench sheets', 'reup bench sheets --cards 20,000']);
}

/** Shows the figures, and ends with 1 when one of them misses its floor. */
async function report(output: Output, what: string, figures: readonly Figure[]): Promise<void> {
  const { reaches } = await import('./bench/figure.js');
  await output.result({ what, figures }, () =>
    output.table(
      ['figure', 'value', 'unit', 'floor', 'aim'],
      figures.map(({ name, value, unit, floor, aim }) => [name, value, unit, floor, aim]),
    ),
  );
  const missed = figures.filter((figure) => figure.floor !== null && !reaches(figure, figure.floor));
  if (missed.length === 0) return;
  throw new CommandEnd(EXIT.difference, `misses the floor: ${missed.map(({ name }) => name).join(', ')}`);
}

function readNumber(text: string, max: number, option: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < 1 || value > max) throw usage(`${option}: 1 to ${max}`);
  return value;
}
