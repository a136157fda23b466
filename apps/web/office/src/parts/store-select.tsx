import { Select, type SelectProps } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type StoreDto, listStores } from '../api/index.js';

const A_PAGE = 200;
/** As many as a person can still search by name; behind them a store is chosen by its number. */
const STORES_MAX = 1_000;
const SHOWN = 50;

export const someStores = queryOptions({
  queryKey: ['stores', 'some'],
  queryFn: async ({ signal }): Promise<readonly StoreDto[]> => {
    const stores: StoreDto[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await listStores({ query: { limit: A_PAGE, cursor }, signal });
      stores.push(...items);
      cursor = next ?? undefined;
    } while (cursor !== undefined && stores.length < STORES_MAX);
    return stores;
  },
  staleTime: 60_000,
});

interface Props extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  readonly value: string | undefined;
  readonly onStore: (id: string | undefined) => void;
}

/** A store, found by its name or its number. */
export function StoreSelect({ value, onStore, ...props }: Props): ReactNode {
  const { data: stores = [] } = useQuery(someStores);
  const [typed, setTyped] = useState('');
  const data = stores.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }));
  const extra = [value, /^[1-9]\d{0,8}$/.test(typed) ? typed : undefined].filter(
    (id): id is string => id !== undefined && !stores.some((store) => store.id === id),
  );
  return (
    <Select
      searchable
      limit={SHOWN}
      nothingFoundMessage="No store of this name or number"
      placeholder="Name or number"
      {...props}
      data={[...data, ...new Set(extra)].map((one) =>
        typeof one === 'string' ? { value: one, label: `Store ${one}` } : one,
      )}
      value={value ?? null}
      onChange={(id) => onStore(id ?? undefined)}
      onSearchChange={setTyped}
    />
  );
}
