import { type PromiseCheck, absence } from '#lib/kernel';
import { END_STATES, foldEvents, type CardEvent } from './card.states.js';
import { serialOf } from './serial.js';

/** Cards whose own events are folded one after the other; the rest is known by its ranges alone. */
const CARDS_A_PAGE = 5_000;

/** Promise 4: a card's state is what its events, folded in order, say. */
const historyIsState: PromiseCheck = {
  promise: 4,
  name: 'a card’s state is what its events say',
  async run(read) {
    const broken: string[] = [];
    for (let after = '-1'; broken.length < 20; ) {
      const page = await read(
        `SELECT id, state, (SELECT array_agg(kind ORDER BY eid) FROM (
             SELECT e.id AS eid, e.kind FROM card_event e WHERE e.first_card = c.id AND e.first_card = e.last_card
             UNION ALL
             SELECT e.id, e.kind FROM card_event e WHERE e.first_card <> e.last_card
                AND e.first_card BETWEEN c.id / 10000000 * 10000000 AND c.id AND e.last_card >= c.id) k) AS kinds
           FROM (SELECT id, state FROM card WHERE id > $1 ORDER BY id LIMIT ${CARDS_A_PAGE}) c ORDER BY id`,
        [after],
      );
      for (const { id, state, kinds } of page) {
        const { state: folded, forbidden } = foldEvents((kinds ?? []) as CardEvent[]);
        if (forbidden !== undefined)
          broken.push(`card ${serialOf(BigInt(id as string))}: ${forbidden} out of ${folded ?? 'nothing'}`);
        else if (folded !== state)
          broken.push(`card ${serialOf(BigInt(id as string))}: is ${String(state)}, its events say ${folded}`);
      }
      if (page.length < CARDS_A_PAGE) break;
      after = String(page.at(-1)!['id']);
    }
    return broken;
  },
};

export const CARDS_CHECKS: readonly PromiseCheck[] = [
  historyIsState,
  absence(
    7,
    'every card of a batch is somewhere',
    `SELECT b.id AS batch, b.quantity, count(c.id) AS cards FROM batch b
       LEFT JOIN card c ON c.id BETWEEN b.id::bigint * 10000000 AND b.id::bigint * 10000000 + 9999999
      WHERE b.state IN ('minted', 'sealed', 'released', 'frozen', 'closed') GROUP BY b.id HAVING count(c.id) <> b.quantity`,
  ),
  absence(
    7,
    'a closed batch has only cards at their end',
    `SELECT b.id AS batch, c.state, count(*) AS cards FROM batch b
       JOIN card c ON c.id BETWEEN b.id::bigint * 10000000 AND b.id::bigint * 10000000 + 9999999
      WHERE b.state = 'closed' AND c.state NOT IN (${END_STATES.map((state) => `'${state}'`).join(', ')}) GROUP BY 1, 2`,
  ),
];
