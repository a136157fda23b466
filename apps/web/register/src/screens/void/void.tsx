import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Trouble } from '../../parts/alone.js';
import { useRegister, useView } from '../../parts/context.js';
import { useScanner } from '../../parts/scanner.js';
import { Side } from '../../parts/side.js';
import { amount } from '../../sell/money.js';
import type { Reading } from '../../sell/scan.js';
import type { JournalSale } from '../../till/journal.js';
import { FindSale } from './find-sale.js';
import { SoldCard } from './sold-card.js';
import { TakeBack } from './take-back.js';

const ELSEWHERE = 'Not sold at this till. Void it where it was sold, or call the office.';
const TWICE = 'Voided here already: its money was given back. Keep the card.';

/** The card comes back, its panel untouched: scan, reason, F2. */
export function VoidScreen(): ReactNode {
  const register = useRegister();
  const { terminal } = useView();
  const [sale, setSale] = useState<JournalSale>();
  const [done, setDone] = useState<JournalSale>();
  const [trouble, setTrouble] = useState<string>();
  const helpPhone = terminal?.store.helpPhone ?? '';

  const find = (reading: Reading): void => {
    const found = reading.kind === 'card' ? register.seller.journal.ofCard(reading.serial) : undefined;
    setDone(undefined);
    setSale(found?.voided === true ? undefined : found);
    if (reading.kind === 'trouble') setTrouble(reading.words);
    else setTrouble(found === undefined ? ELSEWHERE : found.voided === true ? TWICE : undefined);
  };
  useScanner(find);
  const again = (): void => {
    setSale(undefined);
    setDone(undefined);
    setTrouble(undefined);
  };

  return (
    <Side
      title="Void a sale"
      aside={
        sale !== undefined && (
          <Button variant="default" onClick={again}>
            {done === undefined ? 'Another sale' : 'Void another'}
          </Button>
        )
      }
    >
      {sale === undefined && (
        <FindSale
          onRead={find}
          onPick={(picked) => {
            setTrouble(undefined);
            setSale(picked);
          }}
        />
      )}
      {sale !== undefined && done === undefined && (
        <TakeBack key={sale.key} sale={sale} onDone={() => setDone(sale)} onTrouble={setTrouble} />
      )}
      {done !== undefined && (
        <SoldCard
          sale={done}
          tone="good"
          word="VOID"
          words={`Give back ${amount(done.totalMinor, done.currency)}. Keep the card: it is dead.`}
        />
      )}
      <Trouble words={trouble} />
      {trouble !== undefined && helpPhone !== '' && !trouble.includes(helpPhone) && <p>Help: {helpPhone}</p>}
    </Side>
  );
}
