import { Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ClerkDto, listClerks } from '../../api/index.js';
import { Code, Empty, Loaded, Pager, Panel, State, Time, cursorIn } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { ClerkDialog, type ClerkAct } from './clerk-dialogs.js';
import { NewClerk } from './new-clerk.js';

/** Who stands at a shop's tills. */
export function ClerksPanel({ storeId }: { readonly storeId: string }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<{ readonly act: ClerkAct; readonly clerk: ClerkDto } | undefined>(undefined);
  const mayChange = useMay('admin');
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['clerks', storeId, cursor],
    queryFn: ({ signal }) => listClerks({ query: { storeId, cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const add = mayChange ? (
    <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
      Add a clerk
    </Button>
  ) : undefined;
  return (
    <Panel title="Clerks" beside={add}>
      <Loaded query={query} what="The clerks">
        {({ items, next }) =>
          items.length === 0 && at === undefined ? (
            <Empty title="No clerk yet" why="At a register a clerk signs in; each sale says whose it was." />
          ) : (
            <>
              <ul className="lines">
                {items.map((clerk) => (
                  <li key={clerk.id}>
                    <ClerkLine of={clerk} onAct={mayChange ? (act) => setAsked({ act, clerk }) : undefined} />
                  </li>
                ))}
              </ul>
              <Pager at={at} next={next} onAt={setAt} />
            </>
          )
        }
      </Loaded>
      {adding ? <NewClerk storeId={storeId} onClose={() => setAdding(false)} /> : null}
      {asked === undefined ? null : <ClerkDialog {...asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

interface LineProps {
  readonly of: ClerkDto;
  /** Absent: the person may not. */
  readonly onAct: ((act: ClerkAct) => void) | undefined;
}

function ClerkLine({ of: clerk, onAct }: LineProps): ReactNode {
  const { name, code, supervisor, canSignIn, suspendedAt, suspendedBecause } = clerk;
  return (
    <section aria-label={name}>
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Group gap="sm">
            <Text fw={650} span>
              {name}
            </Text>
            <Text size="sm" c="dimmed" span>
              clerk <Code of={code} />
              {supervisor ? ', supervisor' : null}
            </Text>
            {suspendedAt === null ? (
              <State of={canSignIn ? 'may_sell' : 'no_sign-in_code'} tone={canSignIn ? 'good' : 'plain'} />
            ) : (
              <State of="suspended" tone="bad" />
            )}
          </Group>
          {suspendedAt === null ? null : (
            <Text size="sm" className="wrap">
              Since <Time at={suspendedAt} />: {suspendedBecause}
            </Text>
          )}
        </Stack>
        {onAct === undefined ? null : (
          <Group gap="xs">
            <ActButton
              act="code"
              words={canSignIn ? 'New sign-in code' : 'Set a sign-in code'}
              of={clerk}
              onAct={onAct}
            />
            {suspendedAt === null ? (
              <ActButton act="suspend" words="Suspend" of={clerk} onAct={onAct} />
            ) : (
              <ActButton act="restore" words="Restore" of={clerk} onAct={onAct} />
            )}
          </Group>
        )}
      </Group>
    </section>
  );
}

interface ActButtonProps {
  readonly act: ClerkAct;
  readonly words: string;
  readonly of: ClerkDto;
  readonly onAct: (act: ClerkAct) => void;
}

function ActButton({ act, words, of, onAct }: ActButtonProps): ReactNode {
  return (
    <Button size="compact-sm" variant="default" aria-label={`${words}: ${of.name}`} onClick={() => onAct(act)}>
      {words}
    </Button>
  );
}
