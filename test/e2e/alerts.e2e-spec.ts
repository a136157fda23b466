import { ActivationService } from '#lib/activation';
import { newId } from '#lib/kernel';
import { noteRefusedSales, raiseAlert } from '#lib/risk';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { type Person, TestApi } from '../support/api.js';
import { until } from '../support/until.js';
import { World } from '../support/world.js';

/** What the rules of till and clerk found, as the office sees it; the looks are done by the worker. */
describe('alerts over HTTP', () => {
  let world: World;
  let api: TestApi;
  let reviewer: Person;

  beforeAll(async () => {
    world = await World.create();
    api = await TestApi.start({ DATABASE_URL: world.url }, [WorkerModule]);
    reviewer = await api.person('reviewer');
  });
  afterAll(async () => {
    await api.close();
    await world.close();
  });

  const list = async (query: string) =>
    (await api.call('GET', `/v1/office/alerts?${query}`, { token: reviewer.token })).json;
  const resolve = (id: string, body: object = { resolution: 'The card was looked at.' }, { token } = reviewer) =>
    api.call('POST', `/v1/office/alerts/${id}/resolve`, { token, body });

  it('begin at the till, are found by the worker, and end with a person’s word', async () => {
    const [card] = await world.stock(1);
    const { till } = world;
    const sale = { till, key: newId(), cardId: card!.id, amountMinor: 3_000n, currency: 'USD' };
    await world.get(ActivationService).sell(sale);
    const again = { cardId: card!.id, terminalId: till.terminalId, storeId: till.storeId };
    await world.transactions.run((tx) =>
      noteRefusedSales(tx, [
        { ...again, key: 'one' },
        { ...again, key: 'two' },
      ]),
    );
    const found = await until(async () => (await list('rule=swap.scan&state=open')).items[0]);
    expect(found).toMatchObject({
      rule: 'swap.scan',
      subject: `card:${card!.serial}`,
      state: 'open',
      retailerId: till.retailerId,
      storeId: till.storeId,
      facts: { serial: card!.serial, refused: 2 },
      resolvedAt: null,
    });

    expect((await resolve(found.id, {})).json.code).toBe('request.invalid');
    expect((await resolve(found.id, { resolution: 'x', state: 'open' })).json.code).toBe('request.invalid');
    expect((await list('state=open')).items).toHaveLength(1);
    const answers = await Promise.all([resolve(found.id), resolve(found.id)]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    const done = answers.find(({ status }) => status === 200)!.json;
    expect(done).toMatchObject({ state: 'resolved', resolvedBy: `staff:${reviewer.staffId}` });
    expect(answers.find(({ status }) => status === 409)!.json.code).toBe('alert.resolved');
    expect((await list('state=open')).items).toEqual([]);
    expect((await list('state=resolved')).items.map(({ id }: { id: string }) => id)).toEqual([found.id]);
    const deeds = await world.rows(`SELECT actor FROM audit WHERE action = 'alert.resolve' AND subject = $1`, [
      found.id,
    ]);
    expect(deeds).toEqual([{ actor: `staff:${reviewer.staffId}` }]);
    expect(await world.broken()).toEqual([]);
  });

  it('are not for everybody, and not for what is none', async () => {
    const stock = await api.person('stock');
    expect((await api.call('GET', '/v1/office/alerts')).status).toBe(401);
    expect((await api.call('GET', '/v1/office/alerts', { token: stock.token })).json.code).toBe('role.missing');
    expect((await resolve(newId(), { resolution: 'x' }, stock)).json.code).toBe('role.missing');
    expect((await resolve(newId())).json.code).toBe('alert.not_found');
    expect((await resolve('1')).json.code).toBe('alert.not_found');
    for (const query of ['rule=clerk.mood', 'state=lost', 'limit=0', 'cursor=AAAA'])
      expect((await api.call('GET', `/v1/office/alerts?${query}`, { token: reviewer.token })).status).toBe(400);
  });

  it('come in pages, the newest first', async () => {
    const subjects = ['terminal:1', 'terminal:2', 'terminal:3'];
    for (const subject of subjects)
      await world.transactions.run((tx) => raiseAlert(tx, { rule: 'terminal.network', subject, facts: {} }));
    const first = await list('rule=terminal.network&limit=2');
    const second = await list(`rule=terminal.network&limit=2&cursor=${first.next}`);
    const shown = [...first.items, ...second.items].map(({ subject }: { subject: string }) => subject);
    expect(shown).toEqual([...subjects].reverse());
    expect(second.next).toBeNull();
  });
});
