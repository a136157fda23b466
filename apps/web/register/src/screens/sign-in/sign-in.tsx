import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alone, Trouble } from '../../parts/alone.js';
import { useRegister, useView } from '../../parts/context.js';

/** Who stands at the till: a tile and a code. */
export function SignIn(): ReactNode {
  const { terminal } = useView();
  const [clerk, setClerk] = useState<string>();
  const clerks = terminal?.clerks ?? [];
  if (clerk === undefined && clerks.length > 0) {
    return (
      <Alone title="Who is selling?">
        <div className="tiles">
          {clerks.map(({ code, name, suspended }) => (
            <button key={code} type="button" className="tile" disabled={suspended} onClick={() => setClerk(code)}>
              <strong>{name}</strong>
              <span>{suspended ? 'May not sell now' : code}</span>
            </button>
          ))}
        </div>
      </Alone>
    );
  }
  const name = clerks.find(({ code }) => code === clerk)?.name;
  return (
    <Alone title={name ?? 'Sign in'}>
      <CodeForm {...(clerk === undefined ? {} : { clerk })} />
      {clerks.length > 0 && (
        <Button variant="subtle" onClick={() => setClerk(undefined)}>
          Somebody else
        </Button>
      )}
    </Alone>
  );
}

/** Nobody touched the till for five minutes: the same clerk goes on, and the sale is as it was. */
export function Locked(): ReactNode {
  const register = useRegister();
  const { clerk } = useView();
  const { sale } = register.seller.view.get();
  return (
    <Alone title={`Locked: ${clerk?.name ?? ''}`}>
      <p>{sale.lines.length > 0 ? 'The sale is kept.' : 'Type your code to go on.'}</p>
      <CodeForm clerk={clerk!.clerk} />
      <Button variant="subtle" onClick={() => void register.signOut()}>
        Somebody else
      </Button>
    </Alone>
  );
}

function CodeForm({ clerk: given }: { readonly clerk?: string }): ReactNode {
  const register = useRegister();
  const [clerk, setClerk] = useState(given ?? '');
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!/^\d{4,12}$/.test(code)) return setTrouble('Your code has at least 4 digits.');
    setBusy(true);
    setTrouble(undefined);
    const words = await register.signIn(clerk.trim(), code);
    setBusy(false);
    setCode('');
    if (words !== undefined) setTrouble(words);
  };

  return (
    <form onSubmit={(event) => void submit(event)} className="fields">
      {given === undefined && (
        <TextInput
          label="Clerk"
          value={clerk}
          onChange={(event) => setClerk(event.currentTarget.value)}
          autoFocus
          autoComplete="off"
          size="lg"
        />
      )}
      <PasswordInput
        label="Your code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="off"
        autoFocus={given !== undefined}
        size="lg"
        error={trouble !== undefined}
        classNames={{ innerInput: 'code' }}
        visibilityToggleButtonProps={{ tabIndex: -1, 'aria-label': 'Show the code' }}
      />
      <Trouble words={trouble} />
      <Button type="submit" loading={busy}>
        Go on
      </Button>
    </form>
  );
}
