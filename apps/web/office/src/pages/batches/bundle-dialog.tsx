import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type BatchDetailDto, type BundleDto, requestBundle, useDeed } from '../../api/index.js';
import { ErrorPanel } from '../../parts/index.js';

interface Props {
  readonly batch: BatchDetailDto;
  readonly onClose: () => void;
}

/** What the print house gets: a line a card for its own press, or finished sheets. */
export function BundleDialog({ batch, onClose }: Props): ReactNode {
  const [kind, setKind] = useState<BundleDto['kind']>('data');
  const deed = useDeed<BundleDto['kind'], BundleDto>({
    call: (wanted, key) =>
      requestBundle({ path: { id: batch.id }, body: { kind: wanted }, headers: { 'Idempotency-Key': key } }),
    onDone: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    deed.run(kind);
  };
  return (
    <Modal opened onClose={onClose} title="Make the bundle">
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">
            Encrypted to the confirmed key of {batch.houseName ?? 'the print house'}; nobody else can open it.
          </Text>
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          <Radio.Group label="What it holds" value={kind} onChange={(value) => setKind(value as BundleDto['kind'])}>
            <Stack gap="xs" mt="xs">
              <Radio value="data" label="A data file, one line a card" data-autofocus />
              <Radio value="sheets" label="Finished sheets as PDF" />
            </Stack>
          </Radio.Group>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={deed.running}>
              Make the bundle
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
