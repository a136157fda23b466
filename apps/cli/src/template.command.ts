import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ApiClient, openOffice } from './api-client.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { untilSignal } from './interrupt.js';
import { type ProductView, type ProofView, type TemplateDetailView, type TemplateView } from './office-views.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const TEMPLATES = '/v1/office/templates';
const FILE_BYTES_MAX = 64 * 1024;

export function define(template: Command, shell: Shell): void {
  examples(template, [
    'reup template list                              how cards are printed',
    'reup template preset letter-8up > letter.json   begin with a layout that works',
    'reup template preview letter.json -o look.pdf   see what it prints; nothing is kept',
    'reup template add letter.json --name "Letter"   keep it',
    'reup template proof 3                           put it before two approvers',
  ]);
  defineViews(template, shell);
  defineAdd(template, shell);
  defineProof(template, shell);
  definePrints(template, shell);
}

function defineViews(template: Command, shell: Shell): void {
  const list = template
    .command('list')
    .description('all templates, the oldest first')
    .action(async () => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, 'batch-manager', 'approver', 'admin');
      const items = await office.all<TemplateView>(TEMPLATES);
      await output.result({ items }, () =>
        output.table(
          ['template', 'name', 'version', 'stock', 'languages', 'till code', 'state'],
          items.map((one) => [
            one.id,
            one.name,
            one.version,
            one.stock,
            one.languages.join(' '),
            one.tillCode,
            one.state,
          ]),
        ),
      );
    });
  examples(list, ['reup template list', 'reup template list --json']);

  const show = template
    .command('show')
    .description('one template; its layout too with --json')
    .argument('<id>', 'the template’s number')
    .action(async (id: string) => {
      const output = Output.of(show, shell);
      const office = await openOffice(show, shell, output, 'batch-manager', 'approver', 'admin');
      const found = await office.get<TemplateDetailView>(pathOf(id));
      await output.result(found, () => describe(output, found, found.proof));
      if (found.state === 'draft') output.next(`reup template proof ${found.id}`);
    });
  examples(show, ['reup template show 3', 'reup template show 3 --json']);

  const preset = template
    .command('preset')
    .description('a layout to begin with, as a file for `add`; all of them without a name')
    .argument('[name]', 'a4-10up, letter-8up, hanger or id-1')
    .action(async (name?: string) => {
      const output = Output.of(preset, shell);
      const office = await openOffice(preset, shell, output, 'batch-manager', 'approver', 'admin');
      const { items } = await office.get<{ items: { name: string; spec: object }[] }>(`${TEMPLATES}/presets`);
      if (name === undefined) return output.result({ items }, () => items.map((one) => one.name).join('\n'));
      const found = items.find((one) => one.name === name);
      if (found === undefined) throw usage(`there is no preset ${name}: ${items.map((one) => one.name).join(', ')}`);
      await output.result(found.spec, () => JSON.stringify(found.spec, null, 2));
    });
  examples(preset, ['reup template preset', 'reup template preset a4-10up > a4.json']);
}

function defineAdd(template: Command, shell: Shell): void {
  const add = template
    .command('add')
    .description('keep a layout as a template, or as the next version of one; it never changes')
    .argument('<file.json>', 'as `preset` writes it')
    .option('--name <name>', 'what people call it; the file’s name when left out')
    .action(async (file: string, options: { name?: string }) => {
      const output = Output.of(add, shell);
      const office = await openOffice(add, shell, output, 'batch-manager');
      const name = options.name ?? file.replace(/^.*\//, '').replace(/\.json$/, '');
      const made = await office.post<TemplateView>(TEMPLATES, { name, spec: await readSpec(file) });
      await output.result(made, () => describe(output, made));
      output.next(`reup template preview ${made.id} -o look.pdf`, `reup template proof ${made.id}`);
    });
  examples(add, ['reup template add letter.json --name "Re-Up Letter"']);

  const retire = template
    .command('retire')
    .description('no new batch with it; batches that are bound to it can still be printed')
    .argument('<id>', 'the template’s number')
    .action(async (id: string) => {
      const output = Output.of(retire, shell);
      const office = await openOffice(retire, shell, output, 'batch-manager');
      const after = await office.post<TemplateView>(`${pathOf(id)}/retire`);
      await output.result(after, () => describe(output, after));
    });
  examples(retire, ['reup template retire 3']);
}

function defineProof(template: Command, shell: Shell): void {
  const proof = template
    .command('proof')
    .description('make a specimen that two others must approve before the template prints cards')
    .argument('<id>', 'the template’s number')
    .option('--product <id>', 'whose texts it shows; the first product when left out')
    .option('-o, --out <file>', 'save the specimen too')
    .action(async (id: string, options: { product?: string; out?: string }) => {
      const output = Output.of(proof, shell);
      const office = await openOffice(proof, shell, output, 'batch-manager');
      const productId = await productOf(office, options.product);
      const made = await office.post<ProofView>(`${pathOf(id)}/proofs`, { productId });
      if (options.out !== undefined) await save(office, `${pathOf(id)}/proofs/${made.id}.pdf`, options.out);
      await output.result(made, () => describeProof(output, made));
      output.news('Two approvers who did not make it now look at it and approve it.');
    });
  examples(proof, ['reup template proof 3', 'reup template proof 3 --product 2 -o proof.pdf']);
}

function definePrints(template: Command, shell: Shell): void {
  const preview = template
    .command('preview')
    .description('a specimen sheet to look at; nothing is kept')
    .argument('<id|file.json>', 'a template’s number, or a layout in a file')
    .requiredOption('-o, --out <file>', 'where to')
    .option('--product <id>', 'whose texts it shows; the first product when left out')
    .action(async (what: string, options: { out: string; product?: string }) => {
      const output = Output.of(preview, shell);
      const office = await openOffice(preview, shell, output, 'batch-manager', 'approver');
      const productId = await productOf(office, options.product);
      const bytes = isNumber(what)
        ? await save(office, `${pathOf(what)}/preview.pdf?productId=${encodeURIComponent(productId)}`, options.out)
        : await save(office, `${TEMPLATES}/preview`, options.out, { spec: await readSpec(what), productId });
      await tellSaved(output, options.out, bytes);
    });
  examples(preview, [
    'reup template preview 3 -o look.pdf',
    'reup template preview letter.json --product 2 -o look.pdf',
  ]);

  const offsetTest = template
    .command('offset-test')
    .description('two pages that show by how much a printer shifts backs against fronts')
    .argument('<id|file.json>', 'a template’s number, or a layout in a file')
    .requiredOption('-o, --out <file>', 'where to')
    .action(async (what: string, options: { out: string }) => {
      const output = Output.of(offsetTest, shell);
      const office = await openOffice(offsetTest, shell, output, 'batch-manager', 'approver');
      const spec = isNumber(what) ? (await office.get<TemplateDetailView>(pathOf(what))).spec : await readSpec(what);
      await tellSaved(output, options.out, await save(office, `${TEMPLATES}/offset-test`, options.out, { spec }));
      output.news('Print it on both sides, measure, and write what you read into backOffsetMm.');
    });
  examples(offsetTest, [
    'reup template offset-test 3 -o offset.pdf',
    'reup template offset-test letter.json -o offset.pdf',
  ]);
}

function isNumber(what: string): boolean {
  return /^\d+$/.test(what);
}

function pathOf(id: string): string {
  return `${TEMPLATES}/${encodeURIComponent(id)}`;
}

async function readSpec(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usage(`${file} can’t be read: ${error.code ?? error.message}`);
  });
  if (text.length > FILE_BYTES_MAX) throw usage(`${file} is larger than any template`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usage(`${file} is no JSON: ${(error as Error).message}`);
  }
}

async function productOf(office: ApiClient, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return wanted;
  const [first] = await office.all<ProductView>('/v1/office/products');
  if (first === undefined) throw usage('there is no product whose texts could be shown: make one first');
  return first.id;
}

function save(office: ApiClient, path: string, file: string, body?: object): Promise<number> {
  return untilSignal((signal) => office.download(path, file, signal, () => undefined, body), 'nothing was saved');
}

function tellSaved(output: Output, file: string, bytes: number): Promise<void> {
  return output.result({ file, bytes }, () =>
    output.fields([
      ['file', file],
      ['bytes', bytes.toLocaleString('en')],
    ]),
  );
}

function describe(output: Output, template: TemplateView, proof?: ProofView | null): Promise<string> {
  return output.fields([
    ['template', template.id],
    ['name', template.name],
    ['version', template.version],
    ['stock', template.stock],
    ['languages', template.languages.join(' ')],
    ['till code', template.tillCode],
    ['state', template.state],
    ['made by', template.createdByName ?? template.createdBy],
    ...(proof === undefined || proof === null ? [] : ([['proof', `${proof.id} ${proof.state}`]] as const)),
  ]);
}

function describeProof(output: Output, proof: ProofView): Promise<string> {
  return output.fields([
    ['proof', proof.id],
    ['template', proof.templateId],
    ['product', proof.productId],
    ['state', proof.state],
    ['SHA-256', proof.sha256],
  ]);
}
