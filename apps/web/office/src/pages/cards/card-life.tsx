import type { ReactNode } from 'react';

const STEPS = [
  { name: 'Printed', state: 'printed' },
  { name: 'On its way', state: 'shipped' },
  { name: 'In store', state: 'in_store' },
  { name: 'Sold', state: 'active' },
  { name: 'Redeemed', state: 'redeemed' },
] as const;

/** Where on the way a state stands that is no step of it. */
const BESIDE: Readonly<Record<string, string>> = {
  minted: 'printed',
  spoiled: 'printed',
  expired: 'in_store',
  held: 'active',
  voided: 'active',
  replaced: 'active',
};

interface Props {
  readonly state: string;
  readonly blockedFrom: string | null;
}

/** The life of a card from left to right; a stop on the way is told beside the title. */
export function CardLife({ state, blockedFrom }: Props): ReactNode {
  const stands = blockedFrom ?? state;
  const at = STEPS.findIndex((step) => step.state === (BESIDE[stands] ?? stands));
  return (
    <ol className="life" aria-label="Life of the card">
      {STEPS.map(({ name }, nth) => (
        <li
          key={name}
          data-step={nth < at || (nth === at && state === 'redeemed') ? 'done' : nth === at ? 'here' : 'ahead'}
          aria-current={nth === at ? 'step' : undefined}
        >
          <span className="name">{name}</span>
        </li>
      ))}
    </ol>
  );
}
