import { readFile, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { BundleState } from '#lib/card-stock';
import { type ApiClient, openOffice } from './api-client.js';
import { examples } from './examples.js';
import { refused, usage } from './exit.js';
import { untilSignal } from './interrupt.js';
import { batchNumber, batchPath } from './office-views.js';
import { Output } from './output.js';
import { openProgress } from './progress.js';
import type { Shell } from './shell.js';

/** What the office answers of a bundle, as far as the CLI shows it. */
interface BundleView {
  readonly id: string;
  readonly batchId: string;
  readonly kind: 'data' | 'sheets';
  readonly state: BundleState;
  readonly cards: number;
  readonly done: number;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly expiresAt: string | null;
  readonly spoiled: number;
  readonly receiptAt: string | null;
  readonly certificateAt: string | null;
  readonly reason: string | null;
  readonly canaries?: readonly string[];
}

const LOOK_EVERY_MS = 500;
const MIB = 1024 * 1024;
/** 10,000 lines. */
const LIST_BYTES_MAX = 512 * 1024;

/** What our people do with bundles and with what the house sends back. */
export function defineOfficeSide(bundle: Command, shell: Shell): void {
  defineMake(bundle, shell);
  defineViews(bundle, shell);
  defineDownload(bundle, shell);
  defineIssuerKey(bundle, shell);
  defineEnter(bundle, shell);
  defineSpoilage(bundle, shell);
}

function defineMake(bundle: Command, shell: Shell): void {
  const make = bundle
    .command('make')
    .description('encrypt the cards of a minted batch to its print house')
    .argument('<batch>', 'the batch’s number')
    .option('--kind <kind>', 'data (a line a card) or sheets (finished PDFs)', 'data')
    .option('--wait', 'until it can be downloaded')
    .action(async (batch: string, { kind, wait }: { kind: string; wait?: boolean }) => {
      const output = Output.of(make, shell);
      if (kind !== 'data' && kind !== 'sheets') throw usage('--kind is data or sheets');
      const office = await openOffice(make, shell, output, 'batch-manager');
      const asked = await office.post<BundleView>(bundlesPath(batch), { kind });
      if (asked.state === 'waiting')
        output.news('Its cards left once before: another person must agree to this bundle.');
      const made = wait === true ? await untilMade(office, shell, batch, asked.id) : asked;
      await output.result(made, () => describe(output, made));
      output.next(...nextOf(made));
    });
  examples(make, ['reup bundle make 117 --wait', 'reup bundle make 117 --kind sheets --wait']);
}

function defineViews(bundle: Command, shell: Shell): void {
  const list = bundle
    .command('list')
    .description('the bundles of a batch')
    .argument('<batch>', 'the batch’s number')
    .action(async (batch: string) => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, 'batch-manager', 'approver', 'stock');
      const { items } = await office.get<{ items: readonly BundleView[] }>(bundlesPath(batch));
      await output.result({ items }, () =>
        output.table(
          ['bundle', 'kind', 'state', 'cards', 'ruined', 'receipt', 'certificate'],
          items.map((one) => [one.id, one.kind, one.state, one.cards, one.spoiled, one.receiptAt, one.certificateAt]),
        ),
      );
    });
  examples(list, ['reup bundle list 117']);

  const watch = bundle
    .command('watch')
    .description('follow a bundle until it is made')
    .argument('<batch>', 'the batch’s number')
    .argument('<bundle>', 'the bundle’s id')
    .action(async (batch: string, id: string) => {
      const output = Output.of(watch, shell);
      const office = await openOffice(watch, shell, output, 'batch-manager', 'approver', 'stock');
      const made = await untilMade(office, shell, batch, id);
      await output.result(made, () => describe(output, made));
      output.next(...nextOf(made));
    });
  examples(watch, ['reup bundle watch 117 <bundle>']);
}

function defineDownload(bundle: Command, shell: Shell): void {
  const download = bundle
    .command('download')
    .description('fetch a bundle with its manifest: once, within a day')
    .argument('<batch>', 'the batch’s number')
    .argument('<bundle>', 'the bundle’s id')
    .requiredOption('--out <file>', 'where to: 117.age, and 117.manifest.json beside it')
    .action(async (batch: string, id: string, { out }: { out: string }) => {
      const output = Output.of(download, shell);
      const office = await openOffice(download, shell, output, 'batch-manager');
      const path = bundlePath(batch, id);
      const { bytes } = await office.get<BundleView>(path);
      // The manifest first: if it can’t be written, the one download is not used up.
      const manifest = `${out.replace(/\.age$/, '')}.manifest.json`;
      const signed = await office.get<object>(`${path}/manifest`);
      await writeFile(manifest, `${JSON.stringify(signed, null, 2)}\n`, { mode: 0o600 }).catch((error: Error) => {
        throw usage(`${manifest} can’t be written: ${error.message}`);
      });
      const bar = await openProgress(shell, { what: 'downloading', unit: 'MiB' });
      const total = Math.ceil((bytes ?? 0) / MIB);
      const saved = await untilSignal(
        (signal) => office.download(`${path}.age`, out, signal, (now) => bar.at(Math.ceil(now / MIB), total)),
        'the download is used up: another bundle needs another person’s yes',
      ).finally(() => bar.end());
      await output.result({ bundle: id, file: out, manifest, bytes: saved }, () =>
        output.fields([
          ['file', out],
          ['manifest', manifest],
          ['bytes', saved.toLocaleString('en')],
        ]),
      );
      output.news('Send both to the house. Only its key opens the file; here it is gone.');
      output.next(`reup batch seal ${batchNumber(batch)}`);
    });
  examples(download, ['reup bundle download 117 <bundle> --out 117.age']);
}

function defineIssuerKey(bundle: Command, shell: Shell): void {
  const issuerKey = bundle
    .command('issuer-key')
    .description('the public key that print houses check our manifests with')
    .option('--out <file>', 'where to; else it is printed')
    .action(async ({ out }: { out?: string }) => {
      const output = Output.of(issuerKey, shell);
      const office = await openOffice(issuerKey, shell, output, 'batch-manager', 'approver', 'admin');
      const key = await office.get<{ publicKey: string }>('/v1/office/bundles/issuer-key');
      if (out !== undefined) await writeFile(out, key.publicKey, { mode: 0o644 });
      await output.result(out === undefined ? key : { ...key, out }, () => out ?? key.publicKey.trim());
      output.news('Give it to the house by another channel than the bundles.');
    });
  examples(issuerKey, ['reup bundle issuer-key --out issuer.pem']);
}

function defineEnter(bundle: Command, shell: Shell): void {
  const enter = bundle
    .command('enter')
    .description('enter a receipt or a certificate that the house sent')
    .argument('<batch>', 'the batch’s number')
    .argument('<file>', 'the paper, as the house signed it (JSON)')
    .action(async (batch: string, file: string) => {
      const output = Output.of(enter, shell);
      const paper = paperIn(await textOf(file), file);
      const office = await openOffice(enter, shell, output, 'batch-manager', 'stock');
      const kind = 'witness' in paper ? 'certificate' : 'receipt';
      const after = await office.post<BundleView>(`${bundlePath(batch, paper.bundle)}/${kind}`, paper);
      await output.result(after, () => describe(output, after));
      if (after.canaries !== undefined && after.canaries.length > 0) {
        output.news(
          `Quality samples: take these cards out of the stock and destroy them: ${after.canaries.join(', ')}`,
        );
      }
    });
  examples(enter, ['reup bundle enter 117 receipt.json', 'reup bundle enter 117 certificate.json']);
}

function defineSpoilage(bundle: Command, shell: Shell): void {
  const spoilage = bundle
    .command('spoilage')
    .description('enter the cards that the house ruined: a line a serial, or first..last')
    .argument('<batch>', 'the batch’s number')
    .argument('<bundle>', 'the bundle’s id')
    .requiredOption('--list <file>', 'the list')
    .requiredOption('--reason <text>', 'what ruined them, for the record')
    .action(async (batch: string, id: string, { list, reason }: { list: string; reason: string }) => {
      const output = Output.of(spoilage, shell);
      const lines = (await textOf(list)).split(/\r?\n/).map((line) => line.trim());
      const serials = lines.filter((line) => line !== '' && !line.startsWith('#'));
      if (serials.length === 0) throw usage(`${list} names no card`);
      const office = await openOffice(spoilage, shell, output, 'batch-manager', 'stock');
      const answer = await office.post<{ cards: number; spoiled: number }>(`${bundlePath(batch, id)}/spoilage`, {
        serials,
        reason,
      });
      await output.result(answer, () =>
        output.fields([
          ['of this list', answer.cards],
          ['of all lists', answer.spoiled],
        ]),
      );
    });
  examples(spoilage, ['reup bundle spoilage 117 <bundle> --list ruined.txt --reason "web break on press 2"']);
}

/** Waits until a bundle is made, or is not. */
async function untilMade(office: ApiClient, shell: Shell, batch: string, id: string): Promise<BundleView> {
  const bar = await openProgress(shell, { what: 'encrypting', unit: 'cards' });
  try {
    return await untilSignal(
      async (signal) => {
        for (;;) {
          const bundle = await office.get<BundleView>(bundlePath(batch, id));
          if (bundle.state !== 'waiting' && bundle.state !== 'making') return ended(bundle);
          bar.at(bundle.done, bundle.cards);
          await delay(LOOK_EVERY_MS, undefined, { signal });
        }
      },
      `\`reup bundle watch ${batchNumber(batch)} ${id}\` looks again`,
    );
  } finally {
    bar.end();
  }
}

function ended(bundle: BundleView): BundleView {
  if (bundle.state !== 'failed') return bundle;
  throw refused('bundle.failed', bundle.reason ?? 'the bundle was not made', bundle);
}

function bundlesPath(batch: string): string {
  return `${batchPath(batch)}/bundles`;
}

function bundlePath(batch: string, id: string): string {
  return `${bundlesPath(batch)}/${encodeURIComponent(id)}`;
}

async function textOf(path: string): Promise<string> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw usage(`${path} can’t be read: ${error.code ?? error.message}`);
  });
  if (size > LIST_BYTES_MAX) throw usage(`${path} is too large: send several lists`);
  return readFile(path, 'utf8');
}

function paperIn(text: string, path: string): { readonly bundle: string } {
  try {
    const paper: unknown = JSON.parse(text);
    if (typeof paper === 'object' && paper !== null && 'bundle' in paper && typeof paper.bundle === 'string') {
      return paper as { readonly bundle: string };
    }
  } catch {
    // said below
  }
  throw usage(`${path} is no receipt and no certificate`);
}

function describe(output: Output, bundle: BundleView): Promise<string> {
  return output.fields([
    ['bundle', bundle.id],
    ['batch', bundle.batchId],
    ['kind', bundle.kind],
    ['state', bundle.state],
    ['cards', bundle.cards],
    ['sha256', bundle.sha256],
    ['until', bundle.state === 'ready' ? bundle.expiresAt : null],
    ['ruined', bundle.spoiled === 0 ? null : bundle.spoiled],
    ['receipt', bundle.receiptAt],
    ['certificate', bundle.certificateAt],
    ['reason', bundle.reason],
  ]);
}

function nextOf({ id, batchId, state }: BundleView): string[] {
  if (state === 'ready') return [`reup bundle download ${batchId} ${id} --out ${batchId}.age`];
  return state === 'making' || state === 'waiting' ? [`reup bundle watch ${batchId} ${id}`] : [];
}
