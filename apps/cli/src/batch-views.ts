import type { Command } from 'commander';
import type { Role } from '#lib/http';
import { openOffice } from './api-client.js';
import { positive } from './arguments.js';
import { reportMint, watchMint } from './batch-watch.js';
import { examples } from './examples.js';
import { type BatchView, type EquationView, type TimelineView, batchPath } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

/** Anyone may look. */
const READERS: readonly [Role, ...Role[]] = ['batch-manager', 'approver', 'admin'];
/** Of a long life, the last deeds; `--json` has them all. */
const DEEDS_SHOWN = 20;

/** `show`, `list`, `watch` and `manifest`: nothing of it changes anything. */
export function defineViews(batch: Command, shell: Shell): void {
  defineShow(batch, shell);
  defineList(batch, shell);
  defineWatch(batch, shell);
  defineManifest(batch, shell);
}

function defineShow(batch: Command, shell: Shell): void {
  const show = batch
    .command('show')
    .description('one batch: where its cards are, and what happened to it')
    .argument('<id>', 'the batch’s number')
    .action(async (id: string) => {
      const output = Output.of(show, shell);
      const office = await openOffice(show, shell, output, ...READERS);
      const found = await office.get<BatchView>(batchPath(id));
      const equation = await office.get<EquationView>(`${batchPath(id)}/equation`);
      const { items: timeline } = await office.get<{ items: readonly TimelineView[] }>(`${batchPath(id)}/timeline`);
      await output.result({ ...found, equation, timeline }, async () =>
        [
          await describe(output, found),
          describeEquation(output, equation),
          await describeTimeline(output, timeline),
        ].join('\n\n'),
      );
      output.next(...nextOf(found));
    });
  examples(show, ['reup batch show 117', 'reup batch show 117 --json']);
}

function defineList(batch: Command, shell: Shell): void {
  const list = batch
    .command('list')
    .description('all batches, the newest first')
    .option('--state <state>', 'only those that are in it: requested, minting, minted, sealed, released …')
    .option('--product <id>', 'only those of a product', positive)
    .action(async ({ state, product }: { state?: string; product?: number }) => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, ...READERS);
      const wanted = new URLSearchParams({
        ...(state === undefined ? {} : { state }),
        ...(product === undefined ? {} : { productId: String(product) }),
      }).toString();
      const items = await office.all<BatchView>(`/v1/office/batches${wanted === '' ? '' : `?${wanted}`}`);
      await output.result({ items }, () =>
        output.table(
          ['batch', 'state', 'product', 'cards', 'minted', 'next'],
          items.map((one) => [
            one.id,
            one.state,
            one.productName ?? one.months,
            one.quantity,
            one.minted,
            one.nextStep?.replaceAll('_', ' '),
          ]),
        ),
      );
    });
  examples(list, ['reup batch list', 'reup batch list --state minted', 'reup batch list --product 2 --json']);
}

function defineWatch(batch: Command, shell: Shell): void {
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

function defineManifest(batch: Command, shell: Shell): void {
  const manifest = batch
    .command('manifest')
    .description('what was signed when the batch was sealed: manifest, signature and public key as JSON')
    .argument('<id>', 'the batch’s number')
    .action(async (id: string) => {
      const output = Output.of(manifest, shell);
      const office = await openOffice(manifest, shell, output, ...READERS);
      const signed = await office.get<object>(`${batchPath(id)}/manifest`);
      await output.result(signed, () => JSON.stringify(signed, undefined, 2));
    });
  examples(manifest, ['reup batch manifest 117', 'reup batch manifest 117 > 117.manifest.json']);
}

export function describe(output: Output, batch: BatchView): Promise<string> {
  const { id, state, quantity, months, reason } = batch;
  return output.fields([
    ['batch', id],
    ['state', state],
    ['product', batch.productName],
    ['months', months],
    ['cards', quantity],
    ['minted', batch.minted],
    ['first', batch.firstSerial],
    ['last', batch.lastSerial],
    ['template', batch.templateName],
    ['printed by', batch.houseName],
    ['requested by', batch.requestedByName],
    ['approved by', batch.approvedByName],
    ['released by', batch.releasedByName],
    ['reason', reason],
  ]);
}

const PLACES: readonly (readonly [name: keyof EquationView, words: string])[] = [
  ['spoiled', 'spoiled'],
  ['warehouse', 'in the warehouse'],
  ['shipped', 'on the way'],
  ['inStore', 'in stores'],
  ['active', 'sold, not used'],
  ['held', 'held'],
  ['redeemed', 'redeemed'],
  ['replaced', 'replaced'],
  ['voided', 'voided'],
  ['expiredUnsold', 'expired unsold'],
  ['expiredSold', 'expired after sale'],
  ['blockedUnsold', 'blocked unsold'],
  ['blockedSold', 'blocked after sale'],
];

/** `12 minted = 2 spoiled + 10 in the warehouse`, or that it does not add up. */
function describeEquation(output: Output, equation: EquationView): string {
  const places = PLACES.filter(([place]) => equation[place] !== 0).map(
    ([place, words]) => `${equation[place].toLocaleString('en')} ${words}`,
  );
  const sum = places.length === 0 ? '0' : places.join(' + ');
  const line = `${equation.minted.toLocaleString('en')} minted ${equation.closes ? '=' : '≠'} ${sum}`;
  return equation.closes ? line : output.paint('red', `${line}: cards are missing, see \`reup verify\``);
}

async function describeTimeline(output: Output, timeline: readonly TimelineView[]): Promise<string> {
  const shown = timeline.slice(-DEEDS_SHOWN);
  const left = timeline.length - shown.length;
  const table = await output.table(
    ['when', 'what', 'who'],
    shown.map(({ at, what, who }) => [at, what, who]),
  );
  return left === 0 ? table : `${left} earlier: --json has them\n${table}`;
}

/** The next command in a batch's life. */
function nextOf({ id, nextStep }: BatchView): string[] {
  switch (nextStep) {
    case 'approve':
      return [`reup batch approve ${id} --wait`];
    case 'ask':
      return [`reup batch ask ${id}`];
    case 'watch':
      return [`reup batch watch ${id}`];
    case 'resume':
      return [`reup batch resume ${id}`];
    case 'make_sheets':
    case 'watch_sheets':
    case 'download_sheets':
      return [`reup batch sheets ${id}`];
    case 'seal':
      return [`reup batch seal ${id}`];
    case 'release':
      return [`reup batch release ${id}`];
    case 'ship':
      return [`reup ship --batch ${id} --count 100 --store 1`];
    case 'unfreeze':
    case 'confirm_unfreeze':
      return [`reup batch unfreeze ${id}`];
    case 'close':
      return [`reup batch close ${id}`];
    default:
      return [];
  }
}
