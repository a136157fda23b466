import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type MeDto, changePassword, fieldErrors, removePasskey, useDeed } from '../api/index.js';
import { ErrorPanel, None, Page, Panel, State, Time, tell } from '../parts/index.js';
import { useMe } from './me.js';
import { PasskeyEnrolment } from './passkey-enrolment.js';
import { passkeysWorkHere } from './passkeys.js';
import { Tokens } from './tokens.js';
import { TotpEnrolment } from './totp-enrolment.js';

/** One's own account: second factors, password, tokens for scripts. */
export function SecurityPage(): ReactNode {
  const { factors } = useMe();
  return (
    <Page title="Security">
      <div className="two even">
        <div className="stack">
          <AppPanel totp={factors.totp} />
          <PasskeysPanel factors={factors} />
        </div>
        <div className="stack">
          <PasswordPanel />
          <Tokens />
        </div>
      </div>
    </Page>
  );
}

function AppPanel({ totp }: { readonly totp: boolean }): ReactNode {
  const [round, setRound] = useState(0);
  return (
    <Panel
      title="Authenticator app"
      beside={<State of={totp ? 'Set up' : 'Not set up'} tone={totp ? 'good' : 'plain'} />}
    >
      <Stack gap="sm">
        <Text size="sm">
          {totp
            ? 'Its codes are asked for when you sign in. A new one takes its place once you confirm its first code.'
            : 'An app that shows a new code every 30 seconds.'}
        </Text>
        <TotpEnrolment
          key={round}
          quiet={totp}
          start={totp ? 'Set up another app' : 'Set up an app'}
          onDone={() => {
            tell('The app is set up');
            setRound(round + 1);
          }}
        />
      </Stack>
    </Panel>
  );
}

function PasskeysPanel({ factors: { passkeys, passkeysPossible } }: Pick<MeDto, 'factors'>): ReactNode {
  const [round, setRound] = useState(0);
  const remove = useDeed<string, unknown>({
    call: (id) => removePasskey({ path: { id } }),
    onDone: () => tell('The passkey is removed'),
  });
  return (
    <Panel title="Passkeys">
      <Stack gap="sm">
        {remove.refusal === undefined ? null : <ErrorPanel error={remove.refusal} />}
        {passkeys.length === 0 ? (
          <Text size="sm" c="dimmed">
            None. A passkey can’t be given to a false page, which a code can.
          </Text>
        ) : (
          <ul className="files" aria-label="Passkeys">
            {passkeys.map(({ id, name, createdAt, usedAt }) => (
              <li key={id}>
                <Group justify="space-between" gap="xs">
                  <span>
                    <strong>{name}</strong>{' '}
                    <span className="aside">
                      added <Time at={createdAt} />,{' '}
                      {usedAt === null ? (
                        <None>not used yet</None>
                      ) : (
                        <>
                          used <Time at={usedAt} />
                        </>
                      )}
                    </span>
                  </span>
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={remove.running}
                    onClick={() => remove.run(id)}
                    aria-label={`Remove ${name}`}
                  >
                    Remove
                  </Button>
                </Group>
              </li>
            ))}
          </ul>
        )}
        {passkeysPossible && passkeysWorkHere() ? (
          <PasskeyEnrolment key={round} onDone={() => setRound(round + 1)} />
        ) : (
          <Text size="sm" c="dimmed">
            Passkeys need the office’s host name and https (or localhost).
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

function PasswordPanel(): ReactNode {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const deed = useDeed({
    call: () => changePassword({ body: { current, password } }),
    onDone: () => {
      tell('The password is changed; your other sessions have ended');
      setCurrent('');
      setPassword('');
    },
  });
  const wrong = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (current !== '' && password !== '') deed.run();
  };
  return (
    <Panel title="Password">
      <form noValidate onSubmit={submit} className="fields">
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          value={current}
          onChange={({ currentTarget: { value } }) => setCurrent(value)}
          error={wrong['current']}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the present password' }}
        />
        <PasswordInput
          label="New password"
          description="At least 15 characters; a sentence is easiest."
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
          error={wrong['password']}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
        />
        <Button type="submit" variant="default" loading={deed.running} disabled={current === '' || password === ''}>
          Change the password
        </Button>
      </form>
    </Panel>
  );
}
