import type { Command } from 'commander';
import type { Role } from '#lib/http';
import { openOffice } from './api-client.js';
import { positive, serial } from './arguments.js';
import { confirm } from './ask.js';
import { saveSheets } from './batch-sheets.js';
import { defineViews, describe } from './batch-views.js';
import { minted, reportMint, watchMint } from './batch-watch.js';
import { examples } from './examples.js';
import { findProduct } from './office-finds.js';
import { type BatchView, batchNumber, batchPath, money } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

export function define(batch: Command, shell: Shell): void {
  examples(batch, [
    'reup batch request 3 1000          ask for 1,000 cards of 3 months',
    'reup batch approve 117 --wait      mint them, as another person',
    'reup batch sheets 117 --out a.pdf  get the printable sheets',
    'reup batch seal 117                destroy the key: PINs are on paper only',
    'reup batch release 117             put the cards on sale',
  ]);
  defineRequest(batch, shell);
  defineApprove(batch, shell);
  defineMoves(batch, shell);
  defineSeal(batch, shell);
  defineSpoil(batch, shell);
  defineViews(batch, shell);
  defineSheets(batch, shell);
}

interface RequestOptions {
  readonly template?: number;
  readonly houseKey?: number;
  readonly wait?: boolean;
}

function defineRequest(batch: Command, shell: Shell): void {
  const request = batch
    .command('request')
    .description('ask for cards; another person must approve')
    .argument('<months|productId>', 'the product: its months, or its id (`reup products`)')
    .argument('<quantity>', 'how many cards', positive)
    .option('--template <id>', 'the print template (`reup template list`); the usual one when left out', positive)
    .option('--house-key <id>', 'the print house’s confirmed key; printed in-house when left out', positive)
    .option('--wait', 'until the cards are minted')
    .action(async (wanted: string, quantity: number, options: RequestOptions) => {
      const output = Output.of(request, shell);
      const office = await openOffice(request, shell, output, 'batch-manager');
      const product = await findProduct(office, wanted);
      const price = money(product.amountMinor, product.currency);
      output.news(`${quantity.toLocaleString('en')} × ${product.name ?? `${product.months} months`}, ${price} each`);
      const made = await office.post<BatchView>('/v1/office/batches', {
        productId: product.id,
        quantity,
        ...(options.template === undefined ? {} : { templateId: String(options.template) }),
        ...(options.houseKey === undefined ? {} : { houseKeyId: String(options.houseKey) }),
      });
      if (options.wait !== true) {
        await output.result(made, () => describe(output, made));
        return output.next(`reup batch approve ${made.id} --wait`);
      }
      output.news(`batch ${made.id} is requested. Another person now runs: reup batch approve ${made.id}`);
      await reportMint(output, await minted(office, shell, made.id));
    });
  examples(request, ['reup batch request 12 50000', 'reup batch request 3 1000 --wait']);
}

function defineApprove(batch: Command, shell: Shell): void {
  const approve = batch
    .command('approve')
    .description('agree to a request of another person: its cards are minted')
    .argument('<id>', 'the batch’s number')
    .option('--wait', 'until the cards are minted')
    .action(async (id: string, options: { wait?: boolean }) => {
      const output = Output.of(approve, shell);
      const office = await openOffice(approve, shell, output, 'approver');
      const answer = await office.post<BatchView>(`${batchPath(id)}/approve`);
      if (options.wait === true) return reportMint(output, await watchMint(office, shell, id));
      await output.result(answer, () => describe(output, answer));
      output.next(`reup batch watch ${batchNumber(id)}`);
    });
  examples(approve, ['reup batch approve 117 --wait', 'reup batch approve 117 --as approver']);
}

/** A move of a whole batch that one call makes. */
interface Move {
  readonly verb: string;
  readonly summary: string;
  readonly roles: readonly [Role, ...Role[]];
  readonly reason?: 'asked' | 'optional';
  /** Said before it is done, where it can't be undone. */
  readonly warning?: string;
  readonly next?: (id: string, after: BatchView) => string[];
}

const MOVES: readonly Move[] = [
  {
    verb: 'ask',
    summary: 'ask again for a request that nobody answered within 24 hours',
    roles: ['batch-manager'],
    next: (id) => [`reup batch approve ${id} --wait`],
  },
  {
    verb: 'reject',
    summary: 'refuse a request',
    roles: ['approver'],
    reason: 'asked',
  },
  {
    verb: 'cancel',
    summary: 'stop a request or a mint: cards made so far are spoiled',
    roles: ['batch-manager'],
    reason: 'optional',
    warning: 'Cards of this batch that are minted already will be worthless.',
  },
  {
    verb: 'resume',
    summary: 'go on with a mint that paused',
    roles: ['batch-manager'],
    next: (id) => [`reup batch watch ${id}`],
  },
  {
    verb: 'release',
    summary: 'put a sealed batch on sale; not by who requested it',
    roles: ['approver'],
    next: (id) => [`reup ship --batch ${id} --count 100 --store 1`],
  },
  {
    verb: 'freeze',
    summary: 'stop sales at once, hold redemptions',
    roles: ['reviewer', 'approver'],
    reason: 'asked',
    next: (id) => [`reup batch unfreeze ${id}`],
  },
  {
    verb: 'unfreeze',
    summary: 'lift a freeze: two people, one after the other',
    roles: ['reviewer', 'approver'],
    next: (id, { state }) => (state === 'frozen' ? [`reup batch unfreeze ${id} --as approver`] : []),
  },
  {
    verb: 'close',
    summary: 'end a batch whose cards have all come to their end',
    roles: ['batch-manager'],
    warning: 'A closed batch never opens again.',
  },
];

function defineMoves(batch: Command, shell: Shell): void {
  for (const { verb, summary, roles, reason, warning, next } of MOVES) {
    const move = batch.command(verb).description(summary).argument('<id>', 'the batch’s number');
    if (reason === 'asked') move.requiredOption('--reason <text>', 'why, for the record');
    if (reason === 'optional') move.option('--reason <text>', 'why, for the record');
    if (warning !== undefined) move.option('--yes', 'without asking');
    move.action(async (id: string, options: { reason?: string; yes?: boolean }) => {
      const output = Output.of(move, shell);
      const office = await openOffice(move, shell, output, ...roles);
      if (warning !== undefined) await confirm(shell, { yes: options.yes, warning, typed: batchNumber(id) });
      const body = reason === undefined ? undefined : { reason: options.reason };
      const after = await office.post<BatchView>(`${batchPath(id)}/${verb}`, body);
      await output.result(after, () => describe(output, after));
      output.next(...(next?.(batchNumber(id), after) ?? []));
    });
    const flags = `${reason === 'asked' ? ' --reason "…"' : ''}${warning === undefined ? '' : ' --yes'}`;
    examples(move, [`reup batch ${verb} 117${flags}`]);
  }
}

function defineSeal(batch: Command, shell: Shell): void {
  const seal = batch
    .command('seal')
    .description('destroy the batch’s key: from then on no one can recover a PIN')
    .argument('<id>', 'the batch’s number')
    .option('--yes', 'without asking')
    .action(async (id: string, options: { yes?: boolean }) => {
      const output = Output.of(seal, shell);
      const office = await openOffice(seal, shell, output, 'batch-manager');
      const number = batchNumber(id);
      const warning = `The key of batch ${number} is destroyed for ever: what was not printed can never be printed again.`;
      await confirm(shell, { yes: options.yes, warning, typed: number });
      const after = await office.post<BatchView>(`${batchPath(id)}/seal`);
      await output.result(after, () => describe(output, after));
      output.next(`reup batch release ${number}`, `reup ship --batch ${number} --count 100 --store 1`);
    });
  examples(seal, ['reup batch seal 117', 'reup batch seal 117 --yes']);
}

function defineSpoil(batch: Command, shell: Shell): void {
  const spoil = batch
    .command('spoil')
    .description('count a range of printed cards as ruined: all of it or none')
    .argument('<first>', 'the first serial', serial)
    .argument('[last]', 'the last serial; the first when left out', serial)
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--yes', 'without asking')
    .action(async (first: string, last: string = first, options: { reason: string; yes?: boolean }) => {
      const output = Output.of(spoil, shell);
      const office = await openOffice(spoil, shell, output, 'batch-manager', 'stock');
      const warning = `The cards ${first} to ${last} can never be sold after this.`;
      await confirm(shell, { yes: options.yes, warning, typed: 'spoil' });
      const body = { firstSerial: first, lastSerial: last, reason: options.reason };
      const after = await office.post<BatchView>(`${batchPath(batchIn(first))}/spoil`, body);
      await output.result(after, () => describe(output, after));
    });
  examples(spoil, ['reup batch spoil 9700011700000005 9700011700000096 --reason "smeared" --yes']);
}

/** The six digits behind 97. */
function batchIn(serialDigits: string): string {
  return serialDigits.slice(2, 8);
}

function defineSheets(batch: Command, shell: Shell): void {
  const sheets = batch
    .command('sheets')
    .description('make the printable sheets and download them: the PDFs hold live PINs')
    .argument('<id>', 'the batch’s number')
    .option('--out <file>', 'where to; batch-<id>.pdf when left out, numbered where there are several')
    .action(async (id: string, options: { out?: string }) => {
      const output = Output.of(sheets, shell);
      const office = await openOffice(sheets, shell, output, 'batch-manager');
      const number = batchNumber(id);
      const files = await saveSheets(office, shell, id, options.out ?? `batch-${number}.pdf`);
      await output.result({ batchId: number, files }, () =>
        output.table(
          ['sheet', 'file', 'bytes'],
          files.map((saved) => [saved.id, saved.file, saved.bytes.toLocaleString('en')]),
        ),
      );
      output.news('Whoever has these files has the PINs. After the seal no one can make them again.');
      output.next(`reup batch seal ${number}`);
    });
  examples(sheets, ['reup batch sheets 117', 'reup batch sheets 117 --out /media/print/117.pdf']);
}
