import { PassThrough } from 'node:stream';
import { serialOf } from '#lib/cards';
import { runCli } from '../../apps/cli/src/program.js';
import { type Answer, type Person, TestApi, type TestTill } from '../support/api.js';
import { type Pile, pileOf } from '../support/warehouse.js';

describe('the office’s stock', () => {
  let api: TestApi;
  let stock: Person;
  let approver: Person;
  let support: Person;
  let till: TestTill;
  let pile: Pile;

  beforeAll(async () => {
    api = await TestApi.start();
    [stock, approver, support] = [await api.person('stock'), await api.person('approver'), await api.person('support')];
    till = await api.till();
    pile = await pileOf(api, 100);
  });
  afterAll(() => api.close());

  const serial = (index: number): string => serialOf(pile.firstCard + BigInt(index));
  const range = (first: number, last: number) => ({ firstSerial: serial(first), lastSerial: serial(last) });
  const post = (path: string, body: unknown, { token }: Person = stock, key?: string): Promise<Answer> =>
    api.call('POST', `/v1/office/${path}`, {
      token,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });
  const get = (path: string, { token }: Person = stock): Promise<Answer> =>
    api.call('GET', `/v1/office/${path}`, { token });
  const said = ({ status, json }: Answer): unknown[] => [status, json?.code];
  const pointers = ({ json }: Answer): string[] => json.errors.map(({ pointer }: { pointer: string }) => pointer);
  const place = () => ({ storeId: String(till.storeId), productId: String(pile.productId) });
  const lineOf = async (): Promise<Record<string, unknown>> =>
    (await get(`stock?storeId=${till.storeId}&productId=${pile.productId}`)).json.items[0];

  it('ships a box, finds it by a scan, and receives it by the scans of its ends', async () => {
    const body = { storeId: String(till.storeId), ...range(0, 19) };
    const sent = await post('consignments', body, stock, 'box-1');
    expect(sent.status).toBe(201);
    expect(sent.json).toMatchObject({
      state: 'shipped',
      storeId: String(till.storeId),
      storeName: 'Store',
      productId: String(pile.productId),
      batchId: String(pile.batchId).padStart(6, '0'),
      cards: 20,
      received: null,
      shippedByName: expect.stringMatching(/^Person/),
      receivedByName: null,
    });
    const again = await post('consignments', body, stock, 'box-1');
    expect([again.json, again.headers['idempotency-replayed']]).toEqual([sent.json, 'true']);

    const url = encodeURIComponent(`HTTPS://REUP.EXAMPLE/R/${serial(7)}`);
    expect((await get(`consignments?serial=${url}&state=shipped`)).json).toEqual({ items: [sent.json], next: null });
    expect((await get(`consignments?serial=${serial(50)}`)).json.items).toEqual([]);
    expect((await get(`consignments?storeId=999`)).json.items).toEqual([]);

    const scans = [`]C10109506000134352${'21'}${serial(19)}`, `(01)09506000134352(21)${serial(0)}`];
    const received = await post(`consignments/${sent.json.id}/receive`, { scans });
    expect(received.json).toMatchObject({ state: 'received', received: 20, receivedByName: expect.any(String) });
  });

  it('tells whoever searches where a card is', async () => {
    const found = await get(`cards?code=${serial(3)}`, approver);
    expect(found.json).toMatchObject({
      serial: serial(3),
      state: 'in_store',
      blockedFrom: null,
      storeId: String(till.storeId),
      storeName: 'Store',
      consignmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await get(`cards?code=${serial(60)}`)).json).toMatchObject({ state: 'printed', storeId: null });
    expect(said(await get('cards?code=9700000000000000'))).toEqual([400, 'serial.check_digit']);
    expect(said(await get('cards?code=09506000134352'))).toEqual([400, 'scan.gtin_only']);
    expect(said(await get('cards?code=hello'))).toEqual([400, 'request.invalid']);
    expect(said(await get('cards'))).toEqual([400, 'request.invalid']);
    expect(said(await get(`cards?code=${serialOf(9_999_999_999_999n)}`))).toEqual([404, 'card.not_found']);
  });

  it.each([
    ['neither count nor scans', {}, ['/count']],
    ['one scan', { scans: ['x'] }, ['/scans']],
    ['three scans', { scans: ['x', 'y', 'z'] }, ['/scans']],
    ['a scan of something else', { scans: ['x', 'y'] }, ['/scans/0']],
    ['a count below nothing', { count: -1 }, ['/count']],
    ['an unknown field', { count: 1, box: 2 }, ['/box']],
  ])('receives nothing with %s', async (_, body, wrong) => {
    const sent = await get(`consignments?serial=${serial(0)}`);
    const answer = await post(`consignments/${sent.json.items[0].id}/receive`, body);
    expect([said(answer), pointers(answer)]).toEqual([[400, 'request.invalid'], wrong]);
  });

  it('refuses ends that are named twice over', async () => {
    const { id } = (await get(`consignments?serial=${serial(0)}`)).json.items[0];
    const both = { scans: [serial(0), serial(1)], firstSerial: serial(0) };
    expect(pointers(await post(`consignments/${id}/receive`, both))).toEqual(['/scans']);
  });

  it('takes unsold cards back, once a key, and lists it', async () => {
    const body = { storeId: String(till.storeId), ...range(15, 19), reason: 'too many' };
    const back = await post('returns', body, stock, 'back-1');
    expect(back.status).toBe(201);
    expect(back.json).toMatchObject({ cards: 5, storeName: 'Store', reason: 'too many', ...range(15, 19) });
    expect((await post('returns', body, stock, 'back-1')).headers['idempotency-replayed']).toBe('true');
    expect(said(await post('returns', body))).toEqual([409, 'card.wrong_state']);
    expect((await get(`returns?storeId=${till.storeId}`)).json).toEqual({ items: [back.json], next: null });
    expect(said(await post('returns', { ...body, reason: '' }))).toEqual([400, 'request.invalid']);
    expect(said(await post('returns', body, support))).toEqual([403, 'role.missing']);
  });

  it('shows stock by store and product, the warehouse by batch, and what to order', async () => {
    expect(said(await post('stock/reorder-points', { ...place(), cards: 15 }))).toEqual([200, undefined]);
    expect(await lineOf()).toEqual({
      ...place(),
      storeName: 'Store',
      productName: expect.stringMatching(/^Card/),
      onTheWay: 0,
      inStore: 15,
      sold7d: 0,
      coverDays: null,
      oldestDays: 0,
      reorderPoint: 15,
      reorder: true,
    });
    const [line] = (await get(`stock/warehouse?productId=${pile.productId}`)).json.items;
    expect(line).toMatchObject({ cards: 100, inWarehouse: 85, sent: 15, spoiled: 0, blocked: 0, state: 'released' });
    expect(said(await post('stock/reorder-points', { ...place(), cards: -1 }))).toEqual([400, 'request.invalid']);
    expect(said(await get('stock?cursor=bm9uZQ'))).toEqual([400, 'request.invalid']);
  });

  it('pages through stock without leaving out or repeating a line', async () => {
    const other = await pileOf(api, 3);
    await post('stock/reorder-points', { storeId: String(till.storeId), productId: String(other.productId), cards: 1 });
    const whole = (await get('stock')).json.items;
    expect(whole.length).toBeGreaterThan(1);
    const paged: unknown[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { json } = await get(`stock?limit=1${next === '' ? '' : `&cursor=${next}`}`);
      paged.push(...json.items);
      next = json.next;
    }
    expect(paged).toEqual(whole);
  });

  it('counts a peg, and a difference is somebody’s work', async () => {
    const counted = await post('stock/counts', { ...place(), counted: 14 }, stock, 'count-1');
    expect([counted.status, counted.json]).toEqual([
      201,
      { id: expect.any(String), expected: 15, counted: 14, difference: -1 },
    ]);
    const again = await post('stock/counts', { ...place(), counted: 14 }, stock, 'count-1');
    expect([again.json, again.headers['idempotency-replayed']]).toEqual([counted.json, 'true']);
    const rows = await api.transactions.read(`SELECT 1 FROM exception WHERE code = 'COUNT_DIFF'`);
    expect(rows).toHaveLength(1);
  });

  it('stops cards at once, and lets them go on when a second person agrees, once', async () => {
    const why = { ...range(2, 4), reason: 'stolen', note: 'from the peg' };
    expect((await post('cards/block', why, support, 'block-1')).json).toEqual({ cards: 3 });
    expect((await post('cards/block', why, support, 'block-1')).headers['idempotency-replayed']).toBe('true');
    expect(said(await post('cards/block', { ...why, reason: 'because' }))).toEqual([400, 'request.invalid']);
    expect((await get(`cards?code=${serial(3)}`)).json).toMatchObject({ state: 'blocked', blockedFrom: 'in_store' });

    const asked = await post('cards/unblock', { ...range(0, 9), reason: 'it was found' });
    expect(asked.json).toEqual({ approvalId: expect.any(String), state: 'waiting', cards: 3 });
    const waiting = (await get('approvals?waiting=all', approver)).json.items;
    expect(waiting).toEqual([
      expect.objectContaining({
        id: asked.json.approvalId,
        kind: 'card.unblock',
        mayDecide: true,
        detail: { first: serial(0), last: serial(9), cards: 3, from: { in_store: 3 }, why: 'it was found' },
      }),
    ]);
    const approve = `approvals/${asked.json.approvalId}/approve`;
    expect(said(await post(approve, {}, approver))).toEqual([200, undefined]);
    expect((await get(`cards?code=${serial(3)}`)).json).toMatchObject({ state: 'in_store', blockedFrom: null });
    expect(said(await post(approve, {}, approver))).toEqual([409, 'approval.decided']);
  });

  describe('from a shell', () => {
    async function reup(who: Person, ...words: string[]) {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const env = { REUP_URL: api.url, REUP_TOKEN: who.token, REUP_HOME: api.home };
      const code = await runCli([...words, '--json'], { stdin, stdout, stderr, env });
      const out = String(stdout.read() ?? '');
      return { code, json: out === '' ? undefined : JSON.parse(out), err: String(stderr.read() ?? '') };
    }
    const store = () => String(till.storeId);

    it('goes the whole way: ship, receive by scans, count, return, block, unblock, look', async () => {
      const shipped = await reup(stock, 'ship', serial(40), serial(49), '--store', store());
      expect(shipped).toMatchObject({ code: 0, json: { state: 'shipped', cards: 10 } });
      const received = await reup(stock, 'receive', '--scans', `${serial(49)},${serial(40)}`);
      expect(received).toMatchObject({ code: 0, json: { id: shipped.json.id, state: 'received', received: 10 } });
      const line = await reup(stock, 'stock', '--store', store(), '--product', place().productId);
      expect(line.json.items).toEqual([expect.objectContaining({ inStore: 25, reorderPoint: 15, reorder: false })]);
      const counted = await reup(stock, 'count', '25', '--store', store(), '--product', place().productId);
      expect(counted).toMatchObject({ code: 0, json: { difference: 0 } });
      const back = await reup(stock, 'return', serial(45), serial(49), '--store', store(), '--reason', 'too many');
      expect(back).toMatchObject({ code: 0, json: { cards: 5 } });
      const blocked = await reup(stock, 'block', serial(40), serial(41), '--reason', 'damaged');
      expect(blocked).toMatchObject({ code: 0, json: { cards: 2 } });
      const asked = await reup(stock, 'unblock', serial(40), serial(41), '--why', 'they were only dusty');
      expect(asked).toMatchObject({ code: 0, json: { cards: 2 } });
      expect(await reup(approver, 'unblock', '--approve', asked.json.approvalId)).toMatchObject({ code: 0 });
      const set = await reup(
        stock,
        'stock',
        '--store',
        store(),
        '--product',
        place().productId,
        '--reorder-point',
        '40',
      );
      expect(set).toMatchObject({ code: 0, json: { cards: 40 } });
      const pileNow = await reup(stock, 'stock', '--warehouse', '--product', place().productId);
      expect(pileNow.json.items).toEqual([expect.objectContaining({ inWarehouse: 80, sent: 20 })]);
    });

    it.each([
      ['nothing counted', ['receive', 'x'], 2, 'give --count'],
      ['no box to find', ['receive', '--count', '3'], 2, 'name the box'],
      ['a scan alone', ['receive', '--scans', '9700'], 2, 'Two scans'],
      [
        'a box that is not on its way',
        ['receive', '--scans', `${serialOf(10_000_000n)},${serialOf(10_000_001n)}`],
        2,
        'no box',
      ],
      ['no reason to block', ['block', serialOf(10_000_000n)], 2, '--reason'],
      ['a reason of one’s own', ['block', serialOf(10_000_000n), '--reason', 'bored'], 2, 'Allowed choices'],
      ['no reason to unblock', ['unblock', serialOf(10_000_000n)], 2, '--why'],
      ['a re-order point of nothing', ['stock', '--reorder-point', '3'], 2, '--store'],
      ['a store’s warehouse', ['stock', '--warehouse', '--store', '1'], 2, 'no store'],
      ['cards that are not there', ['block', serialOf(9_999_999_999_999n), '--reason', 'lost'], 3, 'card.wrong_state'],
    ])('refuses %s', async (_, words, code, told) => {
      const answer = await reup(stock, ...words);
      expect(answer).toMatchObject({ code, err: expect.stringContaining(told) });
    });
  });
});
