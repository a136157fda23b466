import { Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { fieldErrors, queryClient, recover, useDeed } from '../api/index.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { useGo, usePathLink } from '../parts/go.js';
import { Alone } from './alone.js';

/** A new account, or one whose second factor or password is lost: begins anew with a code that another person gave. */
export function RecoverPage(): ReactNode {
  const go = useGo();
  const link = usePathLink();
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const deed = useDeed({
    call: () => recover({ body: { email: email.trim(), code: code.trim(), password } }),
    onDone: () => {
      queryClient.clear();
      go('/enrol');
    },
  });
  const wrong = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    deed.run();
  };
  return (
    <Alone
      title="Begin with a one-time code"
      lead="Whoever made your account, or two colleagues who let you back in, gave you a code. It counts once."
    >
      <form noValidate onSubmit={submit} className="fields">
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={({ currentTarget: { value } }) => setEmail(value)}
          error={wrong['email']}
          required
          autoFocus
        />
        <TextInput
          label="One-time code"
          value={code}
          onChange={({ currentTarget: { value } }) => setCode(value)}
          error={wrong['code']}
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          classNames={{ input: 'digits' }}
          required
        />
        <PasswordInput
          label="New password"
          description="At least 15 characters; a sentence is easiest."
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
          error={wrong['password']}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          required
        />
        <Button type="submit" loading={deed.running} disabled={email === '' || code === '' || password === ''}>
          Continue
        </Button>
        <Text size="sm">
          <a {...link('/sign-in')}>Back to signing in</a>
        </Text>
      </form>
    </Alone>
  );
}
