import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type BatchDetailDto, fieldErrors, spoilCards, useDeed } from '../../api/index.js';
import { ErrorPanel, tell } from '../../parts/index.js';

interface Props {
  readonly batch: BatchDetailDto;
  readonly onClose: () => void;
}

/** Counts a range of printed cards as ruined: all of it or none. */
export function SpoilDialog({ batch, onClose }: Props): ReactNode {
  const [firstSerial, setFirst] = useState('');
  const [lastSerial, setLast] = useState('');
  const [reason, setReason] = useState('');
  const deed = useDeed({
    call: () =>
      spoilCards({
        path: { id: batch.id },
        body: {
          firstSerial: firstSerial.trim(),
          lastSerial: lastSerial.trim() || firstSerial.trim(),
          reason: reason.trim(),
        },
      }),
    onDone: () => {
      tell('The cards are counted as ruined');
      onClose();
    },
  });
  const wrong = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    deed.run();
  };
  return (
    <Modal opened onClose={onClose} title="Count cards as ruined">
      <form noValidate onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">Cards that were printed badly or torn. They can never be sold.</Text>
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          <TextInput
            label="First serial"
            value={firstSerial}
            onChange={({ currentTarget: { value } }) => setFirst(value)}
            error={wrong['firstSerial']}
            inputMode="numeric"
            autoComplete="off"
            required
            data-autofocus
            classNames={{ input: 'digits' }}
          />
          <TextInput
            label="Last serial"
            description="Left empty: that one card."
            value={lastSerial}
            onChange={({ currentTarget: { value } }) => setLast(value)}
            error={wrong['lastSerial']}
            inputMode="numeric"
            autoComplete="off"
            classNames={{ input: 'digits' }}
          />
          <TextInput
            label="Reason"
            value={reason}
            onChange={({ currentTarget: { value } }) => setReason(value)}
            error={wrong['reason']}
            maxLength={200}
            required
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              type="submit"
              color="red"
              loading={deed.running}
              disabled={firstSerial.trim() === '' || reason.trim() === ''}
            >
              Count as ruined
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
