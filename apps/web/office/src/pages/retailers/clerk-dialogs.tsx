import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ClerkDto, restoreClerk, setClerkCode, suspendClerk, useDeed } from '../../api/index.js';
import { ConfirmDialog, ErrorPanel, ReasonDialog, tell } from '../../parts/index.js';
import { CodeField, isCode } from './code-field.js';

export type ClerkAct = 'code' | 'suspend' | 'restore';

interface Props {
  readonly clerk: ClerkDto;
  readonly onClose: () => void;
}

const DIALOGS: Readonly<Record<ClerkAct, (props: Props) => ReactNode>> = {
  code: NewCode,
  suspend: Suspend,
  restore: Restore,
};

/** What an admin does to one clerk, asked for once more. */
export function ClerkDialog({ act, ...props }: Props & { readonly act: ClerkAct }): ReactNode {
  const Asked = DIALOGS[act];
  return <Asked {...props} />;
}

function NewCode({ clerk, onClose }: Props): ReactNode {
  const [code, setCode] = useState('');
  const set = useDeed({
    call: (wish: string) => setClerkCode({ path: { id: clerk.id }, body: { code: wish } }),
    onDone: () => {
      onClose();
      tell(`${clerk.name} signs in with the new code.`);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isCode(code) && !set.running) set.run(code);
  };
  return (
    <Modal opened onClose={onClose} title={`New sign-in code of ${clerk.name}`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {set.refusal === undefined ? null : <ErrorPanel error={set.refusal} onRetry={set.retry} />}
          <CodeField
            label="Sign-in code"
            description="4 to 12 digits. The old one is good no more; tell the clerk in person."
            value={code}
            onCode={setCode}
            focus
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!isCode(code)} loading={set.running}>
              Set the code
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Suspend({ clerk, onClose }: Props): ReactNode {
  const suspend = useDeed({
    call: (reason: string) => suspendClerk({ path: { id: clerk.id }, body: { reason } }),
    onDone: () => {
      onClose();
      tell(`${clerk.name} sells nothing until restored.`);
    },
  });
  return (
    <ReasonDialog
      title={`Suspend ${clerk.name}`}
      opened
      onClose={onClose}
      confirm="Suspend"
      danger
      onReason={suspend.run}
      running={suspend.running}
      refusal={suspend.refusal}
      onRetry={suspend.retry}
    >
      {`${clerk.name} can’t sign in, and sales under clerk ${clerk.code} are refused, until somebody restores them. Sales that a till stored without a line still count.`}
    </ReasonDialog>
  );
}

function Restore({ clerk, onClose }: Props): ReactNode {
  const restore = useDeed({
    call: () => restoreClerk({ path: { id: clerk.id } }),
    onDone: () => {
      onClose();
      tell(`${clerk.name} may sell again.`);
    },
  });
  return (
    <ConfirmDialog
      title={`Restore ${clerk.name}`}
      opened
      onClose={onClose}
      confirm="Restore"
      onConfirm={() => restore.run()}
      running={restore.running}
      refusal={restore.refusal}
      onRetry={restore.retry}
    >
      {`Suspended because: ${clerk.suspendedBecause ?? 'nothing was noted'}. ${clerk.name} may sign in and sell again at once.`}
    </ConfirmDialog>
  );
}
