import { Button, Group, Stack, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import {
  type ReturnCardsDto,
  type ReturnDto,
  fieldErrors,
  listReturns,
  returnCards,
  useDeed,
} from '../../api/index.js';
import {
  Count,
  DataList,
  Empty,
  ErrorPanel,
  Page,
  Panel,
  RangeFields,
  Serial,
  StoreSelect,
  Time,
  counted,
  cursorIn,
  tell,
  useRangeEntry,
} from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { useMay } from '../../session/me.js';
import { returnsRoute } from '../consignments.route.js';
import { MOVERS, READERS } from './states.js';

/** Unsold cards that came back from the stores. */
export function ReturnsPage(): ReactNode {
  const mayMove = useMay(...MOVERS);
  return (
    <Page title="Returns">
      <ForRoles roles={READERS}>
        {mayMove ? <TakeBack /> : null}
        <Returns />
      </ForRoles>
    </Page>
  );
}

function TakeBack(): ReactNode {
  const [round, setRound] = useState(0);
  return (
    <Panel title="Take cards back">
      <TakeBackForm key={round} onDone={() => setRound(round + 1)} />
    </Panel>
  );
}

function TakeBackForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [storeId, setStore] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState('');
  const entry = useRangeEntry();
  const reasonField = useRef<HTMLInputElement>(null);
  const deed = useDeed({
    call: (body: ReturnCardsDto, key) => returnCards({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ cards, storeName }) => {
      tell(`${counted(cards, 'card')} of ${storeName} are in the warehouse again.`);
      onDone();
    },
  });
  const cards = entry.reading?.cards;
  const ready = storeId !== undefined && entry.serials !== undefined && cards !== undefined && reason.trim() !== '';
  const refused = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !deed.running) deed.run({ storeId, ...entry.serials!, reason: reason.trim() });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md" maw={640}>
        {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
        <StoreSelect
          label="Store"
          description="It sends them back, or they turned round on their way to it."
          value={storeId}
          onStore={setStore}
          error={refused['storeId']}
        />
        <RangeFields
          entry={entry}
          refused={{ first: refused['firstSerial'], last: refused['lastSerial'] }}
          onBoth={() => reasonField.current?.focus()}
        />
        <TextInput
          ref={reasonField}
          label="Reason"
          description="Kept for the record."
          maxLength={200}
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
          error={refused['reason']}
        />
        <Group>
          <Button type="submit" disabled={!ready} loading={deed.running}>
            {cards === undefined ? 'Take back' : `Take ${counted(cards, 'card')} back`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Returns(): ReactNode {
  const { store: storeId, at } = returnsRoute.useSearch();
  const navigate = returnsRoute.useNavigate();
  const query = useQuery({
    queryKey: ['returns', storeId, at],
    queryFn: ({ signal }) => listReturns({ query: { storeId, cursor: cursorIn(at) }, signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Group my="md">
        <StoreSelect
          label="Came from"
          w={240}
          clearable
          value={storeId}
          onStore={(store) => void navigate({ search: { store } })}
        />
      </Group>
      <DataList<ReturnDto>
        name="Returns"
        query={query}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Store', cell: ({ storeName }) => storeName },
          { title: 'Product', cell: ({ productName }) => productName },
          { title: 'Cards', right: true, cell: ({ cards }) => <Count of={cards} /> },
          { title: 'First card', cell: ({ firstSerial }) => <Serial of={firstSerial} /> },
          { title: 'Reason', cell: ({ reason }) => reason },
          { title: 'By', cell: ({ returnedByName }) => returnedByName ?? '–' },
          { title: 'When', cell: ({ returnedAt }) => <Time at={returnedAt} /> },
        ]}
        small={({ storeName, cards, productName, reason, returnedAt }) => ({
          first: (
            <>
              {storeName} <span>{counted(cards, 'card')}</span>
            </>
          ),
          second: (
            <>
              <span>
                {productName} · {reason}
              </span>
              <Time at={returnedAt} as="age" />
            </>
          ),
        })}
        empty={<Empty title="Nothing came back yet" why="Unsold cards that a store sends back are listed here." />}
        onClearFilters={storeId === undefined ? undefined : () => void navigate({ search: {} })}
        at={at}
        onAt={(next) => void navigate({ search: (was) => ({ ...was, at: next }) })}
      />
    </>
  );
}
