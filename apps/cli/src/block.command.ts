import { type Command, Option } from 'commander';
import { openOffice } from './api-client.js';
import { serial } from './arguments.js';
import { examples } from './examples.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

const REASONS = ['lost', 'stolen', 'damaged', 'suspected'];

interface BlockOptions {
  readonly reason: string;
  readonly note?: string;
}

export function define(block: Command, shell: Shell): void {
  block
    .argument('<firstSerial>', 'the first card that stops', serial)
    .argument('[lastSerial]', 'the last one; left out = that one card', serial)
    .addOption(new Option('--reason <reason>', 'why').choices(REASONS).makeOptionMandatory())
    .option('--note <text>', 'what whoever finds a card needs to know')
    .action(async (firstSerial: string, last: string | undefined, { reason, note }: BlockOptions) => {
      const output = Output.of(block, shell);
      const office = await openOffice(block, shell, output, 'stock', 'reviewer', 'support');
      const lastSerial = last ?? firstSerial;
      const body = { firstSerial, lastSerial, reason, ...(note === undefined ? {} : { note }) };
      const { cards } = await office.post<{ cards: number }>('/v1/office/cards/block', body);
      await output.result({ firstSerial, lastSerial, reason, cards }, () => output.fields([['blocked', cards]]));
      output.next(`reup unblock ${firstSerial} ${lastSerial} --why <text>`);
    });
  examples(block, [
    'reup block 9700011700000007 --reason damaged',
    'reup block 9700011700000007 9700011700000999 --reason stolen --note "van broken into, report 4711"',
  ]);
}
