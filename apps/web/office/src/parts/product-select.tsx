import { Select, type SelectProps } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ProductDto, listProducts } from '../api/index.js';

const A_PAGE = 200;
const PRODUCTS_MAX = 1_000;

/** All products, for a choice among them. */
export const everyProduct = queryOptions({
  queryKey: ['products', 'every'],
  queryFn: async ({ signal }): Promise<readonly ProductDto[]> => {
    const products: ProductDto[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await listProducts({ query: { limit: A_PAGE, cursor }, signal });
      products.push(...items);
      cursor = next ?? undefined;
    } while (cursor !== undefined && products.length < PRODUCTS_MAX);
    return products;
  },
  staleTime: 60_000,
});

interface Props extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  readonly value: string | undefined;
  readonly onProduct: (id: string | undefined) => void;
}

export function ProductSelect({ value, onProduct, ...props }: Props): ReactNode {
  const { data: products = [] } = useQuery(everyProduct);
  return (
    <Select
      {...props}
      data={products.map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(id) => onProduct(id ?? undefined)}
    />
  );
}
