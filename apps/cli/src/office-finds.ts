import type { ApiClient } from './api-client.js';
import { usage } from './exit.js';
import type { ProductView, StoreView } from './office-views.js';

/** By its id or its name. */
export async function findStore(office: ApiClient, wanted: string): Promise<StoreView> {
  const stores = await office.all<StoreView>('/v1/office/stores');
  const found = stores.filter(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted.toLowerCase());
  if (found.length === 1) return found[0]!;
  const known = stores.map(({ id, name }) => `${id} (${name})`).join(', ');
  if (found.length > 1) throw usage(`several stores are called ${wanted}; name one by its id: ${known}`);
  throw usage(`no store is ${wanted}. There are: ${known || 'none'}`);
}

/** By its months where only one product has them, else by its id. */
export async function findProduct(office: ApiClient, wanted: string): Promise<ProductView> {
  const products = await office.all<ProductView>('/v1/office/products');
  const byMonths = products.filter(({ months }) => String(months) === wanted);
  if (byMonths.length === 1) return byMonths[0]!;
  const byId = products.find(({ id }) => String(id) === wanted);
  if (byId !== undefined) return byId;
  const known = products.map(({ id, months, name }) => `${id} (${name ?? `${months} months`})`).join(', ');
  if (byMonths.length > 1) throw usage(`several products have ${wanted} months; name one by its id: ${known}`);
  throw usage(`no product has ${wanted} months or that id. There are: ${known || 'none'}`);
}
