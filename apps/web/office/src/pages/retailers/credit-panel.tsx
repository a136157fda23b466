import { Button, Group, Modal, Progress, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type RetailerWithCreditDto, setCreditLimit, useDeed } from '../../api/index.js';
import { ErrorPanel, Facts, Money, Panel, money, tell } from '../../parts/index.js';
import { useMay } from '../../session/me.js';
import { toMinor } from '../products/minor-units.js';

/** From here on an alert is open. */
const NEARLY_USED = 0.8;

/** What the retailer owes and may still sell. */
export function CreditPanel({ of }: { readonly of: RetailerWithCreditDto }): ReactNode {
  const [changing, setChanging] = useState(false);
  const mayChange = useMay('admin');
  const { limitMinor, owedMinor, roomMinor, usedShare, currency } = of.credit;
  const change = mayChange ? (
    <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
      Change the limit
    </Button>
  ) : undefined;
  return (
    <Panel title="Credit" beside={change}>
      {usedShare === null ? null : <Used share={usedShare} />}
      <Facts
        of={[
          ['Owes', <Money key="owes" minor={owedMinor} currency={currency} />],
          ['Limit', limitMinor === null ? 'None agreed' : <Money key="limit" minor={limitMinor} currency={currency} />],
          ['May still sell', roomMinor === null ? null : <Money key="room" minor={roomMinor} currency={currency} />],
        ]}
      />
      {roomMinor !== null && roomMinor < 0 ? (
        <Text size="sm" mt="xs">
          Overdrawn: stored sales are never refused. New sales are, until money comes in or the limit is higher.
        </Text>
      ) : null}
      <Modal opened={changing} onClose={() => setChanging(false)} title="Change the credit limit">
        {changing ? <Limit of={of} onDone={() => setChanging(false)} /> : null}
      </Modal>
    </Panel>
  );
}

function Used({ share }: { readonly share: number }): ReactNode {
  const percent = Math.max(0, Math.floor(share * 100));
  const color = share >= 1 ? 'red' : share >= NEARLY_USED ? 'yellow' : undefined;
  return (
    <Group gap="sm" mb="sm" wrap="nowrap">
      <Progress.Root size="md" flex={1} maw={480}>
        <Progress.Section
          value={Math.min(100, percent)}
          aria-label="Credit used"
          aria-valuetext={`${percent} percent of the limit`}
          {...(color === undefined ? {} : { color })}
        />
      </Progress.Root>
      <span className="number">{percent} % used</span>
    </Group>
  );
}

function Limit({ of, onDone }: { readonly of: RetailerWithCreditDto; readonly onDone: () => void }): ReactNode {
  const { currency } = of.credit;
  const [typed, setTyped] = useState('');
  const minor = typed.trim() === '' ? null : toMinor(typed, currency);
  const set = useDeed({
    call: (creditLimitMinor: number | null, key) =>
      setCreditLimit({ path: { id: of.id }, body: { creditLimitMinor }, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      onDone();
      tell('The new limit holds from now on.');
    },
  });
  const ready = minor !== undefined && minor !== 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !set.running) set.run(minor);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {set.refusal === undefined ? null : <ErrorPanel error={set.refusal} onRetry={set.retry} />}
        <TextInput
          label={`New limit, ${currency}`}
          description={limitWords(minor, currency)}
          value={typed}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
          inputMode="decimal"
          error={ready ? undefined : 'Not an amount'}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!ready} loading={set.running}>
            {minor === null ? 'Take the limit away' : 'Set the limit'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function limitWords(minor: number | null | undefined, currency: string): string {
  if (minor === null) return 'Empty: it may owe any amount.';
  return minor === undefined ? 'What it may owe.' : `It may owe ${money(minor, currency)}; sales beyond are refused.`;
}
