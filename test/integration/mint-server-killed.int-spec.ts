import { readPins } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { Gate } from '../support/mint-gate.js';
import { MintHouse, childrenRunning } from '../support/mint-house.js';
import { OwnServer } from '../support/own-server.js';
import { until } from '../support/until.js';

describe('a mint whose PostgreSQL is killed', () => {
  let server: OwnServer;
  let house: MintHouse;
  const chunksOf = (id: number) =>
    house.rows<{ chunk: number; iv: Buffer; cards: number }>(
      'SELECT chunk, iv, cards FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk',
      [id],
    );

  beforeAll(async () => {
    server = await OwnServer.start();
    house = await MintHouse.create({ database: server.database });
  }, 60_000);
  afterAll(async () => {
    await house?.close();
    await server?.stop();
  }, 30_000);

  it('goes on with the missing chunks only, three times in a row, to exactly its cards', async () => {
    const { id } = await house.approved(12_000);
    let known: readonly { chunk: number; iv: Buffer }[] = [];
    for (const stopAt of [3, 6, 9]) {
      const gate = await Gate.close(house, id, stopAt);
      const failed = house.mint.run(id, new AbortController().signal).catch((error: unknown) => error);
      await until(async () => (await chunksOf(id)).length === stopAt);
      await server.kill();
      expect(await failed).toBeInstanceOf(Error);
      expect(childrenRunning('mint-child.js')).toEqual([]);
      await server.restart();
      await gate.open();

      const left = await until(() => chunksOf(id).catch(() => undefined)); // connections of the dead server go one by one
      expect(left.map(({ chunk }) => chunk)).toEqual(Array.from({ length: stopAt }, (_, i) => i));
      expect(left.slice(0, known.length)).toEqual(known);
      expect((await house.reader.get(id)).minted).toBe(stopAt * 1_000);
      known = left;
    }
    await house.mint.run(id, new AbortController().signal);

    const chunks = await chunksOf(id);
    expect(chunks.slice(0, 9)).toEqual(known);
    expect(new Set(chunks.map(({ iv }) => iv.toString('hex'))).size).toBe(12);
    expect(await house.reader.get(id)).toMatchObject({ state: 'minted', minted: 12_000 });
    expect(await house.reader.equation(id)).toMatchObject({ minted: 12_000, warehouse: 12_000, closes: true });
    const pins = new Set<string>();
    const tx = entityTx(house.get(Transactions).dataSource.manager);
    const all = { batchId: id, firstIndex: 0, lastIndex: 11_999 };
    for await (const { pin } of readPins(tx, house.keyring.batchKey(id)!, all)) pins.add(pin);
    expect(pins.size).toBe(12_000);
    expect(await house.broken()).toEqual([]);
  }, 180_000);
});
