import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { invalidFields } from './validation.js';

export const PAGE_SIZE_MAX = 200;
const PAGE_SIZE = 50;

/** `?limit=50&cursor=…` of a list that answers `{items, next}`. */
export class PageQuery {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: PAGE_SIZE_MAX, default: PAGE_SIZE, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly limit: number = PAGE_SIZE;

  @ApiProperty({ description: '`next` of the page before; opaque.', required: false })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,200}$/)
  readonly cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; `null` on the last. */
  readonly next: string | null;
}

/** The key of the last row of the page before; `undefined` on the first page. */
export function keyIn(cursor: string | undefined, form: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString();
  if (!form.test(key))
    throw invalidFields([{ pointer: '/cursor', detail: 'That is no cursor of ours', code: 'cursor' }]);
  return key;
}

/** A page of rows of which one more was read than asked for, to know whether there is a next. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items: shown.map(toItem), next };
}
