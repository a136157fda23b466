import type { ReactNode } from 'react';
import { shortIds } from './short-ids.js';

type Detail = Readonly<Record<string, unknown>>;

/** What a deed's entry says beside who, what and whom: first what changed, then the rest. */
export function DeedDetail({ of }: { readonly of: Detail | null }): ReactNode {
  if (of === null) return null;
  const { before, after, ...rest } = of;
  const changed = before !== undefined || after !== undefined;
  const lines = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return (
    <span className="deed-detail">
      {changed ? (
        <span>
          {shown(before)} <span aria-label="became">→</span> <strong>{shown(after)}</strong>
        </span>
      ) : null}
      {lines.map(([name, value]) => (
        <span key={name}>
          <span className="dim">{name}</span> {shown(value)}
        </span>
      ))}
    </span>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(shown).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, part]) => `${name} ${shown(part)}`)
      .join(', ');
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return shortIds(typeof value === 'string' ? value : JSON.stringify(value));
}
