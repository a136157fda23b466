import type { ReactNode } from 'react';
import { Bar } from './parts/bar.js';
import { useView } from './parts/context.js';
import { Paper } from './parts/paper.js';
import { CashUp } from './screens/cash-up/cash-up.js';
import { Closed } from './screens/cash-up/closed.js';
import { Drawer } from './screens/drawer/drawer.js';
import { OpenShift } from './screens/open-shift/open-shift.js';
import { Pairing } from './screens/pairing/pairing.js';
import { Queue } from './screens/queue/queue.js';
import { Reports } from './screens/reports/reports.js';
import { Sell } from './screens/sell/sell.js';
import { Locked, SignIn } from './screens/sign-in/sign-in.js';
import { SlipScreen } from './screens/slip/slip.js';
import { VoidScreen } from './screens/void/void.js';
import type { Screen } from './till/register.js';

const SCREENS: Readonly<Record<Screen, () => ReactNode>> = {
  sell: Sell,
  queue: Queue,
  void: VoidScreen,
  slip: SlipScreen,
  reports: Reports,
  drawer: Drawer,
  'cash-up': CashUp,
};

export function App(): ReactNode {
  const { stage, screen, locked } = useView();
  if (stage === 'starting') return null;
  const Shown = SCREENS[screen];
  return (
    <div className="register">
      <Bar />
      {stage === 'pairing' && <Pairing />}
      {stage === 'sign in' && <SignIn />}
      {stage === 'open shift' && <OpenShift />}
      {stage === 'closed' && <Closed />}
      {stage === 'work' && (locked ? <Locked /> : <Shown />)}
      <Paper />
    </div>
  );
}
