import { Alert, Button, CopyButton, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type MadeTokenDto, listMyTokens, makeToken, revokeMyToken, useDeed } from '../api/index.js';
import { Code, ErrorPanel, Loaded, Panel, Time, tell } from '../parts/index.js';

const DAYS = 90;
const DAYS_MAX = 365;

/** Access tokens for one's own scripts: they may what the person may. */
export function Tokens(): ReactNode {
  const query = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => listMyTokens({ signal }) });
  const revoke = useDeed<string, unknown>({
    call: (id) => revokeMyToken({ path: { id } }),
    onDone: () => tell('The token is worth nothing now'),
  });
  return (
    <Panel title="Access tokens">
      <Stack gap="sm">
        {revoke.refusal === undefined ? null : <ErrorPanel error={revoke.refusal} />}
        <Loaded query={query} lines={2} what="The list of tokens">
          {({ items }) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                None. The command line and scripts use one in place of signing in.
              </Text>
            ) : (
              <ul className="files" aria-label="Access tokens">
                {items.map(({ id, name, expiresAt }) => (
                  <li key={id}>
                    <Group justify="space-between" gap="xs">
                      <span>
                        <strong>{name}</strong>{' '}
                        <span className="aside">
                          until <Time at={expiresAt} as="day" />
                        </span>
                      </span>
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => revoke.run(id)}
                        aria-label={`Revoke ${name}`}
                      >
                        Revoke
                      </Button>
                    </Group>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <NewToken />
      </Stack>
    </Panel>
  );
}

function NewToken(): ReactNode {
  const [name, setName] = useState('');
  const [days, setDays] = useState<number | string>(DAYS);
  const deed = useDeed<void, MadeTokenDto>({
    call: () => makeToken({ body: { name: name.trim(), days: Number(days) } }),
    onDone: () => setName(''),
  });
  const ready = name.trim() !== '' && typeof days === 'number';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) deed.run();
  };
  return (
    <form noValidate onSubmit={submit} className="fields">
      {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
      {deed.answer === undefined ? null : <Made token={deed.answer.token} />}
      <Group align="end" gap="xs" wrap="wrap">
        <TextInput
          label="What for"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          maxLength={80}
        />
        <NumberInput label="Days" value={days} onChange={setDays} min={1} max={DAYS_MAX} allowDecimal={false} w={90} />
        <Button type="submit" variant="default" loading={deed.running} disabled={!ready}>
          Make a token
        </Button>
      </Group>
    </form>
  );
}

function Made({ token }: { readonly token: string }): ReactNode {
  return (
    <Alert color="yellow" title="Copy it now: it is shown this once" role="status">
      <Stack gap="xs">
        <Code of={token} wrap />
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}
