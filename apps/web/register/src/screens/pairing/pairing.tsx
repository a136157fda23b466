import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alone, Trouble } from '../../parts/alone.js';
import { useRegister } from '../../parts/context.js';

/** A browser that is no till yet: the office shows a code, and this till makes its own key for it. */
export function Pairing(): ReactNode {
  const register = useRegister();
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setTrouble(undefined);
    try {
      const outcome = await register.pair(code.trim());
      if (outcome.kind === 'refused') setTrouble(outcome.code === 'request.invalid' ? SHAPE : outcome.words);
      else if (outcome.kind === 'unknown') setTrouble('No answer. Try again: the same code stays good.');
    } catch {
      setTrouble('This browser can’t keep a till’s key. Use a newer one, over https.');
    } finally {
      setBusy(false);
    }
  };

  return (
    <Alone title="Set up this till">
      <p>In the office, open the store, choose this till and press “Show enrolment code”.</p>
      <form onSubmit={(event) => void submit(event)} className="fields">
        <TextInput
          label="Code from the office"
          description="Eight letters and digits, good for ten minutes"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          size="lg"
          classNames={{ input: 'code' }}
          error={trouble !== undefined}
        />
        <Trouble words={trouble} />
        <Button type="submit" loading={busy}>
          Set up
        </Button>
      </form>
    </Alone>
  );
}

const SHAPE = 'A code has eight letters and digits, like 7K2M-91QX.';
