import { type Page, type PageQuery, keyIn, pageOf } from '#lib/http';

/** What a cursor holds in a list of what is numbered, or has a UUID. */
export const INT_KEY = /^[1-9]\d{0,8}$/;
export const ID_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const DAY_KEY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const LONG_KEY = /^[1-9]\d{0,17}$/;

/** Which rows of a list in the order of its numbers to read: one more than is shown. */
export function sliceOf({ limit, cursor }: PageQuery): { readonly afterId: number; readonly rowsMax: number } {
  return { afterId: Number(keyIn(cursor, INT_KEY) ?? 0), rowsMax: limit + 1 };
}

/** The same where a list has numbers beyond an `int`. */
export function rateSliceOf({ limit, cursor }: PageQuery): { readonly afterId: string; readonly rowsMax: number } {
  return { afterId: keyIn(cursor, LONG_KEY) ?? '0', rowsMax: limit + 1 };
}

export function pageById<Row extends { readonly id: number }, Item>(
  rows: readonly Row[],
  { limit }: PageQuery,
  toItem: (row: Row) => Item,
): Page<Item> {
  return pageOf(rows, limit, ({ id }) => String(id), toItem);
}
