import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { age, count, day, exactTime, grouped, money, time } from './format.js';

/** A serial in groups of four, left to right in any language. */
export function Serial({ of }: { readonly of: string }): ReactNode {
  return (
    <bdi dir="ltr" className="digits">
      {grouped(of)}
    </bdi>
  );
}

/** Any other code: a batch number, a fingerprint, a hash. */
export function Code({ of, wrap = false }: { readonly of: string; readonly wrap?: boolean }): ReactNode {
  return (
    <bdi dir="ltr" className={wrap ? 'digits wrap' : 'digits'}>
      {of}
    </bdi>
  );
}

export function Count({ of }: { readonly of: number }): ReactNode {
  return <span className="number">{count(of)}</span>;
}

export function Money({ minor, currency }: { readonly minor: number; readonly currency: string }): ReactNode {
  return <span className="number">{money(minor, currency)}</span>;
}

/** When: short on the page, to the second when pointed at. */
export function Time({ at, as = 'time' }: { readonly at: string; readonly as?: 'time' | 'age' | 'day' }): ReactNode {
  const text = as === 'age' ? age(at) : as === 'day' ? day(at) : time(at);
  if (at.length === 10) return <time dateTime={at}>{text}</time>;
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at}>{text}</time>
    </Tooltip>
  );
}

/** What is not there. */
export function None({ children = 'none' }: { readonly children?: ReactNode }): ReactNode {
  return (
    <Text span c="dimmed" inherit>
      {children}
    </Text>
  );
}
