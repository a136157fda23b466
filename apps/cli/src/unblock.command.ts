import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { serial } from './arguments.js';
import { examples } from './examples.js';
import { usage } from './exit.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface UnblockOptions {
  readonly why?: string;
  readonly approve?: string;
}

export function define(unblock: Command, shell: Shell): void {
  unblock
    .argument('[firstSerial]', 'the first card of the range', serial)
    .argument('[lastSerial]', 'the last one; left out = that one card', serial)
    .option('--why <text>', 'why they may go on; the second person reads it')
    .option('--approve <approvalId>', 'as the second person: agree to what was asked')
    .action(async (first: string | undefined, last: string | undefined, { why, approve }: UnblockOptions) => {
      const output = Output.of(unblock, shell);
      if (approve !== undefined && first === undefined) return agree(unblock, shell, output, approve);
      if (first === undefined || why === undefined || approve !== undefined)
        throw usage('ask with the range and --why, or agree with --approve and nothing else');
      const office = await openOffice(unblock, shell, output, 'stock', 'reviewer', 'support');
      const body = { firstSerial: first, lastSerial: last ?? first, reason: why };
      const asked = await office.post<{ approvalId: string; state: string; cards: number }>(
        '/v1/office/cards/unblock',
        body,
      );
      await output.result(asked, () =>
        output.fields([
          ['approval', asked.approvalId],
          ['state', asked.state],
          ['cards', asked.cards],
        ]),
      );
      output.next(`reup unblock --approve ${asked.approvalId}`);
    });
  examples(unblock, [
    'reup unblock 9700011700000007 9700011700000999 --why "the box was found"',
    'reup unblock --approve 0199f0c2-…          as an approver who did not ask',
  ]);
}

async function agree(unblock: Command, shell: Shell, output: Output, approvalId: string): Promise<void> {
  const office = await openOffice(unblock, shell, output, 'approver');
  const path = `/v1/office/approvals/${encodeURIComponent(approvalId)}/approve`;
  const approval = await office.post<{ id: string }>(path, {});
  await output.result(approval, () => output.fields([['unblocked', 'the cards go on where they were']]));
}
