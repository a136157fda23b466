import type { Command } from 'commander';
import { type QueuedSale, type Sale, queueWords, slipSerial, scannedSerial } from '#lib/till-client';
import { positive } from './arguments.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, refused } from './exit.js';
import { money } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';
import { openTillQueue } from './till-terminal.js';

interface StoreOptions {
  readonly amountMinor: number;
  readonly currency: string;
  readonly receipt?: string;
  readonly clerk?: string;
  readonly dryRun?: boolean;
}

/** Sells into the till's own file: nothing goes over the line. */
export function defineStore(till: Command, shell: Shell): void {
  const store = till
    .command('store')
    .description('sell without a line: written down here, sent by `forward`')
    .argument('<code>', 'the scan, or the serial')
    .requiredOption('--amount-minor <n>', 'what was paid, in cents', positive)
    .option('--currency <code>', 'of the amount', 'USD')
    .option('--receipt <number>', 'the shop’s receipt')
    .option('--clerk <code>', 'who sold it')
    .action(async (code: string) => {
      const output = Output.of(store, shell);
      const { amountMinor, currency, receipt, clerk, dryRun } = store.optsWithGlobals<StoreOptions>();
      const sale: Sale = { code, amountMinor, currency, ...(receipt && { receipt }), ...(clerk && { clerk }) };
      if (dryRun === true) throw new CommandEnd(EXIT.done, 'would write the sale down', { sale });
      const queue = await openTillQueue(store, shell, output);
      const taken = await queue.sellOffline(sale);
      if (taken.kind === 'not_taken') throw refused(taken.why, taken.words, { code: taken.why, words: taken.words });
      await output.result(taken.entry, () => describe(output, [taken.entry]));
      output.next('reup till forward', 'reup till queue');
    });
  examples(store, ['reup till store 9700011700000007 --amount-minor 3000 --receipt R-000184']);
}

export function defineForward(till: Command, shell: Shell): void {
  const forward = till
    .command('forward')
    .description('send what was sold without a line; each sale gets its own answer')
    .action(async () => {
      const output = Output.of(forward, shell);
      const queue = await openTillQueue(forward, shell, output);
      if (forward.optsWithGlobals<{ dryRun?: boolean }>().dryRun === true) {
        throw new CommandEnd(EXIT.done, 'would send the queue', await queue.count());
      }
      await queue.drain(true);
      const [items, count] = [await queue.sales(), await queue.count()];
      await output.result({ items, ...count }, () => describe(output, items));
      if (count.stored + count.reversing > 0) {
        throw new CommandEnd(EXIT.unreachable, 'not all was answered: what waits is kept, `forward` sends it again');
      }
    });
  examples(forward, ['reup till forward', 'reup till forward --terminal 2 --json']);
}

export function defineQueue(till: Command, shell: Shell): void {
  const list = till
    .command('queue')
    .description('what this till has sold without a line, and what became of it')
    .action(async () => {
      const output = Output.of(list, shell);
      const queue = await openTillQueue(list, shell, output);
      const [items, count] = [await queue.sales(), await queue.count()];
      await output.result({ items, ...count }, () => describe(output, items));
      if (count.stored > 0) output.next('reup till forward');
    });
  examples(list, ['reup till queue']);
}

async function describe(output: Output, sales: readonly QueuedSale[]): Promise<string> {
  if (sales.length === 0) return 'The queue is empty.';
  const rows = sales.map((sale) => [
    slipSerial(scannedSerial(sale.sale.code) ?? sale.sale.code),
    money(sale.sale.amountMinor, sale.sale.currency),
    sale.soldAt,
    sale.state,
    queueWords(sale),
    sale.key,
  ]);
  return output.table(['card', 'price', 'sold at', 'state', 'means', 'key'], rows);
}
