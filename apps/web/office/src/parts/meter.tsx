import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { count } from './format.js';

/** How far something is, as a bar with its words. */
export function Meter({
  done,
  of,
  what,
  after,
}: {
  readonly done: number;
  readonly of: number;
  /** What the bar is of, for readers. */
  readonly what: string;
  readonly after?: ReactNode;
}): ReactNode {
  const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
  return (
    <div className="meter">
      <Progress.Root size="md">
        <Progress.Section value={percent} aria-label={what} aria-valuetext={`${count(done)} of ${count(of)}`} />
      </Progress.Root>
      <span className="number">
        {percent} %{after === undefined ? null : <> · {after}</>}
      </span>
    </div>
  );
}
