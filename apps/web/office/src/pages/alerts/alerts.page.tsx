import { Button, Group, Select, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type AlertDto, listAlerts, resolveAlert, useDeed } from '../../api/index.js';
import { DataList, Empty, Page, ReasonDialog, State, Time, cursorIn, tell } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import type { Role } from '../../session/me.js';
import { type AlertSearch, alertsRoute } from '../alerts.route.js';
import { RULES, RULE_WORDS, factsInWords, ruleIn } from './alert-words.js';

const ALERT_READERS: readonly Role[] = ['reviewer', 'admin', 'finance', 'support'];
const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'resolved', label: 'Seen to' },
];

/** What the rules of tills and clerks found, and what it came to. */
export function AlertsPage(): ReactNode {
  return (
    <Page title="Alerts">
      <ForRoles roles={ALERT_READERS}>
        <Alerts />
      </ForRoles>
    </Page>
  );
}

function Alerts(): ReactNode {
  const { rule: typed, state: stated, at } = alertsRoute.useSearch();
  const navigate = alertsRoute.useNavigate();
  const [resolving, setResolving] = useState<AlertDto | undefined>(undefined);
  const rule = ruleIn(typed);
  const state = stated === 'open' || stated === 'resolved' ? stated : undefined;
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['alerts', rule, state, cursor],
    queryFn: ({ signal }) => listAlerts({ query: { rule, state, cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const filter = (change: AlertSearch): void => void navigate({ search: { rule, state, ...change } });
  return (
    <>
      <Group gap="sm" mb="md">
        <Select
          aria-label="Rule"
          placeholder="Every rule"
          data={RULES.map((one) => ({ value: one, label: RULE_WORDS[one] }))}
          value={rule ?? null}
          onChange={(value) => filter({ rule: value ?? undefined })}
          clearable
          w={320}
          maw="100%"
        />
        <Select
          aria-label="State"
          placeholder="Open and seen to"
          data={STATES}
          value={state ?? null}
          onChange={(value) => filter({ state: value ?? undefined })}
          clearable
          w={180}
        />
      </Group>
      <DataList<AlertDto>
        name="Alerts"
        query={query}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Raised', cell: ({ raisedAt }) => <Time at={raisedAt} />, width: 130 },
          { title: 'What', cell: (alert) => <What of={alert} /> },
          { title: 'State', cell: (alert) => <Outcome of={alert} onResolve={setResolving} />, width: 240 },
        ]}
        small={(alert) => ({
          first: <What of={alert} />,
          second: (
            <>
              <Time at={alert.raisedAt} as="age" /> <Outcome of={alert} onResolve={setResolving} />
            </>
          ),
        })}
        empty={<Empty title="No alert" why="Nothing at the tills looked wrong so far." />}
        onClearFilters={rule === undefined && state === undefined ? undefined : () => void navigate({ search: {} })}
        at={at}
        onAt={(next) => filter({ at: next })}
      />
      {resolving === undefined ? null : <Resolve alert={resolving} onClose={() => setResolving(undefined)} />}
    </>
  );
}

function What({ of: { rule, subject, facts } }: { readonly of: AlertDto }): ReactNode {
  const details = factsInWords(facts);
  return (
    <div className="wrap">
      <strong>{RULE_WORDS[rule]}</strong>
      <Text size="sm" c="dimmed" fw={400}>
        <bdi dir="ltr">{subject.replace(':', ' ')}</bdi>
        {details === '' ? null : ` · ${details}`}
      </Text>
    </div>
  );
}

function Outcome({
  of,
  onResolve,
}: {
  readonly of: AlertDto;
  readonly onResolve: (alert: AlertDto) => void;
}): ReactNode {
  if (of.state === 'resolved') {
    return (
      <div className="wrap">
        <State of="seen_to" tone="over" />
        <div className="hint">{of.resolution}</div>
      </div>
    );
  }
  return (
    <Group gap="xs">
      <State of="open" tone="wait" />
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Resolve: ${RULE_WORDS[of.rule]}, ${of.subject}`}
        onClick={() => onResolve(of)}
      >
        Resolve
      </Button>
    </Group>
  );
}

function Resolve({ alert, onClose }: { readonly alert: AlertDto; readonly onClose: () => void }): ReactNode {
  const resolve = useDeed({
    call: (resolution: string) => resolveAlert({ path: { id: alert.id }, body: { resolution } }),
    onDone: () => {
      onClose();
      tell('The alert is seen to.');
    },
  });
  return (
    <ReasonDialog
      title={RULE_WORDS[alert.rule]}
      opened
      onClose={onClose}
      label="What it came to"
      confirm="Resolve"
      onReason={(resolution) => resolve.run(resolution)}
      running={resolve.running}
      refusal={resolve.refusal}
      onRetry={resolve.retry}
    />
  );
}
