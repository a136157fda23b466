import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type RevokedTerminalDto, type TerminalDto, revokeTerminal, useDeed } from '../../api/index.js';
import { Serial, State, Time, TypedDialog, counted, usePathLink } from '../../parts/index.js';

interface Props {
  readonly till: TerminalDto;
  readonly onClose: () => void;
}

/** So many sales are listed; what is held is not limited. */
const LISTED_MAX = 500;

/** Ends a till for good, and has a person look at what it sold since it went astray. Again: from an earlier time on. */
export function RevokeTill({ till, onClose }: Props): ReactNode {
  const [since, setSince] = useState('');
  const revoke = useDeed({
    call: (from: string) => revokeTerminal({ path: { id: till.id }, body: { since: from } }),
  });
  if (revoke.answer !== undefined) return <Revoked till={till} of={revoke.answer} onClose={onClose} />;
  const isOver = till.revokedAt !== null;
  const from = new Date(since);
  const valid = !Number.isNaN(from.getTime());
  const late = valid && from.getTime() > Date.now();
  return (
    <TypedDialog
      title={isOver ? `Hold earlier sales of ${till.name}` : `Revoke ${till.name}`}
      opened
      onClose={onClose}
      confirm={isOver ? 'Hold them' : 'Revoke the till'}
      danger
      ready={valid && !late}
      word={till.id}
      label={`Type the till’s number, ${till.id}`}
      onConfirm={() => revoke.run(from.toISOString())}
      running={revoke.running}
      refusal={revoke.refusal}
      onRetry={revoke.retry}
    >
      <Text size="sm">
        {isOver
          ? 'The till is revoked already. Cards that it sold since an earlier time wait for a person, too.'
          : 'For a till or a key that was stolen or misused. Nothing that it sends is heard any more, for good. Cards that it sold since then and nobody redeemed wait for a person as soon as somebody tries.'}
      </Text>
      <TextInput
        type="datetime-local"
        label="Astray since"
        description={`By this computer’s clock: ${Intl.DateTimeFormat().resolvedOptions().timeZone}`}
        value={since}
        onChange={({ currentTarget: { value } }) => setSince(value)}
        error={late ? 'That is still to come' : undefined}
        required
        data-autofocus
      />
    </TypedDialog>
  );
}

interface RevokedProps extends Props {
  readonly of: RevokedTerminalDto;
}

function Revoked({ till, of: { sales, watched }, onClose }: RevokedProps): ReactNode {
  const link = usePathLink();
  return (
    <Modal opened onClose={onClose} title={`${till.name} is revoked`} size="lg">
      <Stack gap="md">
        <Alert color="yellow" title={soldWords(sales.length)} role="status">
          {waitWords(watched)}
        </Alert>
        {sales.length === 0 ? null : (
          <ul className="lines" aria-label="Sales">
            {sales.map(({ key, serial, activatedAt, state }) => (
              <li key={key}>
                <Group gap="sm">
                  <a {...link(`/cards/${serial}`)}>
                    <Serial of={serial} />
                  </a>
                  <State of={state} />
                  <Text size="sm" c="dimmed">
                    sold <Time at={activatedAt} />
                  </Text>
                </Group>
              </li>
            ))}
          </ul>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function soldWords(sales: number): string {
  if (sales >= LISTED_MAX) return `The newest ${LISTED_MAX} sales since then`;
  return sales === 0 ? 'No sale since then stands' : `${counted(sales, 'sale')} since then`;
}

function waitWords(watched: number): string {
  if (watched === 0) return 'No more redemptions wait because of it.';
  return `${counted(watched, 'redemption')} now ${watched === 1 ? 'waits' : 'wait'} for a person.`;
}
