import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type SessionDto, addPasskey, passkeyOptions, useDeed } from '../api/index.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { makePasskey } from './passkeys.js';

/** Adds a passkey of this device or of a key that is plugged in. */
export function PasskeyEnrolment({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [name, setName] = useState('');
  const deed = useDeed<string, SessionDto>({
    call: async (wanted) => addPasskey({ body: { name: wanted, response: await makePasskey(await passkeyOptions()) } }),
    onDone,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') deed.run(name.trim());
  };
  return (
    <form noValidate onSubmit={submit} className="fields">
      {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
      <TextInput
        label="Name of the passkey"
        description="So that you know it again: “Work laptop”."
        value={name}
        onChange={({ currentTarget: { value } }) => setName(value)}
        maxLength={80}
        autoComplete="off"
      />
      <Button type="submit" variant="default" loading={deed.running} disabled={name.trim() === ''}>
        Add a passkey
      </Button>
    </form>
  );
}
