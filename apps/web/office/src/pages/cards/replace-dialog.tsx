import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { fieldErrors, replaceCard, useDeed } from '../../api/index.js';
import { Code, ErrorPanel, Time } from '../../parts/index.js';

interface Props {
  readonly serial: string;
  readonly onClose: () => void;
}

/** The PIN can't be read: the sold card's months go straight to the customer's device, and the card is dead. */
export function ReplaceDialog({ serial, onClose }: Props): ReactNode {
  const [receipt, setReceipt] = useState('');
  const [device, setDevice] = useState('');
  const [reason, setReason] = useState('');
  const deed = useDeed({
    call: () =>
      replaceCard({
        path: { serial },
        body: { receipt: receipt.trim(), device: device.trim(), reason: reason.trim() },
      }),
  });
  const wrong = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (receipt.trim() !== '' && device.trim() !== '' && reason.trim() !== '') deed.run();
  };
  return (
    <Modal opened onClose={onClose} title="Replace this card">
      {deed.answer === undefined ? (
        <form noValidate onSubmit={submit}>
          <Stack gap="sm">
            <Text size="sm">For a PIN that can’t be read. The months go to the device at once; the card is dead.</Text>
            {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
            <TextInput
              label="Number on the shop’s receipt"
              description="Proves that the customer paid."
              value={receipt}
              onChange={({ currentTarget: { value } }) => setReceipt(value)}
              error={wrong['receipt']}
              maxLength={64}
              autoComplete="off"
              data-autofocus
            />
            <TextInput
              label="Phone device’s number"
              value={device}
              onChange={({ currentTarget: { value } }) => setDevice(value)}
              error={wrong['device']}
              inputMode="tel"
              maxLength={32}
              autoComplete="off"
              dir="ltr"
            />
            <TextInput
              label="Reason"
              description="Kept for the record."
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
              error={wrong['reason']}
              maxLength={200}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                Back
              </Button>
              <Button
                type="submit"
                loading={deed.running}
                disabled={receipt.trim() === '' || device.trim() === '' || reason.trim() === ''}
              >
                Give the months
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <Alert color="green" title="The months are on the device" role="status">
            It runs until <Time at={deed.answer.paidThrough} as="day" />. Receipt <Code of={deed.answer.receipt} />.
          </Alert>
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
