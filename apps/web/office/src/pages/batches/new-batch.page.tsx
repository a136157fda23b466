import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type BatchDto, fieldErrors, listPrintHouses, listTemplates, requestBatch, useDeed } from '../../api/index.js';
import {
  ErrorPanel,
  Page,
  ProductSelect,
  count,
  counted,
  everyProduct,
  money,
  tell,
  useGo,
} from '../../parts/index.js';
import { newBatchRoute } from '../batches.route.js';

const CARDS_MAX = 9_999_999;

interface Wish {
  readonly productId: string;
  readonly quantity: number;
  readonly templateId?: string;
  readonly houseKeyId?: string;
}

/** Asks for cards. Another person approves; nothing is made before. */
export function NewBatchPage(): ReactNode {
  const { product } = newBatchRoute.useSearch();
  const go = useGo();
  const [productId, setProductId] = useState(product);
  const [typed, setTyped] = useState('');
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [houseKeyId, setHouseKeyId] = useState<string | null>(null);
  const quantity = quantityIn(typed);
  const deed = useDeed<Wish, BatchDto>({
    call: (body, key) => requestBatch({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id }) => {
      tell(`Batch ${id} waits for approval`);
      go(`/batches/${id}`);
    },
  });
  const wrong = deed.refusal === undefined ? {} : fieldErrors(deed.refusal);
  const ready = productId !== undefined && quantity !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    deed.run({
      productId,
      quantity,
      ...(templateId === null ? {} : { templateId }),
      ...(houseKeyId === null ? {} : { houseKeyId }),
    });
  };
  return (
    <Page title="New batch">
      <form noValidate onSubmit={submit} className="panel narrow">
        <Stack gap="md">
          {deed.refusal === undefined ? null : <ErrorPanel error={deed.refusal} onRetry={deed.retry} />}
          <ProductSelect
            label="Product"
            value={productId}
            onProduct={setProductId}
            error={wrong['productId']}
            required
          />
          <TextInput
            label="How many cards"
            description={`1 to ${count(CARDS_MAX)}`}
            value={typed}
            onChange={({ currentTarget: { value } }) => setTyped(value)}
            onBlur={() => quantity !== undefined && setTyped(count(quantity))}
            error={wrong['quantity'] ?? troubleWith(typed)}
            inputMode="numeric"
            autoComplete="off"
            required
          />
          <TemplateChoice value={templateId} onChange={setTemplateId} error={wrong['templateId']} />
          <HouseChoice value={houseKeyId} onChange={setHouseKeyId} error={wrong['houseKeyId']} />
          <Worth productId={productId} quantity={quantity} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => go('/batches')}>
              Back
            </Button>
            <Button type="submit" loading={deed.running} disabled={!ready}>
              Ask for approval
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}

/** What will happen, before it does. */
function Worth({
  productId,
  quantity,
}: {
  readonly productId: string | undefined;
  readonly quantity: number | undefined;
}): ReactNode {
  const { data: products = [] } = useQuery(everyProduct);
  const product = products.find(({ id }) => id === productId);
  if (product === undefined || quantity === undefined) return null;
  const { name, amountMinor, currency } = product;
  return (
    <Text size="sm" role="status">
      {counted(quantity, 'card')} of {name}, worth {money(quantity * amountMinor, currency)} once sold. Another person
      approves before any is made.
    </Text>
  );
}

interface ChoiceProps {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error: string | undefined;
}

function TemplateChoice(props: ChoiceProps): ReactNode {
  const { data } = useQuery({
    queryKey: ['templates', 'choice'],
    queryFn: ({ signal }) => listTemplates({ query: { limit: 200 }, signal }),
  });
  const templates = (data?.items ?? []).filter(({ state }) => state !== 'retired');
  return (
    <Select
      label="Print template"
      description="Its sheets need a proof that two people approved."
      placeholder="The usual one"
      clearable
      data={templates.map(({ id, name, version, state }) => ({
        value: id,
        label: `${name} v${version}${state === 'proofed' ? '' : ' (no approved proof yet)'}`,
      }))}
      {...props}
    />
  );
}

/** Only keys whose fingerprint two people confirmed: everything for the house is encrypted to one of them. */
function HouseChoice(props: ChoiceProps): ReactNode {
  const { data } = useQuery({
    queryKey: ['print-houses', 'choice'],
    queryFn: ({ signal }) => listPrintHouses({ query: { limit: 200 }, signal }),
  });
  const keys = (data?.items ?? []).flatMap(({ name, keys: ofHouse }) =>
    ofHouse.filter(({ state }) => state === 'confirmed').map(({ id, fingerprint }) => ({ id, name, fingerprint })),
  );
  return (
    <Select
      label="Printed by"
      description="A print house gets an encrypted bundle; printed by us, you download sheets."
      placeholder="Us"
      clearable
      data={keys.map(({ id, name, fingerprint }) => ({
        value: id,
        label: `${name} · key ${fingerprint.slice(0, 9)}…`,
      }))}
      {...props}
    />
  );
}

/** `1,000,000`, `1 000 000` and `1000000` are one number. */
function quantityIn(typed: string): number | undefined {
  const digits = typed.replace(/[\s,.'’]/g, '');
  if (!/^\d{1,7}$/.test(digits)) return undefined;
  const quantity = Number(digits);
  return quantity >= 1 && quantity <= CARDS_MAX ? quantity : undefined;
}

function troubleWith(typed: string): string | undefined {
  if (typed.trim() === '' || quantityIn(typed) !== undefined) return undefined;
  return `Type a number from 1 to ${count(CARDS_MAX)}`;
}
