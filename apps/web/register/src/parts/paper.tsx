import type { Slip } from '#lib/till-client';
import { type ReactNode, useEffect } from 'react';
import { amount } from '../sell/money.js';
import { useRegister } from './context.js';
import { useStore } from '../till/store.js';

/** What goes to the 80 mm printer: on paper alone, never on the screen. */
export function Paper(): ReactNode {
  const { printer } = useRegister();
  const { paper } = useStore(printer.view);
  useEffect(() => {
    if (paper === undefined) return;
    window.print();
    printer.done();
  }, [paper, printer]);
  if (paper === undefined) return null;
  return (
    <div className="paper">
      {paper.kind === 'slips' ? paper.slips.map((slip) => <SlipPaper key={slip.key} slip={slip} />) : paper.content}
    </div>
  );
}

const TITLES: Readonly<Record<Slip['kind'], string>> = { sale: '', void: 'VOID', reversed: 'CANCELLED' };

/** A slip, line by line (domain's list of what stands on one). */
export function SlipPaper({ slip }: { readonly slip: Slip }): ReactNode {
  const { currency } = slip;
  const money = (minor: number): string => amount(minor, currency);
  return (
    <article className="slip" aria-label={`Slip ${slip.receipt ?? ''}`}>
      {TITLES[slip.kind] !== '' && <p className="mark">{TITLES[slip.kind]}</p>}
      {slip.duplicate && <p className="mark">DUPLICATE</p>}
      <p className="head">
        <b>{slip.retailer}</b>
        <br />
        {slip.store.name}
        <br />
        {slip.store.address}
      </p>
      <Rows
        rows={[
          [slip.terminal, slip.clerk ?? ''],
          ['Receipt', slip.receipt ?? ''],
          ['Shift', slip.shift ?? ''],
          [slip.at.slice(0, 10), slip.at.slice(11)],
        ]}
      />
      <hr />
      <Rows
        rows={[
          [slip.product, money(slip.priceMinor)],
          ...slip.taxes.map((tax): [string, string] => [tax.name, money(tax.amountMinor)]),
          [`Total ${currency}`, money(slip.totalMinor)],
          ...(slip.tenderedMinor === null ? [] : [['Cash', money(slip.tenderedMinor)] as [string, string]]),
          ...(slip.changeMinor === null ? [] : [['Change', money(slip.changeMinor)] as [string, string]]),
        ]}
      />
      <hr />
      <Rows
        rows={[
          ['Card', slip.serial],
          ['Authorisation', slip.authorization],
        ]}
      />
      {slip.ended !== null && (
        <p>
          {`${TITLES[slip.kind]} ${slip.ended.at}`} {slip.ended.reason ?? ''}
        </p>
      )}
      <ol>
        {slip.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {slip.redeemUrl !== '' && slip.steps.length > 0 && <p className="where">{slip.redeemUrl}</p>}
      {slip.notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      {slip.helpPhone !== '' && <p>Help {slip.helpPhone}</p>}
    </article>
  );
}

export function Rows({ rows }: { readonly rows: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <dl>
      {rows
        .filter(([name, value]) => name !== '' && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
