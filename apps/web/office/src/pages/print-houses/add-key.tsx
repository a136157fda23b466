import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type AddHouseKeyDto, addHouseKey, useDeed } from '../../api/index.js';
import { ErrorPanel, TextFileButton, tell } from '../../parts/index.js';
import { readPublicFile } from './public-file.js';

const PUBLIC_FILE_MAX = 10_000;

/** The house's public keys, pasted or from its file; two others confirm them. */
export function AddKey({ houseId }: { readonly houseId: string }): ReactNode {
  const [text, setText] = useState('');
  const [left, setLeft] = useState(false);
  const add = useDeed({
    call: (body: AddHouseKeyDto, key) =>
      addHouseKey({ path: { id: houseId }, body, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      setText('');
      setLeft(false);
      tell('The key waits for two approvers.');
    },
  });
  const file = readPublicFile(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setLeft(true);
    if (file.trouble === undefined && !add.running) add.run({ recipient: file.recipient, signingKey: file.signingKey });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="xs" mt="md" maw={640}>
        {add.refusal === undefined ? null : <ErrorPanel error={add.refusal} onRetry={add.retry} />}
        <Textarea
          label="Add a key"
          description="Paste public.json, which the house made with reup bundle keygen."
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
          onBlur={() => setLeft(text !== '')}
          maxLength={PUBLIC_FILE_MAX}
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          dir="ltr"
          classNames={{ input: 'digits json' }}
          error={left ? file.trouble : undefined}
        />
        <Group gap="xs">
          <Button type="submit" loading={add.running}>
            Add and ask two approvers
          </Button>
          <TextFileButton accept=".json,.txt,.pem" bytesMax={PUBLIC_FILE_MAX} onText={setText}>
            From a file
          </TextFileButton>
        </Group>
        <Text size="xs" c="dimmed">
          Until both have compared its fingerprint with the house, nothing is encrypted to it.
        </Text>
      </Stack>
    </form>
  );
}
