import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { requireLoopback, whereabouts } from './api-client.js';
import { serial } from './arguments.js';
import { ask } from './ask.js';
import { usage } from './exit.js';
import type { Shell } from './shell.js';

export interface PinOptions {
  readonly serial?: string;
  readonly pin?: string | true;
  readonly pinStdin?: boolean;
  readonly demoPin?: string;
}

/** The same for preview and redeem: where the PIN comes from, and never from the command line. */
export function addPinOptions(command: Command): void {
  command
    .argument('<device>', 'the number of the phone device')
    .option('--serial <serial>', 'the card’s public number: with it the real reason of a refusal is told', serial)
    .option('--pin-stdin', 'read the PIN from the first line of stdin')
    .option('--demo-pin <serial>', 'a card of the demo world: its PIN is in demo.json', serial)
    .addOption(new Option('--pin [pin]').hideHelp());
}

/** Asks for it without showing it, where no other way was named. */
export async function readPinInput(command: Command, shell: Shell, options: PinOptions): Promise<string> {
  if (options.pin !== undefined) {
    throw usage(
      'A PIN on the command line stays in the shell’s history and in the list of processes, and a PIN is cash. ' +
        'Leave --pin out and type it when asked, or use --pin-stdin.',
    );
  }
  if (options.demoPin !== undefined) return demoPin(command, shell, options.demoPin);
  const typed = options.pinStdin === true ? await firstLine(shell) : await askPin(shell);
  const digits = typed.replace(/[\s-]/g, '');
  if (!/^\p{Nd}+$/u.test(digits)) throw usage('A PIN has digits only.');
  const count = Array.from(digits).length;
  if (count !== 16) throw usage(`That were ${count} digits. A PIN has 16.`);
  return digits;
}

async function askPin(shell: Shell): Promise<string> {
  if (shell.stdin.isTTY !== true) throw usage('There is no terminal to ask for the PIN: use --pin-stdin.');
  return ask(shell, 'PIN (not shown): ', { hidden: true });
}

async function firstLine({ stdin }: Shell): Promise<string> {
  return (await text(stdin)).split(/\r?\n/, 1)[0]!;
}

async function demoPin(command: Command, shell: Shell, wanted: string): Promise<string> {
  const { url, demo } = await whereabouts(command, shell);
  requireLoopback(url);
  const found = demo?.cards.find((card) => card.serial === wanted);
  if (found === undefined) throw usage('The demo world knows no PIN of that card.');
  return found.pin;
}
