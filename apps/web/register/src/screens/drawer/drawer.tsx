import { Button, TextInput } from '@mantine/core';
import { type DrawerMove, newSaleKey } from '#lib/till-client';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Trouble } from '../../parts/alone.js';
import { useRegister } from '../../parts/context.js';
import { MOVES } from '../../parts/report.js';
import { useScanner } from '../../parts/scanner.js';
import { Side } from '../../parts/side.js';
import { amount } from '../../sell/money.js';
import { type MoveForm, NO_MOVE, readMove } from './move.js';

const KINDS: readonly DrawerMove['kind'][] = ['pay_in', 'pay_out', 'drop'];

/** Cash that comes or goes beside sales: change from the bank, a courier paid, notes dropped into the safe. */
export function Drawer(): ReactNode {
  const register = useRegister();
  const [form, setForm] = useState<MoveForm>(NO_MOVE);
  const [written, setWritten] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const sum = useRef<HTMLInputElement>(null);
  /** One key until it is answered: pressed twice, it is one move. */
  const key = useRef(newSaleKey());
  useScanner(() => setTrouble('A scan does nothing here.'));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const move = readMove(form, register.currency);
    if (typeof move === 'string') return setTrouble(move);
    setBusy(true);
    const outcome = await register.heard(register.client.drawerMove(key.current, move));
    setBusy(false);
    if (outcome.kind === 'unknown') return setTrouble('No answer. Press the button again: it counts once.');
    key.current = newSaleKey();
    if (outcome.kind === 'refused') return setTrouble(outcome.words);
    setTrouble(undefined);
    setWritten(`${MOVES[move.kind]} ${amount(move.amountMinor, register.currency)}: ${move.reason}`);
    setForm({ ...NO_MOVE, kind: move.kind });
    sum.current?.focus();
  };

  return (
    <Side title="Cash in or out">
      <form className="fields panel drawer" onSubmit={(event) => void submit(event)}>
        <fieldset className="kinds">
          <legend className="hidden">What happens</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input
                type="radio"
                name="kind"
                checked={form.kind === kind}
                onChange={() => setForm({ ...form, kind })}
                autoFocus={kind === NO_MOVE.kind}
              />
              {MOVES[kind]}
            </label>
          ))}
        </fieldset>
        <TextInput
          ref={sum}
          label={`Sum, ${register.currency}`}
          value={form.sum}
          onChange={(event) => setForm({ ...form, sum: event.currentTarget.value })}
          inputMode="decimal"
          autoComplete="off"
          size="lg"
          classNames={{ input: 'code' }}
        />
        <TextInput
          label="What for"
          value={form.reason}
          onChange={(event) => setForm({ ...form, reason: event.currentTarget.value })}
          maxLength={200}
          autoComplete="off"
          size="lg"
        />
        <Trouble words={trouble} />
        <Button type="submit" loading={busy}>
          Write down
        </Button>
      </form>
      <p role="status" className="written">
        {written}
      </p>
    </Side>
  );
}
