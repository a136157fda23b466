import type { ReactNode } from 'react';
import { Time } from './values.js';

export interface Happening {
  readonly key: string;
  readonly at: string;
  readonly what: ReactNode;
  readonly who?: ReactNode;
  readonly detail?: ReactNode;
  readonly tone?: 'good' | 'bad' | 'plain';
}

/** What happened, one thing under the other. */
export function Timeline({ of, name }: { readonly of: readonly Happening[]; readonly name: string }): ReactNode {
  return (
    <ol className="timeline" aria-label={name}>
      {of.map(({ key, at, what, who, detail, tone = 'plain' }) => (
        <li key={key} data-tone={tone}>
          <div className="what">
            <strong>{what}</strong>
            {who === undefined ? null : <span className="who">{who}</span>}
            <span className="when">
              <Time at={at} />
            </span>
          </div>
          {detail === undefined || detail === null ? null : <div className="detail">{detail}</div>}
        </li>
      ))}
    </ol>
  );
}
