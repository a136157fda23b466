import { Button, Group, Modal, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type CreateTerminalDto,
  type KeyDto,
  type TerminalDto,
  createTerminal,
  fieldErrors,
  listTerminals,
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

const PUBLIC_KEY_MAX = 2_000;

interface KeyOfTill extends KeyDto {
  readonly terminal: TerminalDto;
}

/** A shop's tills with the keys that their calls are signed with. */
export function TerminalsPanel({ storeId }: { readonly storeId: string }): ReactNode {
  const [at, setAt] = useState<string | undefined>(undefined);
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<KeyOfTill | undefined>(undefined);
  const mayChange = useMay('admin');
  const cursor = cursorIn(at);
  const query = useQuery({
    queryKey: ['terminals', storeId, cursor],
    queryFn: ({ signal }) => listTerminals({ query: { storeId, cursor }, signal }),
    placeholderData: keepPreviousData,
  });
  const add = mayChange ? (
    <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
      Add a till
    </Button>
  ) : undefined;
  return (
    <Panel title="Tills" beside={add}>
      <Loaded query={query} what="The tills">
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title="No till yet" why="A till signs every sale with a key of its own." />
          ) : (
            <>
              <Stack gap="md">
                {items.map((terminal) => (
                  <Till
                    key={terminal.id}
                    of={terminal}
                    onEnd={mayChange ? (key) => setEnding({ ...key, terminal }) : undefined}
                  />
                ))}
              </Stack>
              <Pager at={at} next={next} onAt={setAt} />
            </>
          )
        }
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a till">
        {adding ? <NewTill storeId={storeId} onDone={() => setAdding(false)} /> : null}
      </Modal>
      {ending === undefined ? null : <EndKey of={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  );
}

interface TillProps {
  readonly of: TerminalDto;
  /** Absent: the person may not. */
  readonly onEnd: ((key: KeyDto) => void) | undefined;
}

function Till({ of: { id, name, keys }, onEnd }: TillProps): ReactNode {
  return (
    <section aria-label={name}>
      <Text fw={650}>
        {name}{' '}
        <Text span c="dimmed" size="sm">
          till {id}
        </Text>
      </Text>
      <ul className="lines">
        {keys.map((key) => (
          <li key={key.keyId}>
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
                  aria-label={`End key ${key.keyId} of ${name}`}
                  onClick={() => onEnd(key)}
                >
                  End
                </Button>
              ) : null}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EndKey({
  of: { terminal, keyId },
  onClose,
}: {
  readonly of: KeyOfTill;
  readonly onClose: () => void;
}): ReactNode {
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

function NewTill({ storeId, onDone }: { readonly storeId: string; readonly onDone: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const create = useDeed({
    call: (body: CreateTerminalDto, key) => createTerminal({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ name: made }) => {
      onDone();
      tell(`${made} may sell now.`);
    },
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const ready = name.trim() !== '' && publicKey.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !create.running) create.run({ storeId, name: name.trim(), publicKey: publicKey.trim() });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
        <TextInput
          label="Name"
          placeholder="Till 1"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          maxLength={80}
          error={refused['name']}
          data-autofocus
        />
        <Textarea
          label="Public key"
          description="Ed25519, PEM. The private half stays in the till."
          value={publicKey}
          onChange={({ currentTarget: { value } }) => setPublicKey(value)}
          maxLength={PUBLIC_KEY_MAX}
          rows={4}
          spellCheck={false}
          dir="ltr"
          classNames={{ input: 'digits' }}
          error={refused['publicKey']}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={create.running}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
