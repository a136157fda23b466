import { Button, Group, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { listenToApi } from '../api/news.js';
import { type SessionDto, stepUp, stepUpOptions, useDeed } from '../api/index.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { CodeField, codeIn } from './code-field.js';
import { meQuery } from './me.js';
import { passkeysWorkHere, provePasskey } from './passkeys.js';

/** Asks for the second factor once more when the API wants it; then the refused call goes on by itself. */
export function StepUp(): ReactNode {
  const [answer, setAnswer] = useState<((proved: boolean) => void) | undefined>(undefined);
  useEffect(() => {
    let asking: Promise<boolean> | undefined;
    listenToApi({
      // Calls that are refused while the dialog is open wait for the same answer.
      onStepUp: () => {
        asking ??= new Promise<boolean>((resolve) => setAnswer(() => resolve)).finally(() => (asking = undefined));
        return asking;
      },
    });
  }, []);
  const close = (proved: boolean): void => {
    answer?.(proved);
    setAnswer(undefined);
  };
  return (
    <Modal opened={answer !== undefined} onClose={() => close(false)} title="Confirm that it is you" zIndex={400}>
      <Proof onProved={() => close(true)} onBack={() => close(false)} />
    </Modal>
  );
}

function Proof({ onProved, onBack }: { readonly onProved: () => void; readonly onBack: () => void }): ReactNode {
  const { data: me } = useQuery(meQuery);
  const [typed, setTyped] = useState('');
  const byCode = useDeed<string, SessionDto>({ call: (code) => stepUp({ body: { code } }), onDone: onProved });
  const byPasskey = useDeed<void, SessionDto>({
    call: async () => stepUp({ body: { response: await provePasskey(await stepUpOptions()) } }),
    onDone: onProved,
  });
  const code = codeIn(typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code !== undefined) byCode.run(code);
  };
  const refusal = byCode.refusal ?? byPasskey.refusal;
  const { totp = true, passkeys = [], passkeysPossible = false } = me?.factors ?? {};
  return (
    <form noValidate onSubmit={submit} className="fields">
      <Text size="sm">This needs your second factor again. It then counts for ten minutes.</Text>
      {refusal === undefined ? null : <ErrorPanel error={refusal} />}
      {totp ? <CodeField value={typed} onChange={setTyped} /> : null}
      {passkeys.length > 0 && passkeysPossible && passkeysWorkHere() ? (
        <Button variant="default" onClick={() => byPasskey.run()} loading={byPasskey.running} data-autofocus={!totp}>
          Use a passkey
        </Button>
      ) : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        {totp ? (
          <Button type="submit" loading={byCode.running} disabled={code === undefined}>
            Confirm
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
