import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type KeyDto,
  type TerminalDto,
  listTerminals,
  makeEnrolmentCode,
  revokeTerminalKey,
  useDeed,
} from '../../api/index.js';
import {
  Code,
  ConfirmDialog,
  Empty,
  ErrorPanel,
  Loaded,
  Pager,
  Panel,
  State,
  Time,
  cursorIn,
  tell,
} from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { EnrolmentCode, type ShownCode } from './enrolment-code.js';
import { NewTill } from './new-till.js';
import { RevokeTill } from './revoke-till.js';

/** While a code is shown: whether its till has brought its key. */
const LOOKED_AGAIN_MS = 3_000;

interface KeyOfTill extends KeyDto {
  readonly terminal: TerminalDto;
}

/** A shop's tills with the keys that their calls are signed with. */
export function TerminalsPanel({ storeId }: { readonly storeId: string }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<ShownCode | undefined>(undefined);
  const [ending, setEnding] = useState<KeyOfTill | undefined>(undefined);
  const [revoking, setRevoking] = useState<TerminalDto | undefined>(undefined);
  const mayChange = useMay('admin');
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['terminals', storeId, cursor],
    queryFn: ({ signal }) => listTerminals({ query: { storeId, cursor }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: shown === undefined ? false : LOOKED_AGAIN_MS,
  });
  const enrol = useDeed({
    call: (till: TerminalDto) => makeEnrolmentCode({ path: { id: till.id } }),
    onDone: (code, terminal) => setShown({ ...code, terminal }),
  });
  const add = mayChange ? (
    <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
      Add a till
    </Button>
  ) : undefined;
  const deedsOf = (terminal: TerminalDto): TillDeeds => ({
    onEnrol: () => enrol.run(terminal),
    onEnd: (key) => setEnding({ ...key, terminal }),
    onRevoke: () => setRevoking(terminal),
  });
  return (
    <Panel title="Tills" beside={add}>
      {enrol.refusal === undefined ? null : <ErrorPanel error={enrol.refusal} onRetry={enrol.retry} />}
      <Loaded query={query} what="The tills">
        {({ items, next }) =>
          items.length === 0 && at === undefined ? (
            <Empty title="No till yet" why="A till signs every sale with a key of its own." />
          ) : (
            <>
              <ul className="lines">
                {items.map((till) => (
                  <li key={till.id}>
                    <Till of={till} deeds={mayChange ? deedsOf(till) : undefined} />
                  </li>
                ))}
              </ul>
              <Pager at={at} next={next} onAt={setAt} />
            </>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a till">
        {adding ? <NewTill storeId={storeId} onDone={() => setAdding(false)} /> : null}
      </Modal>
      {shown === undefined ? null : (
        <EnrolmentCode
          key={shown.code}
          of={shown}
          now={query.data?.items.find(({ id }) => id === shown.terminal.id)}
          onAgain={() => enrol.run(shown.terminal)}
          onClose={() => setShown(undefined)}
        />
      )}
      {ending === undefined ? null : <EndKey of={ending} onClose={() => setEnding(undefined)} />}
      {revoking === undefined ? null : <RevokeTill till={revoking} onClose={() => setRevoking(undefined)} />}
    </Panel>
  );
}

interface TillDeeds {
  readonly onEnrol: () => void;
  readonly onEnd: (key: KeyDto) => void;
  readonly onRevoke: () => void;
}

interface TillProps {
  readonly of: TerminalDto;
  /** Absent: the person may not. */
  readonly deeds: TillDeeds | undefined;
}

function Till({ of: { id, name, keys, revokedAt }, deeds }: TillProps): ReactNode {
  const isOver = revokedAt !== null;
  return (
    <section aria-label={name}>
      <Group justify="space-between" gap="sm" mb="xs">
        <Group gap="sm">
          <Text fw={650} span>
            {name}
          </Text>
          <Text c="dimmed" size="sm" span>
            till {id}
          </Text>
          {revokedAt === null ? null : (
            <>
              <State of="revoked" tone="bad" /> <Time at={revokedAt} />
            </>
          )}
        </Group>
        {deeds === undefined ? null : (
          <Group gap="xs">
            {isOver ? null : (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Show enrolment code of ${name}`}
                onClick={deeds.onEnrol}
              >
                Show enrolment code
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${isOver ? 'Hold earlier sales of' : 'Revoke'} ${name}`}
              onClick={deeds.onRevoke}
            >
              {isOver ? 'Hold earlier sales' : 'Revoke'}
            </Button>
          </Group>
        )}
      </Group>
      {keys.length === 0 ? (
        <Text size="sm" c="dimmed">
          {isOver ? 'It never had a key.' : 'No key yet: it brings one with an enrolment code.'}
        </Text>
      ) : (
        <Stack gap="xs">
          {keys.map((key) => (
            <Key key={key.keyId} of={key} till={name} onEnd={isOver ? undefined : deeds?.onEnd} />
          ))}
        </Stack>
      )}
    </section>
  );
}

interface KeyProps {
  readonly of: KeyDto;
  readonly till: string;
  readonly onEnd: ((key: KeyDto) => void) | undefined;
}

function Key({ of: key, till, onEnd }: KeyProps): ReactNode {
  return (
    <Group gap="sm">
      <Code of={key.keyId} wrap />
      <Text size="sm" c="dimmed">
        since <Time at={key.createdAt} as="day" />
      </Text>
      {key.revokedAt === null ? (
        <State of="in_use" tone="good" />
      ) : (
        <>
          <State of="ended" tone="over" /> <Time at={key.revokedAt} />
        </>
      )}
      {key.revokedAt === null && onEnd !== undefined ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`End key ${key.keyId} of ${till}`}
          onClick={() => onEnd(key)}
        >
          End
        </Button>
      ) : null}
    </Group>
  );
}

interface EndKeyProps {
  readonly of: KeyOfTill;
  readonly onClose: () => void;
}

function EndKey({ of: { terminal, keyId }, onClose }: EndKeyProps): ReactNode {
  const end = useDeed({
    call: () => revokeTerminalKey({ path: { id: terminal.id, keyId } }),
    onDone: () => {
      onClose();
      tell('The key’s next call is refused.');
    },
  });
  return (
    <ConfirmDialog
      title={`End the key of ${terminal.name}`}
      opened
      onClose={onClose}
      confirm="End the key"
      danger
      onConfirm={() => end.run()}
      running={end.running}
      refusal={end.refusal}
      onRetry={end.retry}
    >
      {`Whatever is signed with ${keyId} is refused from now on. A till without another key sells nothing.`}
    </ConfirmDialog>
  );
}
