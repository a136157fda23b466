import { createDecipheriv } from 'node:crypto';
import { cardId, passesDamm, passesLuhn, readPins } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { ChildFailed, ChildStopped } from '#lib/queue';
import { Gate } from '../support/mint-gate.js';
import { MintHouse, childrenRunning } from '../support/mint-house.js';
import { until } from '../support/until.js';

const CHILD = 'mint-child.js';

describe('a mint', () => {
  let house: MintHouse;
  const run = (id: number, signal = new AbortController().signal) => house.mint.run(id, signal);
  const eventsOf = (id: number) =>
    house.rows<{ kind: string; cards: string }>(
      `SELECT kind, sum(last_card - first_card + 1) AS cards FROM card_event
        WHERE first_card / 10000000 = $1 GROUP BY kind ORDER BY kind`,
      [id],
    );
  const chunksOf = async (id: number) =>
    (await house.rows<{ chunk: number }>('SELECT chunk FROM batch_chunk WHERE batch_id = $1 ORDER BY 1', [id])).map(
      ({ chunk }) => chunk,
    );
  const pinsOf = async (id: number, quantity: number) => {
    const tx = entityTx(house.get(Transactions).dataSource.manager);
    const range = { batchId: id, firstIndex: 0, lastIndex: quantity - 1 };
    const pins: string[] = [];
    for await (const { pin } of readPins(tx, house.keyring.batchKey(id)!, range)) pins.push(pin);
    return pins;
  };

  beforeAll(async () => {
    house = await MintHouse.create();
  });
  afterEach(async () => {
    expect(await house.broken()).toEqual([]);
    expect(childrenRunning(CHILD)).toEqual([]);
  });
  afterAll(() => house.close());

  it('makes 10,000 cards, each with a PIN of its own that only the chunks know', async () => {
    const { id } = await house.approved(10_000);
    await run(id);
    const batch = await house.reader.get(id);
    expect(batch).toMatchObject({ state: 'minted', minted: 10_000, chunkSize: 1_000 });
    expect(await house.reader.counts(batch)).toEqual({ minted: 10_000 });
    expect(await eventsOf(id)).toEqual([{ kind: 'mint', cards: '10000' }]);

    const pins = await pinsOf(id, 10_000);
    expect(new Set(pins).size).toBe(10_000);
    expect(pins.every((pin) => passesDamm(pin) && !passesLuhn(pin))).toBe(true);
    const digests = await house.rows<{ id: string; pin_digest: Buffer; pepper_id: number }>(
      'SELECT id, pin_digest, pepper_id FROM card WHERE id / 10000000 = $1 ORDER BY id',
      [id],
    );
    digests.forEach((card, i) => {
      expect(BigInt(card.id)).toBe(cardId(id, i));
      expect(house.keyring.digest(card.pepper_id, pins[i]!).equals(card.pin_digest)).toBe(true);
    });
    const [posted] = await house.rows(
      `SELECT t.kind, t.asset, t.amount FROM audit a JOIN transfer t ON t.source = (a.detail ->> 'source')::uuid
        WHERE a.action = 'batch.mint' AND a.subject = 'batch:' || lpad($1::text, 6, '0')`,
      [id],
    );
    expect(posted).toEqual({ kind: 'mint', asset: 'MONTH', amount: '30000' });
  });

  it('is done once, however often its job comes, also twice at once', async () => {
    const { id } = await house.approved(3_000);
    await Promise.all([run(id), run(id)]);
    await run(id);
    expect((await house.reader.get(id)).state).toBe('minted');
    expect(await eventsOf(id)).toEqual([{ kind: 'mint', cards: '3000' }]);
    const deeds = await house.rows(`SELECT 1 FROM audit WHERE action = 'batch.mint' AND subject = $1`, [
      `batch:${String(id).padStart(6, '0')}`,
    ]);
    expect(deeds).toHaveLength(1);
  });

  it('goes on after kill -9 with the missing chunks only, to exactly as many cards as were asked for', async () => {
    const { id } = await house.approved(10_000);
    const gate = await Gate.close(house, id, 5);
    const failed = run(id).catch((error: unknown) => error);
    await until(async () => (await chunksOf(id)).length === 5);
    for (const pid of childrenRunning(CHILD)) process.kill(pid, 'SIGKILL');
    expect(await failed).toBeInstanceOf(ChildFailed);
    await gate.open();

    expect(await chunksOf(id)).toEqual([0, 1, 2, 3, 4]);
    const before = await house.rows('SELECT iv FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk', [id]);
    await run(id);
    const after = await house.rows('SELECT iv FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk', [id]);
    expect(after.slice(0, 5)).toEqual(before);
    expect(new Set(after.map(({ iv }) => (iv as Buffer).toString('hex'))).size).toBe(10);
    expect(await house.reader.get(id)).toMatchObject({ state: 'minted', minted: 10_000 });
    expect(new Set(await pinsOf(id, 10_000)).size).toBe(10_000);
    expect(await eventsOf(id)).toEqual([{ kind: 'mint', cards: '10000' }]);
  });

  it('stops at once when told, and goes on later', async () => {
    const { id } = await house.approved(5_000);
    const gate = await Gate.close(house, id, 2);
    const stop = new AbortController();
    const stopped = run(id, stop.signal).catch((error: unknown) => error);
    await until(async () => (await chunksOf(id)).length === 2);
    stop.abort();
    expect(await stopped).toBeInstanceOf(ChildStopped);
    await gate.open();
    await run(id);
    expect((await house.reader.get(id)).state).toBe('minted');
  });

  it('draws a chunk again when one of its PINs is another card’s already', async () => {
    await house.minted(1_000);
    const { id } = await house.approved(2_000);
    // The database gives one new card the digest of an old one, once: what a drawn PIN of another card would do.
    await house.asOwner(
      `CREATE SEQUENCE inserted;
       CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
         IF NEW.id / 10000000 = ${id} AND nextval('inserted') = 700 THEN
           NEW.pin_digest := (SELECT pin_digest FROM card WHERE id / 10000000 <> ${id} LIMIT 1);
         END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER collide BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION collide()`,
    );
    await run(id);
    const [{ drawn }] = (await house.rows(`SELECT last_value AS drawn FROM inserted`)) as [{ drawn: string }];
    await house.asOwner('DROP TRIGGER collide ON card; DROP FUNCTION collide; DROP SEQUENCE inserted');
    expect(Number(drawn)).toBeGreaterThan(2_000);
    expect(await house.reader.get(id)).toMatchObject({ state: 'minted', minted: 2_000 });
    expect(await eventsOf(id)).toEqual([{ kind: 'mint', cards: '2000' }]);
  });

  it('pauses on a full disk with its reason, and resumes', async () => {
    const { id } = await house.approved(3_000);
    const full = await Gate.breakAt(house, id, 1, '53100');
    await run(id);
    const paused = await house.reader.get(id);
    expect(paused).toMatchObject({ state: 'paused', reason: 'The disk is full.' });
    expect(paused.minted).toBeLessThan(3_000);
    await full.open();
    await run(id);
    expect((await house.reader.get(id)).state).toBe('paused');
    await house.batches.resume(id, house.manager);
    await run(id);
    expect(await house.reader.get(id)).toMatchObject({ state: 'minted', minted: 3_000, reason: null });
  });

  it('leaves nothing usable when it is cancelled half-way', async () => {
    const { id } = await house.approved(6_000);
    const gate = await Gate.close(house, id, 3);
    const running = run(id);
    await until(async () => (await chunksOf(id)).length === 3);
    expect((await house.batches.cancel(id, house.manager, 'Wrong product.')).state).toBe('cancelled');
    await gate.open();
    await running;
    await house.mint.discard(id);

    expect(house.keyring.batchKey(id)).toBeUndefined();
    expect(await chunksOf(id)).toEqual([]);
    const batch = await house.reader.get(id);
    expect(batch).toMatchObject({ state: 'cancelled', minted: 3_000, reason: 'Wrong product.' });
    expect(await house.reader.counts(batch)).toEqual({ spoiled: 3_000 });
    await run(id);
    expect((await house.reader.get(id)).state).toBe('cancelled');
  });

  it('fails when its key is lost, for no one could print what was made', async () => {
    const { id } = await house.approved(4_000);
    const gate = await Gate.close(house, id, 2);
    const stop = new AbortController();
    const stopped = run(id, stop.signal).catch((error: unknown) => error);
    await until(async () => (await chunksOf(id)).length === 2);
    stop.abort();
    await stopped;
    await gate.open();
    house.keyring.destroyBatchKey(id);
    await run(id);
    await house.mint.discard(id);
    const batch = await house.reader.get(id);
    expect(batch.state).toBe('failed');
    expect(await house.reader.counts(batch)).toEqual({ spoiled: 2_000 });
  });

  it('keeps the key out of the database', async () => {
    const { id } = await house.minted(1_000);
    const key = house.keyring.batchKey(id)!;
    const pins = await pinsOf(id, 1_000);
    const [row] = await house.rows<{ iv: Buffer; sealed_pins: Buffer }>(
      'SELECT iv, sealed_pins FROM batch_chunk WHERE batch_id = $1',
      [id],
    );
    expect(row!.sealed_pins.includes(key)).toBe(false);
    const wrong = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 1), row!.iv);
    wrong.setAuthTag(row!.sealed_pins.subarray(-16));
    wrong.update(row!.sealed_pins.subarray(0, -16));
    expect(() => wrong.final()).toThrow();
    const texts = await house.rows<{ text: string }>(
      'SELECT data::text AS text FROM outbox UNION ALL SELECT detail::text FROM audit UNION ALL SELECT detail::text FROM card_event',
    );
    const all = texts.map(({ text }) => text).join('\n');
    expect(all).not.toContain(key.toString('hex'));
    expect(pins.some((pin) => all.includes(pin))).toBe(false);
  });
});
