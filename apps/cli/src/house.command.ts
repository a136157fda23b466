import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ApiClient, openOffice } from './api-client.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface HouseKeyView {
  readonly id: string;
  readonly state: string;
  readonly fingerprint: string;
}

interface HouseView {
  readonly id: string;
  readonly name: string;
  readonly contact: string;
  readonly keys: readonly HouseKeyView[];
}

const HOUSES = '/v1/office/print-houses';

export function define(house: Command, shell: Shell): void {
  examples(house, [
    'reup house add "Keystone Card Press" --contact "Dana Fisher, +1 215 555 0142"',
    'reup house key 1 public.json      what the house’s `reup bundle keygen` made',
    'reup house list                   houses, keys and their fingerprints',
  ]);
  defineAdd(house, shell);
  defineList(house, shell);
  defineKey(house, shell);
  defineRetire(house, shell);
}

function defineAdd(house: Command, shell: Shell): void {
  const add = house
    .command('add')
    .description('a company that prints cards for us')
    .argument('<name>', 'its name')
    .requiredOption('--contact <text>', 'whom to call, to compare fingerprints too')
    .action(async (name: string, { contact }: { contact: string }) => {
      const output = Output.of(add, shell);
      const office = await openOffice(add, shell, output, 'batch-manager');
      const made = await office.post<HouseView>(HOUSES, { name, contact });
      await output.result(made, () => describe(output, made));
      output.next(`reup house key ${made.id} public.json`);
    });
  examples(add, ['reup house add "Keystone Card Press" --contact "Dana Fisher, +1 215 555 0142"']);
}

function defineList(house: Command, shell: Shell): void {
  const list = house
    .command('list')
    .description('all print houses with their keys')
    .action(async () => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, 'batch-manager', 'approver', 'admin');
      const items = await office.all<HouseView>(HOUSES);
      await output.result({ items }, () =>
        output.table(
          ['house', 'name', 'key', 'state', 'fingerprint'],
          items.flatMap(({ id, name, keys }) =>
            keys.length === 0 ? [[id, name]] : keys.map((key) => [id, name, key.id, key.state, key.fingerprint]),
          ),
        ),
      );
    });
  examples(list, ['reup house list']);
}

function defineKey(house: Command, shell: Shell): void {
  const key = house
    .command('key')
    .description('add the public keys of a house; two approvers compare the fingerprint')
    .argument('<house>', 'the house’s id')
    .argument('<file>', 'public.json of `reup bundle keygen`')
    .action(async (id: string, file: string) => {
      const output = Output.of(key, shell);
      const office = await openOffice(key, shell, output, 'batch-manager');
      const added = await addKey(office, id, file);
      await output.result(added, () =>
        output.fields([
          ['key', added.id],
          ['state', added.state],
          ['fingerprint', added.fingerprint],
        ]),
      );
      output.news('Two approvers now call the house, compare the fingerprint with what it reads out, and agree.');
    });
  examples(key, ['reup house key 1 public.json']);
}

async function addKey(office: ApiClient, house: string, file: string): Promise<HouseKeyView> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usage(`${file} can’t be read: ${error.code ?? error.message}`);
  });
  if (/AGE-SECRET-KEY|PRIVATE KEY/.test(text))
    throw usage(`${file} is a SECRET key, and was not sent: add public.json`);
  const { recipient, signingKey } = publicKeysIn(text, file);
  return office.post<HouseKeyView>(`${HOUSES}/${encodeURIComponent(house)}/keys`, { recipient, signingKey });
}

function publicKeysIn(text: string, file: string): { readonly recipient: string; readonly signingKey: string } {
  try {
    const { recipient, signingKey } = JSON.parse(text) as Record<string, unknown>;
    if (typeof recipient === 'string' && typeof signingKey === 'string') return { recipient, signingKey };
  } catch {
    // said below
  }
  throw usage(`${file} is no public.json of \`reup bundle keygen\``);
}

function defineRetire(house: Command, shell: Shell): void {
  const retire = house
    .command('retire')
    .description('encrypt nothing to a key any more')
    .argument('<house>', 'the house’s id')
    .argument('<key>', 'the key’s id')
    .action(async (id: string, keyId: string) => {
      const output = Output.of(retire, shell);
      const office = await openOffice(retire, shell, output, 'batch-manager');
      const path = `${HOUSES}/${encodeURIComponent(id)}/keys/${encodeURIComponent(keyId)}/retire`;
      const after = await office.post<HouseKeyView>(path);
      await output.result(after, () =>
        output.fields([
          ['key', after.id],
          ['state', after.state],
        ]),
      );
    });
  examples(retire, ['reup house retire 1 1']);
}

function describe(output: Output, { id, name, contact }: HouseView): Promise<string> {
  return output.fields([
    ['house', id],
    ['name', name],
    ['contact', contact],
  ]);
}
