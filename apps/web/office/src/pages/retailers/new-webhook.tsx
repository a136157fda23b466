import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreateWebhookDto, createWebhook, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel } from '../../parts/index.js';
import { WebhookSecret } from './webhook-secret.js';

type Type = CreateWebhookDto['types'][number];

const TYPES: readonly { readonly value: Type; readonly label: string }[] = [
  { value: 'card.blocked', label: 'Cards of its shops were blocked' },
  { value: 'sale.exception', label: 'A sale needs an explanation' },
  { value: 'activation.reversed', label: 'A sale was reversed' },
  { value: 'activation.voided', label: 'A sale was voided' },
  { value: 'terminal.revoked', label: 'A till was revoked' },
  { value: 'clerk.suspended', label: 'A clerk was suspended' },
];

/** A new endpoint; ends by showing its secret. */
export function NewWebhook({
  retailerId,
  onDone,
}: {
  readonly retailerId: string;
  readonly onDone: () => void;
}): ReactNode {
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState<string[]>(TYPES.map(({ value }) => value));
  const create = useDeed({ call: (body: CreateWebhookDto) => createWebhook({ body }) });
  if (create.answer !== undefined) {
    return (
      <Stack gap="md">
        <WebhookSecret of={create.answer.secret} />
        <Group justify="flex-end">
          <Button onClick={onDone}>I have it</Button>
        </Group>
      </Stack>
    );
  }
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const ready = url.trim() !== '' && types.length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wished = TYPES.map(({ value }) => value).filter((value) => types.includes(value));
    if (ready && !create.running) create.run({ retailerId, url: url.trim(), types: wished });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
        <TextInput
          label="Address"
          description="https, on the public network; redirects are not followed."
          placeholder="https://"
          value={url}
          onChange={({ currentTarget: { value } }) => setUrl(value)}
          maxLength={1_000}
          spellCheck={false}
          dir="ltr"
          error={refused['url']}
          data-autofocus
        />
        <Checkbox.Group label="It is told when" value={types} onChange={setTypes}>
          <Stack gap="xs" mt="xs">
            {TYPES.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={create.running}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
