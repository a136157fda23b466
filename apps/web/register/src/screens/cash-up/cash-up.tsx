import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { ShiftReport } from '#lib/till-client';
import { type FormEvent, type ReactNode, useEffect, useReducer, useState } from 'react';
import { Trouble } from '../../parts/alone.js';
import { useRegister, useView } from '../../parts/context.js';
import { useScanner } from '../../parts/scanner.js';
import { Side } from '../../parts/side.js';
import { amount, denominations } from '../../sell/money.js';
import { useStore } from '../../till/store.js';
import { CountField, onToNext } from './count-field.js';
import { type CashUp as State, type CashUpEvent, UNCOUNTED, cashUp, closingOf, sumOf } from './count.js';

const TITLES = { cash: 'Cash-up: count the drawer', cards: 'Cash-up: count the cards', why: 'Cash-up: it differs' };

/** The drawer is counted before anybody knows what should be in it; the cards on the peg with it. */
export function CashUp(): ReactNode {
  const register = useRegister();
  const { shift } = useView();
  const { waiting } = useStore(register.seller.view);
  const [state, tell] = useReducer(cashUp, UNCOUNTED);
  const [products, setProducts] = useState<ShiftReport['products']>();
  const [busy, setBusy] = useState(false);
  const units = denominations(register.currency);
  const { step, trouble } = state;

  useEffect(() => {
    void register.heard(register.client.xReport()).then((outcome) => {
      if (outcome.kind === 'done') setProducts(outcome.answer.products);
    });
  }, [register]);
  useScanner(() => tell({ is: 'trouble', words: 'A scan counts nothing here: type how many there are.' }));

  const close = async (): Promise<void> => {
    setBusy(true);
    const outcome = await register.heard(register.client.closeShift(closingOf(state, units, shift?.id)));
    setBusy(false);
    if (outcome.kind === 'done') return register.closed(outcome.answer);
    if (outcome.kind === 'unknown')
      return tell({ is: 'trouble', words: 'No answer. Press again: the shift is closed once.' });
    if (outcome.code === 'shift.count_differs') return tell({ is: 'differs', words: outcome.detail });
    tell({ is: 'trouble', words: outcome.words });
  };
  const last = step !== 'cash' || products?.length === 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (last) void close();
    else tell({ is: 'step', to: 'cards' });
  };

  return (
    <Side title={TITLES[step]} aside={step === 'cash' ? <Beside /> : <Recount step={step} tell={tell} />}>
      <form key={step} className="panel fields cash-up" onSubmit={submit}>
        {step === 'cash' && <Drawer state={state} tell={tell} units={units} currency={register.currency} />}
        {step === 'cards' && <Peg state={state} tell={tell} products={products ?? []} />}
        {step === 'why' && <Why state={state} tell={tell} sum={amount(sumOf(units, state.cash), register.currency)} />}
        {waiting > 0 && last && <Unsent waiting={waiting} />}
        {(step === 'why' || (waiting > 0 && last)) && <SupervisorCode state={state} tell={tell} />}
        <Trouble words={trouble} />
        <Button type="submit" loading={busy} disabled={waiting > 0 && last && state.code === ''}>
          {last ? 'Close shift' : 'Next: the cards'}
        </Button>
      </form>
    </Side>
  );
}

/** What else a clerk does with the drawer. */
function Beside(): ReactNode {
  const register = useRegister();
  return (
    <>
      <Button variant="default" onClick={() => register.show('drawer')}>
        Cash in or out
      </Button>
      <Button variant="default" onClick={() => register.show('reports')}>
        Reports
      </Button>
    </>
  );
}

function Recount({
  step,
  tell,
}: {
  readonly step: State['step'];
  readonly tell: (event: CashUpEvent) => void;
}): ReactNode {
  return (
    <Button variant="default" onClick={() => tell({ is: 'step', to: 'cash' })}>
      {step === 'why' ? 'Count again' : 'The cash again'}
    </Button>
  );
}

interface Part {
  readonly state: State;
  readonly tell: (event: CashUpEvent) => void;
}

function Drawer({
  state,
  tell,
  units,
  currency,
}: Part & { readonly units: readonly number[]; readonly currency: string }): ReactNode {
  return (
    <>
      <div className="counts">
        {units.map((unit, i) => (
          <CountField
            key={unit}
            label={amount(unit, currency)}
            value={state.cash[unit] ?? ''}
            onChange={(text) => tell({ is: 'counted', of: 'cash', name: String(unit), text })}
            first={i === 0}
          />
        ))}
      </div>
      <p className="counted" aria-live="polite">
        Counted <b>{amount(sumOf(units, state.cash), currency)}</b>
      </p>
    </>
  );
}

function Peg({ state, tell, products }: Part & { readonly products: ShiftReport['products'] }): ReactNode {
  return (
    <>
      <p>
        {products.length === 0
          ? 'No card was sold in this shift: nothing to count.'
          : 'How many of each hang on the peg? Leave empty what you don’t count.'}
      </p>
      <div className="counts cards">
        {products.map(({ productId, name }, i) => (
          <CountField
            key={productId}
            label={name}
            value={state.cards[productId] ?? ''}
            onChange={(text) => tell({ is: 'counted', of: 'cards', name: productId, text })}
            first={i === 0}
          />
        ))}
      </div>
    </>
  );
}

function Why({ state, tell, sum }: Part & { readonly sum: string }): ReactNode {
  return (
    <>
      <p className="counted">
        Counted <b>{sum}</b>
      </p>
      <TextInput
        label="Why it differs"
        value={state.reason}
        onChange={(event) => tell({ is: 'typed', what: 'reason', text: event.currentTarget.value })}
        onKeyDown={onToNext}
        maxLength={200}
        size="lg"
        autoFocus
      />
    </>
  );
}

/** A drawer that is closed now lacks their money in its report. */
function Unsent({ waiting }: { readonly waiting: number }): ReactNode {
  return (
    <p className="elsewhere">
      {waiting === 1 ? '1 sale waits' : `${waiting} sales wait`} to be sent. Close when the queue is empty, or with a
      supervisor’s code.
    </p>
  );
}

function SupervisorCode({ state, tell }: Part): ReactNode {
  return (
    <PasswordInput
      label={state.step === 'why' ? 'Supervisor’s code, above the limit' : 'Supervisor’s code'}
      value={state.code}
      onChange={(event) => tell({ is: 'typed', what: 'code', text: event.currentTarget.value })}
      onKeyDown={onToNext}
      autoComplete="off"
      size="lg"
      visibilityToggleButtonProps={{ tabIndex: -1, 'aria-label': 'Show the code' }}
    />
  );
}
