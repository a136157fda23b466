import type { Command } from 'commander';
import { openOffice } from './api-client.js';
import { examples } from './examples.js';
import { Output } from './output.js';
import type { Shell } from './shell.js';

interface ApprovalView {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly state: string;
  readonly votes: number;
  readonly votesNeeded: number;
  readonly requestedByName: string;
  readonly requestedAt: string;
  readonly mayDecide: boolean;
  readonly whyNot?: string;
  /** Of a recovery that was approved: shown this once. */
  readonly oneTimeCode?: { readonly code: string };
}

const APPROVALS = '/v1/office/approvals';
const DECIDERS = ['approver', 'admin', 'reviewer'] as const;

export function define(approvals: Command, shell: Shell): void {
  examples(approvals, [
    'reup approvals list                       what waits for a second person',
    'reup approvals list --as approver --mine  what this person may decide now',
    'reup approvals approve <id>',
    'reup approvals reject <id> --reason "the fingerprint differs"',
  ]);
  defineList(approvals, shell);
  defineApprove(approvals, shell);
  defineReject(approvals, shell);
}

function defineList(approvals: Command, shell: Shell): void {
  const list = approvals
    .command('list')
    .description('what waits for another person, the newest first')
    .option('--mine', 'only what I may decide now')
    .action(async ({ mine }: { mine?: boolean }) => {
      const output = Output.of(list, shell);
      const office = await openOffice(list, shell, output, ...DECIDERS);
      const items = await office.all<ApprovalView>(`${APPROVALS}?waiting=${mine === true ? 'mine' : 'all'}`);
      await output.result({ items }, () =>
        items.length === 0
          ? 'Nothing waits.'
          : output.table(['approval', 'what', 'of', 'asked by', 'yes'], rows(items)),
      );
    });
  examples(list, ['reup approvals list', 'reup approvals list --mine --as reviewer']);
}

function rows(items: readonly ApprovalView[]): string[][] {
  return items.map(({ id, kind, subject, requestedByName, votes, votesNeeded }) => [
    id,
    kind,
    subject,
    requestedByName,
    `${votes} of ${votesNeeded}`,
  ]);
}

function defineApprove(approvals: Command, shell: Shell): void {
  const approve = approvals
    .command('approve')
    .description('agree to what another person asked for; where two must, the first yes is kept')
    .argument('<id>', 'the approval (`reup approvals list`)')
    .action(async (id: string) => {
      const output = Output.of(approve, shell);
      const office = await openOffice(approve, shell, output, ...DECIDERS);
      const decided = await office.post<ApprovalView>(`${APPROVALS}/${encodeURIComponent(id)}/approve`);
      await output.result(decided, () => describe(output, decided));
    });
  examples(approve, [
    'reup approvals approve 0199f0c2-…',
    'reup approvals approve 0199f0c2-… --as ann@demo.reup.example',
  ]);
}

function defineReject(approvals: Command, shell: Shell): void {
  const reject = approvals
    .command('reject')
    .description('refuse what another person asked for: one no is enough')
    .argument('<id>', 'the approval (`reup approvals list`)')
    .requiredOption('--reason <text>', 'for the record')
    .action(async (id: string, { reason }: { reason: string }) => {
      const output = Output.of(reject, shell);
      const office = await openOffice(reject, shell, output, ...DECIDERS);
      const decided = await office.post<ApprovalView>(`${APPROVALS}/${encodeURIComponent(id)}/reject`, { reason });
      await output.result(decided, () => describe(output, decided));
    });
  examples(reject, ['reup approvals reject 0199f0c2-… --reason "the fingerprint differs"']);
}

function describe(output: Output, decided: ApprovalView): Promise<string> {
  const { kind, subject, state, votes, votesNeeded, detail, oneTimeCode } = decided;
  return output.fields([
    ['what', kind],
    ['of', subject],
    ['state', state],
    ['yes', `${votes} of ${votesNeeded}`],
    ...Object.entries(detail ?? {}).map(([name, value]): [string, string] => [name, textOf(value)]),
    ['one-time code', oneTimeCode?.code],
  ]);
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
