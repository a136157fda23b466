import { MemoryStore, type Outcome, type SaleAnswer, type StoredSale, type TillClient } from '#lib/till-client';
import { SaleQueue } from './sale-queue.js';

const SALE = { code: '9700012300045613', amountMinor: 3_000, currency: 'USD', receipt: 'R-1' };
const UNKNOWN = { kind: 'unknown', why: 'time-out', words: '', reached: true, tries: 3 } as const;

function done<Answer>(answer: Answer): Outcome<Answer> {
  return { kind: 'done', answer, replayed: false, tries: 1 };
}

const opened: SaleQueue[] = [];
afterEach(() => opened.splice(0).forEach((queue) => queue.stop()));

/** A queue whose calls come to what the test says. */
async function queueOn(
  calls: Partial<Pick<TillClient, 'sell' | 'status' | 'reverse' | 'sendStored'>>,
): Promise<SaleQueue> {
  const queue = await SaleQueue.open({
    client: calls as TillClient,
    store: new MemoryStore(),
    floor: () => undefined,
    heard: (call) => call,
  });
  opened.push(queue);
  return queue;
}

const stateIn = (queue: SaleQueue): readonly string[] => queue.sales().map(({ state }) => state);

describe('the queue as the page sees it', () => {
  it('sells under the key that the page wrote down', async () => {
    const queue = await queueOn({ sell: async (key) => done({ key, authorization: '7K2M91QX' } as SaleAnswer) });
    expect(await queue.sell('k-1', SALE, 3_050, {})).toBeUndefined();
    expect(queue.sales()).toMatchObject([{ key: 'k-1', state: 'sold', totalMinor: 3_050, authorization: '7K2M91QX' }]);
  });

  it('asks the clerk after a silence, and tells a cancelled sale from one that can’t be cancelled', async () => {
    const queue = await queueOn({
      sell: async () => UNKNOWN,
      reverse: async (key) => done({ key, state: 'reversed' }),
    });
    await queue.sell('k-1', SALE, 3_050, {});
    expect(stateIn(queue)).toEqual(['unanswered']);
    await queue.giveBack('k-1');
    expect(stateIn(queue)).toEqual(['cancelled']);

    const refused = { kind: 'refused', code: 'card.redeemed', status: 409, detail: '', words: '', tries: 1 } as const;
    const stands = await queueOn({ sell: async () => UNKNOWN, reverse: async () => refused });
    await stands.sell('k-1', SALE, 3_050, {});
    await stands.giveBack('k-1');
    expect(stands.sales()).toMatchObject([{ state: 'claim', refusal: 'card.redeemed', unread: true }]);
  });

  it('stops at the floor with words, and marks what the office will look at until somebody has seen it', async () => {
    let line = true;
    const queue = await queueOn({
      sendStored: async (lines: readonly StoredSale[]) =>
        line ? done({ lines: lines.map(({ key }) => ({ key, status: 201, exceptions: ['LATE_LINE'] })) }) : UNKNOWN,
    });
    expect(await queue.store('k-1', SALE, 3_050)).toBeUndefined();
    await new Promise<void>((resolve) => queue.watch(() => stateIn(queue)[0] === 'sold' && resolve()));
    expect(queue.sales()).toMatchObject([{ unread: true, exceptions: ['LATE_LINE'] }]);
    await queue.seen('k-1');
    line = false;
    expect(await queue.store('k-2', { ...SALE, code: '9700012300045621' }, 100_001)).toMatch('Too much money waits');
    expect(queue.floorTrouble()).toBeUndefined();
  });
});
