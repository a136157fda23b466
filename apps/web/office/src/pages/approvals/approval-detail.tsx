import { Anchor, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApprovalDto } from '../../api/index.js';
import { Code, Count, Facts, Serial, Time, usePathLink, words } from '../../parts/index.js';

interface Kind {
  /** What would be done, with the approver's yes. */
  readonly title: string;
  /** The page that shows more of it. */
  readonly page?: (approval: ApprovalDto) => { readonly path: string; readonly name: string } | undefined;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'batch.mint': { title: 'Make the cards of a batch', page: ofBatch },
  'batch.unfreeze': { title: 'Put a frozen batch back on sale', page: ofBatch },
  proof: {
    title: 'Print with this template',
    page: ({ detail }) => {
      const id = textOf(detail, 'templateId');
      return id === undefined ? undefined : { path: `/templates/${id}`, name: 'See the template and its proof' };
    },
  },
  house_key: { title: 'Trust a print house’s key' },
  'bundle.again': { title: 'Send a batch’s cards out once more', page: ofBatch },
  'card.unblock': { title: 'Let blocked cards go on' },
  'staff.recovery': { title: 'Let a colleague back in with a one-time code' },
  'policy.set': { title: 'Change a policy', page: () => ({ path: '/policies', name: 'All policies' }) },
};

function ofBatch({ detail }: ApprovalDto): { readonly path: string; readonly name: string } | undefined {
  const batch = textOf(detail, 'batch');
  return batch === undefined ? undefined : { path: `/batches/${batch}`, name: `See batch ${batch}` };
}

export function kindTitle({ kind }: ApprovalDto): string {
  return KINDS[kind]?.title ?? words(kind);
}

/** Of what: `Batch 000117`, a name, or what the API calls it. */
export function subjectText({ kind, subject, detail }: ApprovalDto): string {
  const batch = textOf(detail, 'batch');
  const named =
    textOf(detail, 'product') ?? textOf(detail, 'name') ?? textOf(detail, 'house') ?? textOf(detail, 'template');
  if (batch !== undefined) return named === undefined ? `Batch ${batch}` : `Batch ${batch}, ${named}`;
  return named === undefined ? subject.replace(`${kind}:`, '') : kind === 'policy.set' ? words(named) : named;
}

/** Everything that the question is about: what changes from what to what, who asked, when it runs out. */
export function ApprovalDetail({ approval }: { readonly approval: ApprovalDto }): ReactNode {
  const link = usePathLink();
  const { detail, votes, votesNeeded, requestedByName, requestedAt, expiresAt } = approval;
  const page = KINDS[approval.kind]?.page?.(approval);
  return (
    <Stack gap="md">
      <Facts
        of={[
          ['Asked by', requestedByName],
          ['Asked', <Time key="asked" at={requestedAt} as="age" />],
          ['Runs out', <Time key="until" at={expiresAt} />],
          votesNeeded === 1 ? ['Needs', 'one person’s yes'] : ['Agreed so far', `${votes} of ${votesNeeded}`],
        ]}
      />
      <Facts of={factsOf(detail)} />
      {page === undefined ? null : (
        <Text size="sm">
          <Anchor {...link(page.path)}>{page.name}</Anchor>
        </Text>
      )}
    </Stack>
  );
}

/** Names that say nothing to a person stand elsewhere or are in the audit log. */
const HIDDEN = new Set(['templateId', 'proofId', 'bundle', 'currency', 'generator']);
const NAMES: Readonly<Record<string, string>> = {
  gtin: 'GTIN',
  sellBy: 'Sold until',
  faceValue: 'Worth once sold',
  sha256: 'SHA-256',
  why: 'Reason',
  frozenFor: 'Frozen because',
  quantity: 'Cards',
  printHouse: 'Printed by',
};

/** JSON in the database keeps no order: what a person reads first stands first. */
const ORDER = [
  'batch',
  'product',
  'quantity',
  'cards',
  'price',
  'faceValue',
  'months',
  'sellBy',
  'gtin',
  'template',
  'printHouse',
];

function rankOf(name: string): number {
  const rank = ORDER.indexOf(name);
  return rank === -1 ? ORDER.length : rank;
}

function factsOf(detail: object | null): (readonly [string, ReactNode])[] {
  const entries: [string, unknown][] = Object.entries(detail ?? {}).sort(([a], [b]) => rankOf(a) - rankOf(b));
  const before = entries.find(([name]) => name === 'before');
  const after = entries.find(([name]) => name === 'after');
  const change: (readonly [string, ReactNode])[] =
    before === undefined || after === undefined
      ? []
      : [
          [
            'Changes',
            <span key="change">
              {valueOf('before', before[1])} → <strong>{valueOf('after', after[1])}</strong>
            </span>,
          ],
        ];
  const rest = entries
    .filter(([name, value]) => !HIDDEN.has(name) && name !== 'before' && name !== 'after' && value !== undefined)
    .map(([name, value]) => [nameOf(name), valueOf(name, value)] as const);
  return [...change, ...rest];
}

function nameOf(name: string): string {
  return NAMES[name] ?? words(name.replace(/([A-Z])/g, ' $1').toLowerCase());
}

function valueOf(name: string, value: unknown): ReactNode {
  if (value === null) return name === 'printHouse' ? 'us' : 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return <Count of={value} />;
  if (Array.isArray(value)) return value.map((one) => words(String(one))).join(', ');
  if (typeof value === 'object') return <Nested of={value} />;
  if (typeof value !== 'string') return null;
  if (/^97\d{14}$/.test(value)) return <Serial of={value} />;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return <Time at={value} as="day" />;
  if (/^[0-9a-f]{32,}$|^age1|^([0-9a-f]{4} ){3,}/.test(value)) return <Code of={value} wrap />;
  return value;
}

/** A template or a key: its name, and what binds the decision to exactly it. */
function Nested({ of }: { readonly of: object }): ReactNode {
  return (
    <>
      {Object.entries(of)
        .sort(([a], [b]) => Number(b === 'name') - Number(a === 'name'))
        .map(([name, value]: [string, unknown]) => (
          <div key={name}>
            {name === 'name' ? null : <span className="aside inline">{nameOf(name)} </span>}
            {valueOf(name, value)}
          </div>
        ))}
    </>
  );
}

function textOf(detail: object | null, name: string): string | undefined {
  const value = (detail as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
}
