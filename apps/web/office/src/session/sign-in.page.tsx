import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type SessionDto, isRefusal, queryClient, signIn, signInWithPasskey, useDeed } from '../api/index.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { useGo, usePathLink } from '../parts/go.js';
import { Alone } from './alone.js';
import { CodeField, codeIn } from './code-field.js';
import { passkeysWorkHere, provePasskey } from './passkeys.js';
import { signInRoute } from './sign-in.route.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** What the API says when the password is right: how the second factor may be proved. */
interface Asked extends Credentials {
  readonly methods: readonly string[];
  readonly passkey: unknown;
  readonly detail: string;
}

/** One thing after the other: who, then the second factor. */
export function SignInPage(): ReactNode {
  const { to } = signInRoute.useSearch();
  const go = useGo();
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const done = ({ secondFactor }: SessionDto): void => {
    queryClient.clear(); // what somebody else saw before
    go(secondFactor === 'enrol' ? '/enrol' : (to ?? '/'));
  };
  return asked === undefined ? (
    <PasswordStep onAsked={setAsked} onDone={done} />
  ) : (
    <FactorStep asked={asked} onBack={() => setAsked(undefined)} onDone={done} />
  );
}

interface PasswordStepProps {
  readonly onAsked: (asked: Asked) => void;
  readonly onDone: (session: SessionDto) => void;
}

function PasswordStep({ onAsked, onDone }: PasswordStepProps): ReactNode {
  const link = usePathLink();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const deed = useDeed<Credentials, SessionDto | undefined>({
    call: async (body) => {
      try {
        return await signIn({ body });
      } catch (error) {
        if (!isRefusal(error, 'second_factor.required')) throw error;
        const { methods, passkey } = error.body;
        onAsked({ ...body, methods: Array.isArray(methods) ? methods : [], passkey, detail: error.detail });
        return undefined;
      }
    },
    onDone: (session) => {
      if (session !== undefined) onDone(session);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (email.trim() !== '' && password !== '') deed.run({ email: email.trim(), password });
  };
  return (
    <Alone title="Sign in">
      <form noValidate onSubmit={submit} className="fields">
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={({ currentTarget: { value } }) => setEmail(value)}
          required
          autoFocus
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          required
        />
        <Button type="submit" loading={deed.running}>
          Continue
        </Button>
        <Text size="sm">
          <a {...link('/recover')}>I have a one-time code</a>
        </Text>
      </form>
    </Alone>
  );
}

interface FactorStepProps {
  readonly asked: Asked;
  readonly onBack: () => void;
  readonly onDone: (session: SessionDto) => void;
}

function FactorStep({ asked, onBack, onDone }: FactorStepProps): ReactNode {
  const { email, password, methods, passkey } = asked;
  const [typed, setTyped] = useState('');
  const byCode = useDeed<string, SessionDto>({ call: (code) => signIn({ body: { email, password, code } }), onDone });
  const byPasskey = useDeed<void, SessionDto>({
    call: async () => signInWithPasskey({ body: { email, password, response: await provePasskey(passkey) } }),
    onDone,
  });
  const code = codeIn(typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code !== undefined) byCode.run(code);
  };
  const refusal = byCode.refusal ?? byPasskey.refusal;
  const withCode = methods.includes('totp');
  const withPasskey = methods.includes('passkey') && passkeysWorkHere();
  return (
    <Alone title="Your second factor" lead={methods.length === 0 ? asked.detail : `You sign in as ${email}.`}>
      <form noValidate onSubmit={submit} className="fields">
        {refusal === undefined ? null : <ErrorPanel error={refusal} />}
        {withPasskey ? (
          <Button
            onClick={() => byPasskey.run()}
            loading={byPasskey.running}
            {...(withCode ? { variant: 'default' } : { autoFocus: true })}
          >
            Use a passkey
          </Button>
        ) : null}
        {withCode ? (
          <>
            <CodeField value={typed} onChange={setTyped} />
            <Button type="submit" loading={byCode.running} disabled={code === undefined}>
              Continue
            </Button>
          </>
        ) : null}
        <Button variant="subtle" onClick={onBack}>
          Somebody else
        </Button>
      </form>
    </Alone>
  );
}
