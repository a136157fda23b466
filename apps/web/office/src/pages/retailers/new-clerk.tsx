import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type CreateClerkDto, createClerk, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel, tell } from '../../parts/index.js';
import { CodeField, isCode } from './code-field.js';

interface Props {
  readonly storeId: string;
  readonly onClose: () => void;
}

/** A new clerk of a shop, with the codes that the till asks for. */
export function NewClerk({ storeId, onClose }: Props): ReactNode {
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [signInCode, setSignInCode] = useState('');
  const [supervisor, setSupervisor] = useState(false);
  const [supervisorCode, setSupervisorCode] = useState('');
  const create = useDeed({
    call: (body: CreateClerkDto) => createClerk({ body }),
    onDone: ({ name: made }) => {
      onClose();
      tell(`${made} may sell now.`);
    },
  });
  const refused = create.refusal === undefined ? {} : fieldErrors(create.refusal);
  const named = name.trim() !== '' && code.trim() !== '';
  const signsIn = signInCode !== '';
  const ready = named && (!signsIn || isCode(signInCode)) && (!supervisor || isCode(supervisorCode));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || create.running) return;
    create.run({
      storeId,
      name: name.trim(),
      code: code.trim(),
      ...(signsIn ? { signInCode } : {}),
      ...(supervisor ? { supervisorCode } : {}),
    });
  };
  return (
    <Modal opened onClose={onClose} title="Add a clerk">
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
          <TextInput
            label="Name"
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
            maxLength={80}
            autoComplete="off"
            error={refused['name']}
            data-autofocus
          />
          <TextInput
            label="Clerk number"
            description="Stands on slips and reports; no secret."
            value={code}
            onChange={({ currentTarget: { value } }) => setCode(value)}
            maxLength={32}
            autoComplete="off"
            error={refused['code']}
          />
          <CodeField
            label="Sign-in code"
            description="4 to 12 digits, keyed at our register. Empty: only at tills that sign clerks in themselves."
            value={signInCode}
            onCode={setSignInCode}
            error={refused['signInCode']}
          />
          <Checkbox
            label="Supervisor"
            description="Confirms what a clerk may not do alone."
            checked={supervisor}
            onChange={({ currentTarget: { checked } }) => setSupervisor(checked)}
          />
          {supervisor ? (
            <CodeField
              label="Supervisor code"
              description="4 to 12 digits: keyed at others’ tills, too."
              value={supervisorCode}
              onCode={setSupervisorCode}
              error={refused['supervisorCode']}
            />
          ) : null}
          <Group justify="flex-end">
            <Button type="submit" disabled={!ready} loading={create.running}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
