import { Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import type { ReactNode } from 'react';
import 'mantine-datatable/styles.css';
import { Icon } from '../icons.js';
import { Empty } from './empty.js';
import { useGo, usePathLink } from './go.js';
import { Loaded } from './loaded.js';
import { useShortcuts } from './shortcuts.js';

export const NARROW = '(max-width: 47.99em)';

/** A list as the API pages it. */
export interface Listed<Row> {
  readonly items: readonly Row[];
  readonly next: string | null;
}

export interface ListColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  readonly width?: number | string;
}

interface Props<Row extends object> {
  /** What the list is of, for readers: "Batches". */
  readonly name: string;
  readonly query: UseQueryResult<Listed<Row>>;
  readonly keyOf: (row: Row) => string;
  /** The first column is the row's link where there is one. */
  readonly columns: readonly ListColumn<Row>[];
  /** Where a row leads, below `/office`. */
  readonly pathOf?: (row: Row) => string;
  /** The row on a small screen: two lines. */
  readonly small: (row: Row) => { readonly first: ReactNode; readonly second: ReactNode };
  /** What the list says when it is empty, and the one button that fills it. */
  readonly empty: ReactNode;
  /** Filters are set: an empty list then offers to clear them. */
  readonly onClearFilters?: (() => void) | undefined;
  /** Where in the list we are (`?at=`) and how to go elsewhere. */
  readonly at?: string | undefined;
  readonly onAt?: (at: string | undefined) => void;
  /** Below the rows: totals. */
  readonly footer?: (rows: readonly Row[]) => ReactNode;
}

/** A list in all its states; rows by keyboard: j and k go down and up, Enter opens. */
export function DataList<Row extends object>(props: Props<Row>): ReactNode {
  const { query, name, empty, onClearFilters, footer } = props;
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  useShortcuts({ j: () => moveFocus(1), k: () => moveFocus(-1) });
  return (
    <Loaded query={query} what={name} lines={8}>
      {({ items, next }) => {
        if (items.length === 0 && props.at === undefined) {
          return (
            <div className="panel flush">
              {onClearFilters === undefined ? (
                empty
              ) : (
                <Empty
                  title="Nothing fits these filters"
                  action={
                    <Button variant="default" onClick={onClearFilters}>
                      Clear filters
                    </Button>
                  }
                />
              )}
            </div>
          );
        }
        return (
          <div className="panel flush">
            {narrow ? <SmallRows {...props} items={items} /> : <Rows {...props} items={items} />}
            {footer === undefined ? null : <div className="list-footer">{footer(items)}</div>}
            <Pager at={props.at} next={next} {...(props.onAt === undefined ? {} : { onAt: props.onAt })} />
          </div>
        );
      }}
    </Loaded>
  );
}

function Rows<Row extends object>({
  columns,
  items,
  keyOf,
  pathOf,
  name,
}: Props<Row> & { readonly items: readonly Row[] }): ReactNode {
  const go = useGo();
  const link = usePathLink();
  const shown: DataTableColumn<Row>[] = columns.map(({ title, cell, right = false, width }, nth) => ({
    accessor: `c${nth}`,
    title,
    textAlign: right ? 'right' : 'left',
    ...(width === undefined ? {} : { width }),
    render: (row) =>
      nth === 0 && pathOf !== undefined ? (
        <a className="row-link" {...link(pathOf(row))}>
          {cell(row)}
        </a>
      ) : (
        cell(row)
      ),
  }));
  return (
    <DataTable<Row>
      className="rows"
      records={[...items]}
      columns={shown}
      idAccessor={keyOf}
      minHeight={0}
      verticalSpacing={6}
      horizontalSpacing="md"
      highlightOnHover={pathOf !== undefined}
      aria-label={name}
      {...(pathOf === undefined
        ? {}
        : {
            onRowClick: ({ record, event }) => {
              if ((event.target as HTMLElement).closest('a, button, input, label') === null) go(pathOf(record));
            },
          })}
    />
  );
}

function SmallRows<Row extends object>({
  items,
  keyOf,
  pathOf,
  small,
  name,
}: Props<Row> & { readonly items: readonly Row[] }): ReactNode {
  const link = usePathLink();
  return (
    <ul className="small-rows" aria-label={name}>
      {items.map((row) => {
        const { first, second } = small(row);
        const lines = (
          <>
            <div className="first">{first}</div>
            <div className="second">{second}</div>
          </>
        );
        return (
          <li key={keyOf(row)}>
            {pathOf === undefined ? (
              <div className="row-still">{lines}</div>
            ) : (
              <a className="row-link" {...link(pathOf(row))}>
                {lines}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** `at` is the way here: the cursors of the pages after the first, the last one being this page's. */
const STEP = '~';

export function cursorIn(at: string | undefined): string | undefined {
  return at?.split(STEP).at(-1);
}

interface PagerProps {
  readonly at?: string | undefined;
  readonly onAt?: (at: string | undefined) => void;
  readonly next: string | null;
}

/** Forth and back in a list; on its only page, nothing. */
export function Pager({ at, onAt, next }: PagerProps): ReactNode {
  if (onAt === undefined || (at === undefined && next === null)) return null;
  const way = at === undefined ? [] : at.split(STEP);
  const back = way.slice(0, -1).join(STEP);
  return (
    <Group justify="space-between" className="pager">
      <Text size="xs" c="dimmed">
        Page {way.length + 1}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Icon name="left" size={14} />}
          disabled={way.length === 0}
          onClick={() => onAt(back === '' ? undefined : back)}
        >
          Newer
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          rightSection={<Icon name="next" size={14} />}
          disabled={next === null}
          onClick={() => onAt([...way, next!].join(STEP))}
        >
          Older
        </Button>
      </Group>
    </Group>
  );
}

function moveFocus(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('main .row-link')];
  if (links.length === 0) return;
  const now = links.indexOf(document.activeElement as HTMLElement);
  const to = now === -1 ? (step === 1 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, now + step));
  links[to]!.focus();
  links[to]!.scrollIntoView({ block: 'nearest' });
}
