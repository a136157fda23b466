import type { ShiftReport } from '#lib/till-client';
import type { ReactNode } from 'react';
import { amount } from '../sell/money.js';
import { Rows } from './paper.js';

/** An X or Z report: the seven lines of a drawer first, then what was sold, taken back and moved. */
export function Report({ report }: { readonly report: ShiftReport }): ReactNode {
  const { kind, zNumber, drawer, currency, sales, products, undone, moves, cards } = report;
  const money = (minor: number | null): string => (minor === null ? '' : amount(minor, currency));
  return (
    <article className="slip report" aria-label={kind === 'z' ? `Z report ${zNumber}` : 'X report'}>
      <p className="mark">{kind === 'z' ? `Z ${zNumber}` : 'X'}</p>
      <p className="head">
        <b>{report.retailer}</b>
        <br />
        {report.store.name} · {report.terminal.name} · {report.clerk.name}
        <br />
        {report.openedAt.slice(0, 16).replace('T', ' ')} – {report.at.slice(0, 16).replace('T', ' ')}
      </p>
      {report.takenOver && <p>Taken over by a supervisor: nothing was counted.</p>}
      <Rows
        rows={[
          ['Opening', money(drawer.openingMinor)],
          ['Cash sales', money(drawer.cashSalesMinor)],
          ['Refunds', money(drawer.refundsMinor)],
          ['Paid in', money(drawer.paidInMinor)],
          ['Paid out', money(drawer.paidOutMinor)],
          ['Expected', money(drawer.expectedMinor)],
          ['Counted', money(drawer.countedMinor)],
          [overShort(drawer.overShortMinor), money(drawer.overShortMinor)],
          ['Reason', report.reason ?? ''],
          ['Supervisor', report.supervisor ?? ''],
        ]}
      />
      <hr />
      <Rows
        rows={[
          ...products.map((one): [string, string] => [`${one.count} × ${one.name}`, money(one.amountMinor)]),
          [`${sales.count} sold`, money(sales.amountMinor)],
          ['Taxes and fees', sales.taxesMinor === 0 ? '' : money(sales.taxesMinor)],
        ]}
      />
      {undone.map((one) => (
        <Rows key={one.key} rows={[[`${one.kind} ${one.serial}`, money(-one.amountMinor)]]} />
      ))}
      {moves.map((move) => (
        <Rows key={move.at} rows={[[`${MOVES[move.kind]}: ${move.reason}`, money(move.amountMinor)]]} />
      ))}
      <Rows rows={cards.map((one) => [`Cards ${one.name}`, `${one.counted} of ${one.expected}`])} />
    </article>
  );
}

export const MOVES: Readonly<Record<ShiftReport['moves'][number]['kind'], string>> = {
  pay_in: 'Paid in',
  pay_out: 'Paid out',
  drop: 'Drop to safe',
};

function overShort(minor: number | null): string {
  if (minor === null || minor === 0) return 'Difference';
  return minor > 0 ? 'Over' : 'Short';
}
