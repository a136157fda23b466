import type { Command } from 'commander';
import type { Figure } from './bench/measure.js';
import type { What } from './bench/stock.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, usage } from './exit.js';
import { untilSignal } from './interrupt.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const CLIENTS_MAX = 1_000;
const SECONDS_MAX = 60;

export function define(bench: Command, shell: Shell): void {
  defineOne(bench, shell, 'activation', 'sales over HTTP, signed, beside one database function that does the same');
  defineOne(bench, shell, 'redemption', 'redemptions over HTTP beside one database function that does the same');
  examples(bench, ['reup bench activation', 'reup bench redemption --json', 'reup bench activation --clients 1,64']);
}

function defineOne(bench: Command, shell: Shell, what: What, summary: string): void {
  bench
    .command(what)
    .description(summary)
    .option('--seconds <n>', 'how long each slice takes', '2')
    .option('--clients <list>', 'how many at once', '1,32,64,256')
    .action(async (given: { readonly seconds: string; readonly clients: string }, command: Command) => {
      const output = Output.of(command, shell);
      const seconds = readNumber(given.seconds, SECONDS_MAX, '--seconds');
      const clients = given.clients.split(',').map((text) => readNumber(text, CLIENTS_MAX, '--clients'));
      const { measure, reaches } = await import('./bench/measure.js');
      const news = (text: string): void => output.news(text);
      const figures = await untilSignal((signal) => measure(what, { seconds, clients, signal, news }));
      await output.result({ what, figures }, () =>
        output.table(
          ['figure', 'value', 'unit', 'floor', 'aim'],
          figures.map(({ name, value, unit, floor, aim }) => [name, value, unit, floor, aim]),
        ),
      );
      const missed = figures.filter((figure: Figure) => figure.floor !== null && !reaches(figure, figure.floor));
      if (missed.length > 0)
        throw new CommandEnd(EXIT.difference, `below the floor: ${missed.map(({ name }) => name).join(', ')}`);
    });
}

function readNumber(text: string, max: number, option: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < 1 || value > max) throw usage(`${option}: 1 to ${max}`);
  return value;
}
