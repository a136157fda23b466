import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type HouseKeyDto, type PrintHouseDto, retireHouseKey, useDeed } from '../../api/index.js';
import { Code, ConfirmDialog, Decisions, Empty, State, Time, tell, usePathLink } from '../../parts/index.js';
import { useMay } from '../../session/me.js';

/** The keys of a house, with the fingerprint that people compare with it. */
export function HouseKeys({ house: { keys } }: { readonly house: PrintHouseDto }): ReactNode {
  if (keys.length === 0) {
    return (
      <Empty
        title="No key yet"
        why="Nothing can be encrypted to this house before two people have confirmed a key of it."
      />
    );
  }
  return (
    <ul className="lines">
      {keys.toReversed().map((key) => (
        <Key key={key.id} of={key} />
      ))}
    </ul>
  );
}

function Key({ of }: { readonly of: HouseKeyDto }): ReactNode {
  const link = usePathLink();
  const mayRetire = useMay('batch-manager');
  const { id, state, fingerprint, recipient, addedAt, confirmedAt } = of;
  return (
    <li>
      <Group justify="space-between" gap="xs">
        <Group gap="sm">
          <State of={state} />
          <Text size="sm" c="dimmed">
            added <Time at={addedAt} as="day" />
            {confirmedAt === null ? null : (
              <>
                , confirmed <Time at={confirmedAt} />
              </>
            )}
          </Text>
        </Group>
        {mayRetire && state === 'confirmed' ? <Retire of={of} /> : null}
      </Group>
      <p className="fingerprint" aria-label={`Fingerprint of key ${id}`}>
        <Code of={fingerprint} wrap />
      </p>
      <Text size="xs" c="dimmed">
        <Code of={recipient} wrap />
      </Text>
      {state === 'waiting' ? (
        <Text size="sm" mt={4}>
          Two approvers call the house, have the fingerprint read out, and agree under{' '}
          <a {...link('/approvals')}>Approvals</a>.
        </Text>
      ) : null}
      <Decisions subject={`house_key:${id}`} />
    </li>
  );
}

function Retire({ of: { id, houseId } }: { readonly of: HouseKeyDto }): ReactNode {
  const [asked, setAsked] = useState(false);
  const retire = useDeed({
    call: () => retireHouseKey({ path: { id: houseId, keyId: id } }),
    onDone: () => {
      setAsked(false);
      tell('Nothing is encrypted to that key any more.');
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        Retire
      </Button>
      <ConfirmDialog
        title="Retire this key?"
        opened={asked}
        onClose={() => setAsked(false)}
        confirm="Retire"
        danger
        running={retire.running}
        refusal={retire.refusal}
        onRetry={retire.retry}
        onConfirm={() => retire.run()}
      >
        Nothing more is encrypted to it. Papers about bundles that it opened are still taken. It cannot be brought back:
        a new key is a new pair.
      </ConfirmDialog>
    </>
  );
}
