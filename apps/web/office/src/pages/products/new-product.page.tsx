import { Button, Group, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { type CreateProductDto, createProduct, fieldErrors, useDeed } from '../../api/index.js';
import { ErrorPanel, Page, Panel, money, tell, useGo, usePathLink } from '../../parts/index.js';
import { ForRoles } from '../../session/for-roles.js';
import { bareGtin, gtinTrouble } from './gtin.js';
import { fractionDigits, toMinor } from './minor-units.js';

const MONTHS_MAX = 36;
const SHELF_MONTHS_MAX = 120;
const AMOUNT_MINOR_MAX = 1_000_000_000;
const CURRENCIES = ['USD', 'EUR', 'HUF', 'MXN', 'CAD', 'GBP'];

interface Fields {
  name: string;
  plan: string;
  months: number | string;
  currency: string;
  amount: string;
  gtin: string;
  shelfMonths: number | string;
  afterSaleMonths: number | string;
}

const FRESH: Fields = {
  name: '',
  plan: '',
  months: 3,
  currency: 'USD',
  amount: '',
  gtin: '',
  shelfMonths: 24,
  afterSaleMonths: 60,
};

/** The form of a new product. */
export function NewProductPage(): ReactNode {
  return (
    <Page title="New product">
      <ForRoles roles={['admin']}>
        <NewProduct />
      </ForRoles>
    </Page>
  );
}

function NewProduct(): ReactNode {
  const go = useGo();
  const link = usePathLink();
  const form = useForm<Fields>({ initialValues: FRESH, validate: CHECKS, validateInputOnBlur: true });
  const create = useDeed({
    call: (body: CreateProductDto, key) => createProduct({ body, headers: { 'Idempotency-Key': key } }),
    onDone: ({ id, name }) => {
      tell(`${name} is a product now.`);
      go(`/products/${id}`);
    },
  });
  const { currency } = form.values;
  const minor = toMinor(form.values.amount, currency);
  const refused = create.refusal === undefined ? {} : onForm(fieldErrors(create.refusal));
  const field = <Name extends keyof Fields>(name: Name): ReturnType<typeof form.getInputProps> => {
    const { error, ...props } = form.getInputProps(name);
    return { ...props, error: error ?? refused[name] };
  };
  return (
    <Panel>
      <form noValidate onSubmit={form.onSubmit((fields) => create.run(bodyOf(fields)))}>
        <Stack gap="md" maw={640}>
          {create.refusal === undefined ? null : <ErrorPanel error={create.refusal} onRetry={create.retry} />}
          <TextInput
            label="Name"
            description="Printed on every card."
            maxLength={80}
            {...field('name')}
            data-autofocus
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput
              label="Plan"
              description="What a device must run on to take the card."
              maxLength={40}
              {...field('plan')}
            />
            <NumberInput
              label="Months"
              description="Calendar months of service."
              min={1}
              max={MONTHS_MAX}
              allowDecimal={false}
              {...field('months')}
            />
            <TextInput
              label="Price"
              description={
                minor === undefined
                  ? `With ${fractionDigits(currency)} digits behind the point at most.`
                  : `${money(minor, currency)} = ${minor} minor units.`
              }
              inputMode="decimal"
              {...field('amount')}
            />
            <Select
              label="Currency"
              description="ISO 4217."
              data={CURRENCIES}
              allowDeselect={false}
              {...field('currency')}
            />
          </SimpleGrid>
          <TextInput
            label="GTIN"
            description="14 digits, the last its check digit. The till’s barcode bears it."
            inputMode="numeric"
            classNames={{ input: 'digits' }}
            {...field('gtin')}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <NumberInput
              label="Shelf life"
              description="Months an unsold card may hang in a shop."
              min={1}
              max={SHELF_MONTHS_MAX}
              allowDecimal={false}
              {...field('shelfMonths')}
            />
            <NumberInput
              label="Life after the sale"
              description="Months a sold card may wait to be used."
              min={1}
              max={SHELF_MONTHS_MAX}
              allowDecimal={false}
              {...field('afterSaleMonths')}
            />
          </SimpleGrid>
          <Group gap="xs">
            <Button type="submit" loading={create.running}>
              Add the product
            </Button>
            <Button component="a" variant="default" {...link('/products')}>
              Back
            </Button>
          </Group>
          <p className="hint">
            A product never changes afterwards, but for its price: that may be another one from a later day on.
          </p>
        </Stack>
      </form>
    </Panel>
  );
}

const wholeIn =
  (name: string, max: number) =>
  (value: number | string): string | null =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max
      ? null
      : `${name} must be a whole number from 1 to ${max}.`;

const CHECKS = {
  name: (value: string) => (value.trim() === '' ? 'Enter a name.' : null),
  plan: (value: string) => (value.trim() === '' ? 'Enter the plan, as devices bear it.' : null),
  months: wholeIn('Months', MONTHS_MAX),
  amount: (value: string, { currency }: Fields) => {
    const minor = toMinor(value, currency);
    if (minor === undefined) return `Enter an amount such as 30${fractionDigits(currency) === 0 ? '' : '.00'}.`;
    return minor >= 1 && minor <= AMOUNT_MINOR_MAX ? null : 'The price must be above 0 and below 10 million.';
  },
  gtin: (value: string) => gtinTrouble(value) ?? null,
  shelfMonths: wholeIn('Shelf life', SHELF_MONTHS_MAX),
  afterSaleMonths: wholeIn('Life after the sale', SHELF_MONTHS_MAX),
};

function bodyOf({ amount, currency, gtin, months, shelfMonths, afterSaleMonths, ...texts }: Fields): CreateProductDto {
  return {
    name: texts.name.trim(),
    plan: texts.plan.trim(),
    months: Number(months),
    amountMinor: toMinor(amount, currency)!,
    currency,
    gtin: bareGtin(gtin),
    shelfMonths: Number(shelfMonths),
    afterSaleMonths: Number(afterSaleMonths),
  };
}

/** The API's `amountMinor` is the form's `amount`. */
function onForm({ amountMinor, ...rest }: Record<string, string>): Record<string, string> {
  return amountMinor === undefined ? rest : { ...rest, amount: amountMinor };
}
