import { Button, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type SessionDto, type TotpSecretDto, confirmTotp, startTotp, useDeed } from '../api/index.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { Code } from '../parts/values.js';
import { CodeField, codeIn } from './code-field.js';
import { Qr } from './qr.js';

interface Props {
  readonly onDone: () => void;
  /** What the button says that begins it. */
  readonly start: string;
  /** There is one already: nothing that must be done. */
  readonly quiet?: boolean;
}

/** Sets up an authenticator app: its secret as QR and text, then its first code. */
export function TotpEnrolment({ onDone, start, quiet = false }: Props): ReactNode {
  const begin = useDeed<void, TotpSecretDto>({ call: () => startTotp() });
  if (begin.answer === undefined) {
    return (
      <div className="fields">
        {begin.refusal === undefined ? null : <ErrorPanel error={begin.refusal} onRetry={begin.retry} />}
        <Button onClick={() => begin.run()} loading={begin.running} variant={quiet ? 'default' : 'filled'}>
          {start}
        </Button>
      </div>
    );
  }
  return <Confirm secret={begin.answer} onDone={onDone} />;
}

function Confirm({
  secret: { secret, uri },
  onDone,
}: {
  readonly secret: TotpSecretDto;
  readonly onDone: () => void;
}): ReactNode {
  const [typed, setTyped] = useState('');
  const deed = useDeed<string, SessionDto>({ call: (code) => confirmTotp({ body: { code } }), onDone });
  const code = codeIn(typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code !== undefined) deed.run(code);
  };
  return (
    <form noValidate onSubmit={submit} className="fields">
      <Text size="sm">Scan this with your authenticator app, or type the secret. It is shown this once.</Text>
      <Qr of={uri} label="QR code of the secret" />
      <Text size="sm">
        Secret <Code of={secret.replace(/(.{4})(?=.)/g, '$1 ')} wrap />
      </Text>
      {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} />}
      <CodeField value={typed} onChange={setTyped} description="The six digits that the app shows now." />
      <Button type="submit" loading={deed.running} disabled={code === undefined}>
        Confirm
      </Button>
    </form>
  );
}
