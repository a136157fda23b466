import { type Page, type PageQuery, keyIn, pageOf } from '#lib/http';

const INT_KEY = /^[1-9]\d{0,8}$/;

/** Which rows of a list in the order of its numbers to read: one more than is shown. */
export function sliceOf({ limit, cursor }: PageQuery): { readonly afterId: number; readonly rowsMax: number } {
  return { afterId: Number(keyIn(cursor, INT_KEY) ?? 0), rowsMax: limit + 1 };
}

export function pageById<Row extends { readonly id: number }, Item>(
  rows: readonly Row[],
  { limit }: PageQuery,
  toItem: (row: Row) => Item,
): Page<Item> {
  return pageOf(rows, limit, ({ id }) => String(id), toItem);
}
