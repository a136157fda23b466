import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import {
  type CorrectStoreDto,
  type StoreDto,
  correctStore,
  fieldErrors,
  getRetailer,
  listStores,
  useDeed,
} from '../../api/index.js';
import { ErrorPanel, Facts, Loaded, None, Page, Panel, Time, tell, usePathLink } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { type Role, useMay } from '../../session/me.js';
import { storeRoute } from '../retailers.route.js';
import { ClerksPanel } from './clerks-panel.js';
import { RETAIL_READERS } from './retailers.page.js';
import { TerminalsPanel } from './terminals-panel.js';

const TERMINAL_READERS: readonly Role[] = ['admin', 'stock', 'support', 'reviewer'];
const CLERK_READERS: readonly Role[] = ['admin', 'support', 'reviewer'];

/** One shop: where it is, its tills, and who stands at them. */
export function StorePage(): ReactNode {
  const { id, storeId } = storeRoute.useParams();
  const mayRead = useMay(...RETAIL_READERS);
  const query = useQuery({
    queryKey: ['stores', 'one', id, storeId],
    queryFn: ({ signal }) => storeOf(id, storeId, signal),
    enabled: mayRead,
  });
  const retailer = useQuery({
    queryKey: ['retailer', id],
    queryFn: ({ signal }) => getRetailer({ path: { id }, signal }),
    enabled: mayRead,
  });
  return (
    <Page title={query.data?.name ?? `Store ${storeId}`}>
      <ForRoles roles={RETAIL_READERS}>
        <Loaded query={query} what="The store">
          {(store) => <Store of={store} retailer={retailer.data?.name ?? `Retailer ${id}`} />}
        </Loaded>
      </ForRoles>
    </Page>
  );
}

/** The list begins right after the number before it. */
async function storeOf(retailerId: string, storeId: string, signal: AbortSignal): Promise<StoreDto> {
  const before = Number(storeId) - 1;
  const cursor = before > 0 ? btoa(String(before)).replace(/=+$/, '') : undefined;
  const { items } = await listStores({ query: { retailerId, limit: 1, cursor }, signal });
  const store = items.find(({ id }) => id === storeId);
  if (store === undefined) throw new Error('The retailer has no such store.');
  return store;
}

function Store({ of, retailer }: { readonly of: StoreDto; readonly retailer: string }): ReactNode {
  const [correcting, setCorrecting] = useState(false);
  const link = usePathLink();
  const mayCorrect = useMay('admin');
  const maySeeTills = useMay(...TERMINAL_READERS);
  const maySeeClerks = useMay(...CLERK_READERS);
  const correct = mayCorrect ? (
    <Button size="compact-sm" variant="default" onClick={() => setCorrecting(true)}>
      Correct
    </Button>
  ) : undefined;
  return (
    <>
      <Panel title="Where it is" beside={correct}>
        <Facts
          of={[
            [
              'Retailer',
              <a key="retailer" {...link(`/retailers/${of.retailerId}`)}>
                {retailer}
              </a>,
            ],
            ['Address', of.address === '' ? <None key="address" /> : of.address],
            ['Time zone', of.zone],
            ['Taxes of', of.jurisdiction === '' ? <None key="taxes">nobody</None> : of.jurisdiction],
            ['Help number', of.helpPhone === '' ? <None key="phone" /> : of.helpPhone],
            ['Since', <Time key="since" at={of.createdAt} as="day" />],
          ]}
        />
      </Panel>
      {maySeeTills ? <TerminalsPanel storeId={of.id} /> : null}
      {maySeeClerks ? <ClerksPanel storeId={of.id} /> : null}
      <Modal opened={correcting} onClose={() => setCorrecting(false)} title="Correct the store">
        {correcting ? <Correct of={of} onDone={() => setCorrecting(false)} /> : null}
      </Modal>
    </>
  );
}

function Correct({ of, onDone }: { readonly of: StoreDto; readonly onDone: () => void }): ReactNode {
  const [jurisdiction, setJurisdiction] = useState(of.jurisdiction);
  const [address, setAddress] = useState(of.address);
  const [helpPhone, setHelpPhone] = useState(of.helpPhone);
  const correct = useDeed({
    call: (body: CorrectStoreDto, key) =>
      correctStore({ path: { id: of.id }, body, headers: { 'Idempotency-Key': key } }),
    onDone: () => {
      onDone();
      tell('The store is corrected.');
    },
  });
  const refused = correct.refusal === undefined ? {} : fieldErrors(correct.refusal);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const street = address.trim() === '' ? {} : { address: address.trim() };
    if (!correct.running) correct.run({ ...street, jurisdiction: jurisdiction.trim(), helpPhone: helpPhone.trim() });
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {correct.refusal === undefined ? null : <ErrorPanel error={correct.refusal} onRetry={correct.retry} />}
        <TextInput
          label="Address"
          value={address}
          onChange={({ currentTarget: { value } }) => setAddress(value)}
          maxLength={200}
          error={refused['address']}
          data-autofocus
        />
        <TextInput
          label="Taxes of"
          description="HU or US-TX; empty: none are told."
          value={jurisdiction}
          onChange={({ currentTarget: { value } }) => setJurisdiction(value)}
          maxLength={6}
          error={refused['jurisdiction']}
        />
        <TextInput
          label="Help number"
          value={helpPhone}
          onChange={({ currentTarget: { value } }) => setHelpPhone(value)}
          maxLength={40}
          error={refused['helpPhone']}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={correct.running}>
            Correct
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
