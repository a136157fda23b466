import { Button, Checkbox, Group, Stack, TextInput, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreateTerminalDto, createTerminal, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel, tell } from '../../parts/index.js';

const PUBLIC_KEY_MAX = 2_000;

interface Props {
  readonly storeId: string;
  readonly onDone: () => void;
}

/** A new till; its key comes with an enrolment code, or is pasted. */
export function NewTill({ storeId, onDone }: Props): ReactNode {
  const [name, setName] = useState('');
  const [hasKey, setHasKey] = useState(false);
  const [publicKey, setPublicKey] = useState('');
  const create = useDeed({
    call: (body: CreateTerminalDto, key) => createTerminal({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ name: made, keys }) => {
      onDone();
      if (keys.length > 0) tell(`${made} may sell now.`);
    },
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const ready = name.trim() !== '' && (!hasKey || publicKey.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || create.running) return;
    create.run({ storeId, name: name.trim(), ...(hasKey ? { publicKey: publicKey.trim() } : {}) });
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
        <Checkbox
          label="I have its public key"
          description="Otherwise an enrolment code lets the till make and bring its own."
          checked={hasKey}
          onChange={({ currentTarget: { checked } }) => setHasKey(checked)}
        />
        {hasKey ? (
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
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={create.running}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
