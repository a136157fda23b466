import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SignedManifest } from '#lib/card-stock';
import { whole } from './arguments.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT, type ExitCode, usage } from './exit.js';
import { untilSignal } from './interrupt.js';
import { Output } from './output.js';
import { openProgress } from './progress.js';
import type { Shell } from './shell.js';

/** Keys, manifests and papers are small; anything larger is the wrong file. */
const PAPER_BYTES_MAX = 64 * 1024;
const MIB = 1024 * 1024;

/** What a print house runs: files in, files out. No database, no configuration, no network. */
export function defineHouseSide(bundle: Command, shell: Shell): void {
  defineKeygen(bundle, shell);
  defineOpen(bundle, shell);
  defineReceipt(bundle, shell);
  defineCertificate(bundle, shell);
}

function defineKeygen(bundle: Command, shell: Shell): void {
  const keygen = bundle
    .command('keygen')
    .description('print house: make the keys for bundles and papers; send public.json to the issuer')
    .requiredOption('--out <folder>', 'where to; nothing there is overwritten')
    .action(async ({ out }: { out: string }) => {
      const output = Output.of(keygen, shell);
      const { makeHouseSecrets } = await import('#lib/card-stock');
      const made = await makeHouseSecrets();
      const folder = await mkdir(out, { recursive: true, mode: 0o700 }).catch((error: Error) => {
        throw usage(`${out} can’t be made: ${error.message}`);
      });
      const [identity, signing, shared] = ['identity.txt', 'signing.pem', 'public.json'].map((name) => join(out, name));
      await writeNew(identity!, `# public key: ${made.public.recipient}\n${made.identity}\n`);
      await writeNew(signing!, made.signingPem);
      await writeNew(shared!, `${JSON.stringify(made.public, null, 2)}\n`);
      const files = { identity, signing, public: shared };
      await output.result({ folder: folder ?? out, ...files, ...made.public }, () =>
        output.fields([
          ['opens bundles', `${identity!} (secret)`],
          ['signs papers', `${signing!} (secret)`],
          ['to the issuer', shared],
          ['fingerprint', made.public.fingerprint],
        ]),
      );
      output.news('Two people of the issuer will call and compare the fingerprint. The secret files never leave you.');
    });
  examples(keygen, ['reup bundle keygen --out keys']);
}

interface OpenOptions {
  readonly manifest: string;
  readonly identity: string;
  readonly issuerKey: string;
  readonly out: string;
}

function defineOpen(bundle: Command, shell: Shell): void {
  const command = bundle
    .command('open')
    .description('print house: verify a bundle, decrypt it, check every total')
    .argument('<file>', 'the age file')
    .requiredOption('--manifest <file>', 'its manifest, as the issuer sent it')
    .requiredOption('--identity <file>', 'your age identity (`keygen`: identity.txt)')
    .requiredOption('--issuer-key <file>', 'the issuer’s public key, which you have by another channel (PEM)')
    .requiredOption('-o, --out <path>', 'a data bundle’s file, or the folder for its sheets')
    .action(async (file: string, options: OpenOptions) => {
      const output = Output.of(command, shell);
      const house = await import('#lib/card-stock');
      const signed = await manifestFrom(options.manifest);
      const issuerKey = await keyFrom(options.issuerKey, 'public');
      const identity = house.identityIn(await textOf(options.identity, 'identity'));
      if (identity === undefined) throw usage(`${options.identity} holds no age identity (AGE-SECRET-KEY-1…)`);
      const total = await sizeOf(file);
      const bar = await openProgress(shell, { what: 'opening', unit: 'MiB' });
      const onBytes = (done: number): void => bar.at(Math.ceil(done / MIB), Math.ceil(total / MIB));
      const content = await untilSignal(
        (signal) => house.openBundle({ file, signed, issuerKey, identity, out: options.out, signal, onBytes }),
        'nothing was kept',
      )
        .catch((error: unknown) => {
          throw verdictOn(error, house);
        })
        .finally(() => bar.end());
      const { facts, serialHash, files } = content;
      const { bundle: id, kind, cards, firstSerial, lastSerial } = facts;
      const batch = signed.manifest.batch;
      const found = { bundle: id, batch, kind, cards, firstSerial, lastSerial, serialHash, files, out: options.out };
      await output.result({ opened: true, ...found }, () =>
        output.fields([
          ['bundle', id],
          ['batch', batch],
          ['product', facts.product],
          ['cards', cards.toLocaleString('en')],
          ['first', firstSerial],
          ['last', lastSerial],
          ['written to', options.out],
        ]),
      );
      output.news(
        'Signature, digests and totals fit. Whoever has what was written has the PINs: keep it no longer than the job.',
      );
      output.next(`reup bundle receipt ${file} --manifest ${options.manifest} --key signing.pem -o receipt.json`);
    });
  examples(command, [
    'reup bundle open 117.age --manifest 117.manifest.json --identity keys/identity.txt --issuer-key issuer.pem -o cards.txt',
  ]);
}

/** What is wrong with a bundle, as a shell tells it apart: 1 = it is not what was sent, 3 = it is not for this key. */
function verdictOn(error: unknown, house: typeof import('#lib/card-stock')): unknown {
  if (error instanceof house.BundleNotForUs) return ending(EXIT.refused, 'bundle.not_for_us', error.message);
  if (error instanceof house.BundleBroken) return ending(EXIT.difference, 'bundle.broken', error.message);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return usage(`${path}: ${code}`);
  return error;
}

function ending(exitCode: ExitCode, code: string, detail: string): CommandEnd {
  return new CommandEnd(exitCode, `${code}: ${detail}. Nothing was kept; tell the issuer.`, {
    opened: false,
    code,
    detail,
  });
}

interface PaperOptions {
  readonly manifest: string;
  readonly key: string;
  readonly out: string;
}

function defineReceipt(bundle: Command, shell: Shell): void {
  const command = bundle
    .command('receipt')
    .description('print house: sign that you have the cards of a bundle')
    .argument('<file>', 'the age file')
    .requiredOption('--manifest <file>', 'its manifest')
    .requiredOption('--key <file>', 'your signing key (`keygen`: signing.pem)')
    .requiredOption('-o, --out <file>', 'where to')
    .action(async (file: string, { manifest, key, out }: PaperOptions) => {
      const output = Output.of(command, shell);
      const { BundleBroken, checkFile, makeReceipt } = await import('#lib/card-stock');
      const signed = await manifestFrom(manifest);
      const signingKey = await keyFrom(key, 'private');
      await sizeOf(file);
      await checkFile(file, signed.manifest).catch((error: unknown) => {
        if (error instanceof BundleBroken) throw ending(EXIT.difference, 'bundle.broken', error.message);
        throw error;
      });
      const receipt = makeReceipt(signed.manifest, new Date(), signingKey);
      await writePaper(out, receipt);
      await output.result({ ...receipt, out }, () =>
        output.fields([
          ['receipt', out],
          ['cards', receipt.cards.toLocaleString('en')],
        ]),
      );
      output.news('Send it to the issuer.');
    });
  examples(command, [
    'reup bundle receipt 117.age --manifest 117.manifest.json --key keys/signing.pem -o receipt.json',
  ]);
}

interface CertificateOptions extends PaperOptions {
  readonly printed: number;
  readonly spoiled: number;
  readonly who: string;
  readonly how: string;
  readonly witness: string;
  readonly when?: string;
}

function defineCertificate(bundle: Command, shell: Shell): void {
  const command = bundle
    .command('certificate')
    .description('print house: sign what became of the cards, and that data, plates and waste are destroyed')
    .requiredOption('--manifest <file>', 'the bundle’s manifest')
    .requiredOption('--key <file>', 'your signing key (`keygen`: signing.pem)')
    .requiredOption('--printed <cards>', 'good cards handed over', whole)
    .requiredOption('--spoiled <cards>', 'ruined ones, as your spoilage lists name them', whole)
    .requiredOption('--who <names>', 'who destroyed them')
    .requiredOption('--how <text>', 'how')
    .requiredOption('--witness <names>', 'who watched')
    .option('--when <time>', 'ISO 8601; now when left out')
    .requiredOption('-o, --out <file>', 'where to')
    .action(async (options: CertificateOptions) => {
      const output = Output.of(command, shell);
      const { makeCertificate } = await import('#lib/card-stock');
      const { manifest } = await manifestFrom(options.manifest);
      const { printed, spoiled, who, how, witness, out } = options;
      if (printed + spoiled !== manifest.cards) {
        throw usage(`${printed} good and ${spoiled} ruined cards are not the ${manifest.cards} of the bundle`);
      }
      const when = new Date(options.when ?? Date.now());
      if (Number.isNaN(when.getTime())) throw usage(`${options.when!} is no time (ISO 8601)`);
      const { bundle: id, batch } = manifest;
      const account = { bundle: id, batch, printed, spoiled, who, when: when.toISOString(), how, witness };
      const certificate = makeCertificate(account, await keyFrom(options.key, 'private'));
      await writePaper(out, certificate);
      await output.result({ ...certificate, out }, () =>
        output.fields([
          ['certificate', out],
          ['good', printed.toLocaleString('en')],
          ['ruined', spoiled.toLocaleString('en')],
        ]),
      );
      output.news('Send it to the issuer: without it no card may be shipped.');
    });
  examples(command, [
    'reup bundle certificate --manifest 117.manifest.json --key keys/signing.pem --printed 9988 --spoiled 12 --who "A. Press" --how "shredded, files overwritten" --witness "B. Gate" -o certificate.json',
  ]);
}

async function manifestFrom(path: string): Promise<SignedManifest> {
  const { manifestIn } = await import('#lib/card-stock');
  const signed = manifestIn(await textOf(path, 'manifest'));
  if (signed === undefined) throw usage(`${path} is no manifest of a bundle`);
  return signed;
}

async function keyFrom(path: string, half: 'private' | 'public'): Promise<KeyObject> {
  const { ed25519In } = await import('#lib/card-stock');
  const key = ed25519In(await textOf(path, 'key'), half);
  if (key === undefined) throw usage(`${path} holds no ${half} Ed25519 key in PEM`);
  return key;
}

async function textOf(path: string, what: string): Promise<string> {
  if ((await sizeOf(path)) > PAPER_BYTES_MAX) throw usage(`${path} is too large for a ${what}`);
  return readFile(path, 'utf8');
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw usage(`${path} can’t be read: ${error.code ?? error.message}`);
  });
  if (!found.isFile()) throw usage(`${path} is no file`);
  return found.size;
}

/** Never over what is there: a key that is lost can open nothing any more. */
async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw usage(error.code === 'EEXIST' ? `${path} exists; name another folder` : `${path}: ${error.message}`);
  });
}

async function writePaper(path: string, paper: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(paper, null, 2)}\n`, { mode: 0o600 }).catch((error: Error) => {
    throw usage(`${path} can’t be written: ${error.message}`);
  });
}
