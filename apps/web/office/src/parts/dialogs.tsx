import { Button, Group, Modal, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Refusal } from '../api/refusal.js';
import { ErrorPanel } from './error-panel.js';

interface DialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** What will happen, before it does. */
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly running?: boolean;
  readonly refusal?: Refusal | undefined;
  readonly onRetry?: () => void;
}

/** Asks once more before something that can't be undone. */
export function ConfirmDialog({ onConfirm, ...dialog }: DialogProps & { readonly onConfirm: () => void }): ReactNode {
  return <FormDialog {...dialog} onSubmit={onConfirm} ready />;
}

/** Asks why; without a reason nothing is sent. */
export function ReasonDialog({
  onReason,
  label = 'Reason',
  required = true,
  ...dialog
}: DialogProps & {
  readonly onReason: (reason: string) => void;
  readonly label?: string;
  readonly required?: boolean;
}): ReactNode {
  const [reason, setReason] = useState('');
  const text = reason.trim();
  return (
    <FormDialog {...dialog} onSubmit={() => onReason(text)} ready={!required || text !== ''}>
      {dialog.children}
      <Textarea
        label={label}
        description="Kept for the record."
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value.replace(/\n/g, ' '))}
        maxLength={200}
        autosize
        minRows={2}
        required={required}
        data-autofocus
      />
    </FormDialog>
  );
}

/** Has the person type the thing's own name before it goes. */
export function TypedDialog({
  word,
  label,
  onConfirm,
  ready = true,
  ...dialog
}: DialogProps & {
  readonly word: string;
  readonly label: string;
  readonly onConfirm: () => void;
  /** Whether what else the dialog asks for is there. */
  readonly ready?: boolean;
}): ReactNode {
  const [typed, setTyped] = useState('');
  return (
    <FormDialog {...dialog} onSubmit={onConfirm} ready={ready && typed.replace(/\s/g, '') === word}>
      {dialog.children}
      <TextInput
        label={label}
        value={typed}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: 'digits' }}
        data-autofocus
      />
    </FormDialog>
  );
}

function FormDialog({
  title,
  opened,
  onClose,
  children,
  confirm,
  danger = false,
  running = false,
  refusal,
  onRetry,
  onSubmit,
  ready,
}: DialogProps & { readonly onSubmit: () => void; readonly ready: boolean }): ReactNode {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !running) onSubmit();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
          {refusal === undefined ? null : <ErrorPanel error={refusal} onRetry={onRetry} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={running} disabled={!ready} {...(danger ? { color: 'red' } : {})}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
