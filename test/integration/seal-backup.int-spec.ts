import { createDecipheriv } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { cardId, openChunk, readPins } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { JsonLogger } from '#lib/runtime';
import { MintHouse } from '../support/mint-house.js';
import { OwnServer, baseBackup, restore } from '../support/own-server.js';
import { RedisServer, hasRedisServer } from '../support/redis-server.js';
import { SecretScan } from '../support/secret-scan.js';
import { until } from '../support/until.js';

const CARDS = 5_000;

describe('after a seal', () => {
  let server: OwnServer;
  let redis: RedisServer | undefined;
  let house: MintHouse;
  let folder: string;
  let logged = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reup-backup-'));
    server = await OwnServer.start();
    redis = hasRedisServer() ? await RedisServer.start() : undefined;
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => (logged += String(text)) !== '');
    house = await MintHouse.create({
      database: server.database,
      worker: true,
      redisUrl: redis?.url ?? '',
      logger: new JsonLogger('debug'),
    });
  }, 60_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    await house?.close();
    await redis?.stop();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('neither data, WAL, a backup from before, Redis nor logs hold key or PINs, and nothing left opens the backup’s chunks', async () => {
    const before = await house.approved(1);
    await until(async () => (await house.reader.get(before.id)).state === 'minted');
    await collideOnce(house, before.id); // an error on the way, which every log hears of
    const { id } = await house.approved(CARDS);
    await until(async () => (await house.reader.get(id)).state === 'minted');
    const key = house.keyring.batchKey(id)!;
    const fileOfKey = readFileSync(join(house.config.keyringDir, `batch-${id}.key`)); // what a disk may keep of it
    const pins: string[] = [];
    const tx = entityTx(house.get(Transactions).dataSource.manager);
    const all = { batchId: id, firstIndex: 0, lastIndex: CARDS - 1 };
    for await (const { pin } of readPins(tx, key, all)) pins.push(pin);
    const { id: sheetId } = await house.requestSheet(id, { lastCard: cardId(id, 9) });
    const sheet = await until(async () => {
      const now = await house.sheets.get(id, sheetId);
      return now.state === 'making' ? undefined : now;
    });
    expect(sheet.state).toBe('ready');
    await buffer((await house.sheets.openPdf(id, sheetId, house.manager)).stream);

    const backup = join(folder, 'data');
    await baseBackup(server, backup);
    await house.seals.seal(id, house.manager);
    await server.withClient(async (client) => {
      await client.query('CHECKPOINT');
      await client.query('SELECT pg_switch_wal()');
    });

    const scan = new SecretScan(key, pins);
    expectToFind(scan, key, pins);
    const places = [await server.files(), backup, house.home, ...(redis === undefined ? [] : [redis.folder])];
    for (const place of places) {
      const { files, found } = await scan.findIn(place);
      expect(found).toEqual([]);
      expect(files).toBeGreaterThan(0);
    }
    expect(logged).toContain('WorkerModule');
    expect(scan.find(Buffer.from(logged))).toEqual([]);

    const restored = await restore(backup);
    try {
      const chunks = await restored.withClient(async (client) => {
        const { rows } = await client.query<{ chunk: number; cards: number; iv: Buffer; sealed: Buffer }>(
          'SELECT chunk, cards, iv, sealed_pins AS sealed FROM batch_chunk WHERE batch_id = $1 ORDER BY chunk',
          [id],
        );
        return rows;
      });
      expect(chunks).toHaveLength(5);
      const opens = (candidate: Buffer): boolean =>
        chunks.some(({ chunk, cards, iv, sealed }) => {
          try {
            openChunk(candidate, { batchId: id, chunk, cards }, { iv, sealed }).fill(0);
            return true;
          } catch {
            return false;
          }
        });
      // The backup has everything but the key …
      expect(opens(key)).toBe(true);
      // … and nothing that is left is one, not even with what a disk may still hold of the key's file.
      const left = everyKeyIn(house.config.keyringDir);
      expect(left.length).toBeGreaterThan(3);
      expect(left.filter(opens)).toEqual([]);
      expect(left.filter((root) => opensFile(root, id, fileOfKey))).toEqual([]);
    } finally {
      await restored.stop();
    }
  }, 300_000);
});

/** The next batch draws one PIN that is another card's already: its chunk breaks on the unique digest, and is drawn again. */
async function collideOnce(house: MintHouse, batchId: number): Promise<void> {
  await house.asOwner(
    `CREATE SEQUENCE inserted;
     CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
       IF nextval('inserted') = 700 THEN
         NEW.pin_digest := (SELECT pin_digest FROM card WHERE id / 10000000 = ${batchId});
       END IF;
       RETURN NEW;
     END $$;
     CREATE TRIGGER collide BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION collide()`,
  );
}

/** A scan that finds nothing proves nothing unless it finds what is there. */
function expectToFind(scan: SecretScan, key: Buffer, pins: readonly string[]): void {
  const pin = pins[0]!;
  const spelled: readonly Buffer[] = [
    key,
    Buffer.from(key.toString('hex')),
    Buffer.from(`x${key.toString('base64')}`),
    Buffer.from(`"pin":"${pin}"`),
    Buffer.from(`9${pin}9`),
    Buffer.from(pin.replace(/(.{4})(?=.)/g, '$1 ')),
    Buffer.from(Buffer.from(pin).toString('hex')),
    ...[0, 1, 2].map((before) => Buffer.from(Buffer.from(`${'-'.repeat(before)}${pin}`).toString('base64'))),
  ];
  for (const bytes of spelled) {
    const found = scan.find(Buffer.concat([Buffer.alloc(100, 65), bytes, Buffer.alloc(100, 66)]));
    expect([bytes.toString('latin1'), found.length]).toEqual([bytes.toString('latin1'), 1]);
  }
  expect(scan.find(Buffer.from('nothing of it: 1234 5678'))).toEqual([]);
}

/** Whatever of 32 bytes the files of a folder hold, as they are or in hex. */
function everyKeyIn(folder: string): Buffer[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const raw = Array.from({ length: Math.max(0, bytes.length - 31) }, (_, i) => bytes.subarray(i, i + 32));
    const hex = [...bytes.toString('latin1').matchAll(/[0-9a-f]{64}/g)].map(([text]) => Buffer.from(text, 'hex'));
    return [...raw, ...hex];
  });
}

function opensFile(root: Buffer, batchId: number, file: Buffer): boolean {
  const [, , iv, sealed] = file.toString('latin1').trim().split(' ');
  const wrapped = Buffer.from(sealed!, 'hex');
  try {
    const decipher = createDecipheriv('aes-256-gcm', root, Buffer.from(iv!, 'hex'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(`batch-${batchId}`)).setAuthTag(wrapped.subarray(-16));
    decipher.update(wrapped.subarray(0, -16));
    decipher.final();
    return true;
  } catch {
    return false;
  }
}
