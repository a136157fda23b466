import type { Command } from 'commander';
import type { Role } from '#lib/http';
import { type ApiClient, openOffice } from './api-client.js';
import { positive } from './arguments.js';
import { confirm } from './ask.js';
import { saveSheets } from './batch-sheets.js';
import { minted, reportMint, watchMint } from './batch-watch.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { type BatchView, type ProductView, batchNumber, batchPath, money } from './office-views.js';
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
  defineViews(batch, shell);
  defineSheets(batch, shell);
}

function defineRequest(batch: Command, shell: Shell): void {
  const request = batch
    .command('request')
    .description('ask for cards; another person must approve')
    .argument('<months|productId>', 'the product: its months, or its id (`reup products`)')
    .argument('<quantity>', 'how many cards', positive)
    .option('--wait', 'until the cards are minted')
    .action(async (wanted: string, quantity: number, options: { wait?: boolean }) => {
      const output = Output.of(request, shell);
      const office = await openOffice(request, shell, output, 'batch-manager');
      const product = await findProduct(office, wanted);
      const price = money(product.amountMinor, product.currency);
      output.news(`${quantity.toLocaleString('en')} × ${product.name ?? `${product.months} months`}, ${price} each`);
      const made = await office.post<BatchView>('/v1/office/batches', { productId: product.id, quantity });
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

/** Anyone may look. */
const READERS: readonly [Role, ...Role[]] = ['batch-manager', 'approver', 'admin'];

function defineViews(batch: Command, shell: Shell): void {
  const show = batch
    .command('show')
    .description('one batch')
    .argument('<id>', 'the batch’s number')
    .action(async (id: string) => {
      const output = Output.of(show, shell);
      const office = await openOffice(show, shell, output, ...READERS);
      const found = await office.get<BatchView>(batchPath(id));
      await output.result(found, () => describe(output, found));
      output.next(...nextOf(found));
    });
  examples(show, ['reup batch show 117', 'reup batch show 117 --json']);

  const list = batch
    .command('list')
    .description('all batches, the newest first')
    .action(async () => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, ...READERS);
      const items = await office.all<BatchView>('/v1/office/batches');
      await output.result({ items }, () =>
        output.table(
          ['batch', 'state', 'months', 'cards', 'minted'],
          items.map(({ id, state, months, quantity, minted: done }) => [id, state, months, quantity, done]),
        ),
      );
    });
  examples(list, ['reup batch list', 'reup batch list --json']);

  const watch = batch
    .command('watch')
    .description('follow a mint until it is over')
    .argument('<id>', 'the batch’s number')
    .action(async (id: string) => {
      const output = Output.of(watch, shell);
      const office = await openOffice(watch, shell, output, ...READERS);
      await reportMint(output, await watchMint(office, shell, id));
    });
  examples(watch, ['reup batch watch 117']);
}

function defineSheets(batch: Command, shell: Shell): void {
  const sheets = batch
    .command('sheets')
    .description('make the printable sheets and download them: the PDF holds live PINs')
    .argument('<id>', 'the batch’s number')
    .option('--till-code <kind>', 'the barcode for the till: databar or gs1-128')
    .option('--out <file>', 'where to; batch-<id>.pdf when left out')
    .action(async (id: string, options: { tillCode?: string; out?: string }) => {
      const output = Output.of(sheets, shell);
      const office = await openOffice(sheets, shell, output, 'batch-manager');
      const number = batchNumber(id);
      const out = options.out ?? `batch-${number}.pdf`;
      const body = options.tillCode === undefined ? {} : { tillCode: options.tillCode };
      const saved = await saveSheets(office, shell, id, body, out);
      await output.result({ batchId: number, ...saved }, () =>
        output.fields([
          ['sheet', saved.id],
          ['file', saved.file],
          ['bytes', saved.bytes.toLocaleString('en')],
        ]),
      );
      output.news('Whoever has this file has the PINs. After the seal no one can make it again.');
      output.next(`reup batch seal ${number}`);
    });
  examples(sheets, ['reup batch sheets 117', 'reup batch sheets 117 --till-code gs1-128 --out /media/print/117.pdf']);
}

/** By its months where only one product has them, else by its id. */
async function findProduct(office: ApiClient, wanted: string): Promise<ProductView> {
  const products = await office.all<ProductView>('/v1/office/products');
  const byMonths = products.filter(({ months }) => String(months) === wanted);
  if (byMonths.length === 1) return byMonths[0]!;
  const byId = products.find(({ id }) => String(id) === wanted);
  if (byId !== undefined) return byId;
  const known = products.map(({ id, months, name }) => `${id} (${name ?? `${months} months`})`).join(', ');
  if (byMonths.length > 1) throw usage(`several products have ${wanted} months; name one by its id: ${known}`);
  throw usage(`no product has ${wanted} months or that id. There are: ${known || 'none'}`);
}

function describe(output: Output, batch: BatchView): Promise<string> {
  const { id, state, quantity, months, reason } = batch;
  return output.fields([
    ['batch', id],
    ['state', state],
    ['months', months],
    ['cards', quantity],
    ['minted', batch.minted],
    ['first', batch.firstSerial],
    ['last', batch.lastSerial],
    ['reason', reason],
    ...Object.entries(batch.counts ?? {}).map(([of, cards]) => [`  ${of}`, cards] as const),
  ]);
}

/** The next command in a batch's life. */
function nextOf({ id, state }: BatchView): string[] {
  switch (state) {
    case 'requested':
      return [`reup batch approve ${id} --wait`];
    case 'approved':
    case 'minting':
      return [`reup batch watch ${id}`];
    case 'paused':
      return [`reup batch resume ${id}`];
    case 'minted':
      return [`reup batch sheets ${id}`, `reup batch seal ${id}`];
    case 'sealed':
      return [`reup batch release ${id}`];
    case 'released':
      return [`reup ship --batch ${id} --count 100 --store 1`];
    case 'frozen':
      return [`reup batch unfreeze ${id}`];
    default:
      return [];
  }
}
