import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type BatchEquationDto, getBatchEquation } from '../../api/index.js';
import { Count, Loaded, Panel, State, count } from '../../parts/index.js';

type Place = Exclude<keyof BatchEquationDto, 'minted' | 'closes'>;

const PLACES: readonly (readonly [Place, string])[] = [
  ['spoiled', 'Spoiled'],
  ['warehouse', 'In the warehouse'],
  ['shipped', 'On their way'],
  ['inStore', 'In stores'],
  ['active', 'Sold, not redeemed'],
  ['held', 'Held'],
  ['redeemed', 'Redeemed'],
  ['replaced', 'Replaced'],
  ['voided', 'Voided'],
  ['expiredUnsold', 'Expired unsold'],
  ['expiredSold', 'Expired sold'],
  ['blockedUnsold', 'Blocked unsold'],
  ['blockedSold', 'Blocked sold'],
];

/** Every card that was minted is somewhere: the sum is shown, and whether it closes. */
export function EquationPanel({ batchId }: { readonly batchId: string }): ReactNode {
  const query = useQuery({
    queryKey: ['batch', batchId, 'equation'],
    queryFn: ({ signal }) => getBatchEquation({ path: { id: batchId }, signal }),
  });
  return (
    <Panel title="Where the cards are">
      <Loaded query={query} lines={4} what="The count">
        {(equation) => <Equation of={equation} />}
      </Loaded>
    </Panel>
  );
}

function Equation({ of }: { readonly of: BatchEquationDto }): ReactNode {
  const shown = PLACES.filter(([place]) => of[place] > 0);
  const found = PLACES.reduce((sum, [place]) => sum + of[place], 0);
  return (
    <table className="sum">
      <tbody>
        {shown.map(([place, name]) => (
          <tr key={place}>
            <th scope="row">{name}</th>
            <td>
              <Count of={of[place]} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Found</th>
          <td>
            <Count of={found} />
          </td>
        </tr>
        <tr>
          <th scope="row">Minted</th>
          <td>
            <Count of={of.minted} />
          </td>
        </tr>
        <tr>
          <td colSpan={2}>
            {of.closes ? (
              <State of="Closes: every card is somewhere" tone="good" />
            ) : (
              <State of={`Does not close: ${count(Math.abs(of.minted - found))} cards differ`} tone="bad" />
            )}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
