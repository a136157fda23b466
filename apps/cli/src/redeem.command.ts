import type { Command } from 'commander';
import { openPublic } from './api-client.js';
import { examples } from './examples.js';
import { CommandEnd, EXIT } from './exit.js';
import { Output } from './output.js';
import { type PinOptions, addPinOptions, readPinInput } from './pin-input.js';
import type { Shell } from './shell.js';

interface RedemptionAnswer {
  readonly id: string;
  readonly state: 'granted' | 'held';
  readonly paidThrough: string | null;
  readonly receipt: string;
  readonly answerBy?: string;
}

export function define(redeem: Command, shell: Shell): void {
  addPinOptions(redeem);
  redeem.action(async (device: string, options: PinOptions) => {
    const output = Output.of(redeem, shell);
    const path = '/v1/redemptions';
    if (redeem.optsWithGlobals<{ dryRun?: boolean }>().dryRun === true) {
      throw new CommandEnd(EXIT.done, `would send POST ${path} for ${device}`, { method: 'POST', path, device });
    }
    const pin = await readPinInput(redeem, shell, options);
    const open = await openPublic(redeem, shell);
    const serial = options.serial === undefined ? {} : { serial: options.serial };
    const found = await open.post<RedemptionAnswer>(path, { pin, device, ...serial });
    await output.result(found, () => describe(output, found));
    const card = options.serial ?? options.demoPin;
    if (card !== undefined) output.next(`reup card ${card}`);
  });
  examples(redeem, [
    'reup redeem 5550100042',
    'reup redeem 5550100042 --serial 9700011700000007',
    'reup redeem 5550100042 --demo-pin 9700011700000007',
    'reup redeem 5550100042 --pin-stdin < pin.txt',
  ]);
}

async function describe(output: Output, { state, paidThrough, receipt, answerBy }: RedemptionAnswer): Promise<string> {
  const verdict =
    state === 'granted'
      ? output.paint('green', 'ADDED')
      : output.paint('yellow', 'BEING CHECKED: the card is not lost');
  const lines = await output.fields([
    ['runs until', paidThrough],
    ['answer by', answerBy],
    ['receipt', receipt],
  ]);
  return `${verdict}\n${lines}`;
}
