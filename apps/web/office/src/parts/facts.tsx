import type { ReactNode } from 'react';

/** Names and values under each other: `[['Product', '3 months'], …]`; lines without a value are left out. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
