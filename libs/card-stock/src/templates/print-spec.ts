import type { Batch, Product } from '#lib/cards';
import { formatMoney } from '#lib/kernel';
import { ISSUER } from '../issuer.js';
import type { SheetSpec, TemplateSpec } from '../sheets/index.js';

/** A sheet's spec as it travels to a child: plain JSON. */
export type PrintSpec = Omit<SheetSpec, 'createdAt'> & { readonly createdAt: string };

/** The printer wants a batch; a proof does not show which. */
const NO_BATCH = 1;

export function sheetSpec(spec: PrintSpec): SheetSpec {
  return { ...spec, createdAt: new Date(spec.createdAt) };
}

/** What the cards of a batch say. */
export function batchSpec(batch: Batch, productName: string, template: TemplateSpec, publicUrl: string): PrintSpec {
  const createdAt = batch.mintedAt ?? batch.requestedAt;
  return { ...textsOf(batch, publicUrl), batchId: batch.id, productName, template, createdAt: createdAt.toISOString() };
}

/** What a specimen says: a product's texts, and nothing of a batch. */
export function proofSpec(product: Product, template: TemplateSpec, publicUrl: string, createdAt: Date): PrintSpec {
  return {
    ...textsOf(product, publicUrl),
    batchId: NO_BATCH,
    productName: product.name,
    template,
    createdAt: createdAt.toISOString(),
  };
}

type Facts = Pick<Batch & Product, 'gtin' | 'plan' | 'months' | 'priceMinor' | 'currency' | 'afterSaleMonths'>;

function textsOf({ gtin, plan, months, priceMinor, currency, afterSaleMonths }: Facts, publicUrl: string) {
  const { host } = new URL(publicUrl);
  return {
    gtin,
    plan,
    months,
    price: formatMoney(priceMinor, currency),
    redeemHost: host.toUpperCase(),
    redeemUrl: host,
    helpPhone: ISSUER.helpPhone,
    helpHours: ISSUER.helpHours,
    useWithinMonths: afterSaleMonths,
    issuer: ISSUER.name,
  };
}
