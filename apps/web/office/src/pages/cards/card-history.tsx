import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type CardAttemptDto, type CardHistoryLineDto, getCard } from '../../api/index.js';
import { type Happening, Loaded, Panel, Timeline, count, grouped, words } from '../../parts/index.js';

const EVENTS: Readonly<Record<string, string>> = {
  mint: 'Made',
  spoil: 'Counted as ruined',
  ship: 'Sent to a store',
  receive: 'Received by the store',
  return: 'Sent back',
  activate: 'Sold',
  reverse: 'Sale undone by the till',
  reverse_late: 'Sale undone late',
  void: 'Voided',
  redeem: 'Redeemed',
  hold: 'Held for review',
  release: 'Released by a reviewer',
  reject: 'Rejected by a reviewer',
  replace: 'Replaced',
  expire: 'Expired',
  block: 'Blocked',
  unblock: 'Unblocked',
};
const GOOD: ReadonlySet<string> = new Set(['activate', 'redeem', 'release', 'unblock']);
const BAD: ReadonlySet<string> = new Set(['spoil', 'void', 'reject', 'block', 'expire', 'reverse_late']);

/** Every event and every try of the PIN in one line of time, the newest on top. */
export function CardHistory({ serial }: { readonly serial: string }): ReactNode {
  const query = useQuery({
    queryKey: ['card', serial, 'history'],
    queryFn: ({ signal }) => getCard({ path: { serial }, signal }),
  });
  return (
    <Panel title="What happened">
      <Loaded query={query} lines={5} what="The history">
        {({ history, attempts }) => (
          <Timeline
            name="What happened to the card"
            of={[...history.map(eventLine), ...attempts.map(attemptLine)].sort((a, b) => b.at.localeCompare(a.at))}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function eventLine({ at, event, actor, storeId, cards, detail }: CardHistoryLineDto, nth: number): Happening {
  const parts = [
    storeId === null ? undefined : `store ${storeId}`,
    cards > 1 ? `with ${count(cards - 1)} others` : undefined,
    ...Object.entries(detail ?? {}).flatMap(([name, value]) => detailText(name, value)),
  ].filter((part) => part !== undefined);
  return {
    key: `event-${nth}`,
    at,
    what: EVENTS[event] ?? words(event),
    who: actorText(actor),
    detail: parts.length === 0 ? null : parts.join(' · '),
    tone: GOOD.has(event) ? 'good' : BAD.has(event) ? 'bad' : 'plain',
  };
}

function attemptLine({ at, verb, channel, reason }: CardAttemptDto, nth: number): Happening {
  return {
    key: `attempt-${nth}`,
    at,
    what: verb === 'preview' ? 'PIN tried: looked up' : 'PIN tried: redeem',
    who: `by ${channel}`,
    detail: reason === null ? null : `Refused: ${reason}`,
    tone: reason === null ? 'plain' : 'bad',
  };
}

function actorText(actor: string): string {
  const [kind = actor, id] = actor.split(':');
  return id === undefined || kind === 'staff' ? words(kind).toLowerCase() : `${words(kind).toLowerCase()} ${id}`;
}

/** Ids that no person reads are left out; a receipt's number is what a customer quotes. */
function detailText(name: string, value: unknown): string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  if (/^[0-9a-f]{8}-|^[0-9a-f]{32,}$/.test(text)) return [];
  return [
    `${words(name.replace(/([A-Z])/g, ' $1').toLowerCase()).toLowerCase()} ${/^97\d{14}$/.test(text) ? grouped(text) : text}`,
  ];
}
