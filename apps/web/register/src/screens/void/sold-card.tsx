import { slipSerial } from '#lib/till-client';
import type { ReactNode } from 'react';
import type { JournalSale } from '../../till/journal.js';

/** The sale that is taken back, in the sell screen's large words. */
export function SoldCard({
  sale,
  tone,
  word,
  words,
  children,
}: {
  readonly sale: JournalSale;
  readonly tone: 'ready' | 'good';
  readonly word: string;
  readonly words: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <section className="pane" data-tone={tone} aria-label="Sale">
      <div role="status">
        <strong className="word">{word}</strong>
        <p className="words">{words}</p>
        <bdi className="digits">{slipSerial(sale.serial)}</bdi>
      </div>
      {children}
    </section>
  );
}
