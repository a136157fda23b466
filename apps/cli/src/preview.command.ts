import type { Command } from 'commander';
import { openPublic } from './api-client.js';
import { examples } from './examples.js';
import { Output } from './output.js';
import { type PinOptions, addPinOptions, readPinInput } from './pin-input.js';
import type { Shell } from './shell.js';

interface PreviewAnswer {
  readonly productId: string;
  readonly months: number;
  readonly days: number;
  readonly paidThroughBefore: string | null;
  readonly paidThroughAfter: string;
}

export function define(preview: Command, shell: Shell): void {
  addPinOptions(preview);
  preview.action(async (device: string, options: PinOptions) => {
    const output = Output.of(preview, shell);
    const pin = await readPinInput(preview, shell, options);
    const open = await openPublic(preview, shell);
    const serial = options.serial === undefined ? {} : { serial: options.serial };
    const found = await open.ask<PreviewAnswer>('/v1/redemptions/preview', { pin, device, ...serial });
    await output.result(found, () =>
      output.fields([
        ['adds', found.months === 1 ? '1 month' : `${found.months} months`],
        ['days', found.days],
        ['now until', found.paidThroughBefore ?? 'never ran'],
        ['new until', found.paidThroughAfter],
      ]),
    );
    const flags = options.demoPin === undefined ? '' : ` --demo-pin ${options.demoPin}`;
    output.next(`reup redeem ${device}${flags}`);
  });
  examples(preview, [
    'reup preview 5550100042',
    'reup preview 5550100042 --serial 9700011700000007',
    'reup preview 5550100042 --demo-pin 9700011700000007',
  ]);
}
