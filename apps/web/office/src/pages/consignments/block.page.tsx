import { Alert, Button, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type BlockCardsDto, blockCards, fieldErrors, unblockCards, useDeed } from '../../api/index.js';
import {
  ErrorPanel,
  Page,
  Panel,
  RangeFields,
  counted,
  grouped,
  usePathLink,
  useRangeEntry,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { blockRoute } from '../consignments.route.js';

type Reason = BlockCardsDto['reason'];

const REASONS: readonly { readonly value: Reason; readonly label: string; readonly what: string }[] = [
  { value: 'lost', label: 'Lost', what: 'nobody knows where they are' },
  { value: 'stolen', label: 'Stolen', what: 'somebody has them who should not' },
  { value: 'damaged', label: 'Damaged', what: 'they can’t be sold any more' },
  { value: 'suspected', label: 'Suspected', what: 'somebody may have read their PINs' },
];

/** Lost, stolen, damaged: cards of a range stop at once; to let them go on takes two people. */
export function BlockPage(): ReactNode {
  const [what, setWhat] = useState('block');
  return (
    <Page title="Block cards">
      <ForRoles roles={['stock', 'support', 'reviewer']}>
        <SegmentedControl
          aria-label="What to do"
          mb="md"
          data={[
            { value: 'block', label: 'Block' },
            { value: 'unblock', label: 'Let go on' },
          ]}
          value={what}
          onChange={setWhat}
        />
        {what === 'block' ? <BlockForm /> : <UnblockForm />}
      </ForRoles>
    </Page>
  );
}

function useNamedRange(): ReturnType<typeof useRangeEntry> {
  const { card } = blockRoute.useSearch();
  return useRangeEntry(card === undefined ? {} : { first: grouped(card), last: grouped(card) });
}

function BlockForm(): ReactNode {
  const entry = useNamedRange();
  const [reason, setReason] = useState<Reason | undefined>(undefined);
  const [note, setNote] = useState('');
  const deed = useDeed({
    call: (body: BlockCardsDto, key) => blockCards({ body, headers: { 'Idempotency-Key': key } }),
  });
  const cards = entry.reading?.cards;
  const ready = entry.serials !== undefined && cards !== undefined && reason !== undefined;
  const refused = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || deed.running) return;
    deed.run({ ...entry.serials!, reason, ...(note.trim() === '' ? {} : { note: note.trim() }) });
  };
  return (
    <Panel>
      <form noValidate onSubmit={submit}>
        <Stack gap="md" maw={640}>
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          {deed.answer === undefined ? null : (
            <Alert color="green" role="status" title={`${counted(deed.answer.cards, 'card')} blocked`}>
              No till sells them and no PIN of theirs is taken. Cards of the range that were at their end stayed as they
              were.
            </Alert>
          )}
          <RangeFields entry={entry} refused={{ first: refused['firstSerial'], last: refused['lastSerial'] }} />
          <Radio.Group label="Why" value={reason ?? null} onChange={(value) => setReason(value as Reason)}>
            <Stack gap={8} mt={6}>
              {REASONS.map(({ value, label, what }) => (
                <Radio key={value} value={value} label={label} description={what} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            label="Note"
            description="For the record, if there is more to say."
            maxLength={200}
            value={note}
            onChange={({ currentTarget: { value } }) => setNote(value)}
            error={refused['note']}
          />
          <div>
            <Button type="submit" color="red" disabled={!ready} loading={deed.running}>
              {cards === undefined ? 'Block' : `Block ${counted(cards, 'card')}`}
            </Button>
          </div>
          <Text size="sm" c="dimmed">
            Sold cards stop too. What was blocked goes on only when another person agrees.
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}

function UnblockForm(): ReactNode {
  const entry = useNamedRange();
  const [reason, setReason] = useState('');
  const link = usePathLink();
  const deed = useDeed({
    call: (body: { firstSerial: string; lastSerial: string; reason: string }) => unblockCards({ body }),
  });
  const ready = entry.serials !== undefined && entry.reading?.cards !== undefined && reason.trim() !== '';
  const refused = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !deed.running) deed.run({ ...entry.serials!, reason: reason.trim() });
  };
  return (
    <Panel>
      <form noValidate onSubmit={submit}>
        <Stack gap="md" maw={640}>
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          {deed.answer === undefined ? null : (
            <Alert color="green" role="status" title={`Asked for ${counted(deed.answer.cards, 'card')}`}>
              Another person decides under <a {...link('/approvals')}>Approvals</a>; until then they stay blocked.
            </Alert>
          )}
          <RangeFields entry={entry} refused={{ first: refused['firstSerial'], last: refused['lastSerial'] }} />
          <TextInput
            label="Why they may go on"
            description="Whoever decides reads it."
            maxLength={200}
            value={reason}
            onChange={({ currentTarget: { value } }) => setReason(value)}
            error={refused['reason']}
          />
          <div>
            <Button type="submit" disabled={!ready} loading={deed.running}>
              Ask to let them go on
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
