import { PassThrough } from 'node:stream';
import pg from 'pg';
import { cardId, serialOf } from '#lib/cards';
import { newId } from '#lib/kernel';
import { runCli } from '../../apps/cli/src/program.js';
import { type StockCard, World } from '../support/world.js';

interface Verdict {
  readonly kept: boolean;
  readonly firstBroken: number | null;
  readonly promises: readonly {
    readonly promise: number;
    readonly kept: boolean;
    readonly checks: readonly { readonly name: string; readonly broken: readonly string[] }[];
  }[];
}

describe('reup verify', () => {
  let world: World;
  let owner: pg.Client;
  let card: StockCard;

  beforeAll(async () => {
    world = await World.create();
    owner = new pg.Client(world.url);
    await owner.connect();
    [card] = (await world.stock(5)) as [StockCard, ...StockCard[]];
  });
  afterAll(async () => {
    await owner.end();
    await world.close();
  });

  async function verify(...flags: string[]) {
    const { config, url } = world;
    const env = { DATABASE_URL: url, REUP_HOME: config.home, KEYRING_DIR: config.keyringDir };
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const code = await runCli(['verify', ...flags], { stdin, stdout, stderr, env });
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  }

  /** Does it, looks, and undoes it: what only grows is set back by the owner, who may. */
  async function broken(sql: string, values: unknown[], undo: string): Promise<string[]> {
    await owner.query(sql, values);
    try {
      const { code, out } = await verify('--json');
      const verdict = JSON.parse(out) as Verdict;
      expect({ code, kept: verdict.kept }).toEqual({ code: 1, kept: false });
      expect(out).not.toContain(card.pin);
      return verdict.promises.flatMap(({ checks }) => checks.flatMap(({ broken: facts }) => facts));
    } finally {
      await owner.query(undo);
    }
  }

  it('finds every promise kept', async () => {
    const { code, out } = await verify();
    expect(code).toBe(0);
    expect(out.match(/^✓ \d/gm)).toEqual([1, 2, 3, 4, 5, 6, 7].map((promise) => `✓ ${promise}`));
  });

  it('names the promise that is broken first, and exits with 1', async () => {
    await owner.query(`UPDATE card SET state = 'shipped' WHERE id = $1`, [String(card.id)]);
    const { code, out, err } = await verify();
    await owner.query(`UPDATE card SET state = 'in_store' WHERE id = $1`, [String(card.id)]);
    expect(code).toBe(1);
    expect(err).toContain('promise 4 is broken: history = state');
    expect(out).toContain(`card ${card.serial}: is shipped, its events say in_store`);
  });

  describe('looking for PINs at rest', () => {
    const grouped = (digits: string, by: string): string => digits.replace(/(.{4})(?=.)/g, `$1${by}`);

    it.each([
      ['plain', (pin: string) => pin],
      ['in groups', (pin: string) => `typed ${grouped(pin, ' ')}.`],
      ['with hyphens', (pin: string) => grouped(pin, '-')],
      ['behind its serial', (pin: string) => `${card.serial}${pin}`],
    ])('finds one in an exception’s JSON, %s', async (_, write) => {
      const detail = JSON.stringify({ note: { deep: [write(card.pin)] } });
      const facts = await broken(
        `INSERT INTO exception (id, code, due_at, detail) VALUES ($1, 'TEST', now(), $2)`,
        [newId(), detail],
        'DELETE FROM exception',
      );
      expect(facts).toEqual(['public.exception.detail holds PINs in clear: 1']);
    });

    it('finds one in any table of any schema, in lists and on late pages', async () => {
      const facts = await broken(
        `CREATE SCHEMA spare; CREATE TABLE spare."odd one" (id int, words varchar(80)[], filler text);
         ALTER TABLE spare."odd one" ALTER filler SET STORAGE PLAIN; -- a row a block: more than one page of the scan
         INSERT INTO spare."odd one" SELECT i, NULL, repeat('x', 7000) FROM generate_series(1, 1100) AS i;
         INSERT INTO spare."odd one" VALUES (0, ARRAY['a', '${card.pin}'], NULL)`,
        [],
        'DROP SCHEMA spare CASCADE',
      );
      expect(facts).toEqual(['spare."odd one".words holds PINs in clear: 1']);
    });

    it('is not alarmed by serials, keys and other long numbers', async () => {
      const [wrong] = [String(Number(card.pin[15]) + 1).slice(-1)];
      const texts = [card.serial, serialOf(cardId(7, 7)), `${card.pin.slice(0, 15)}${wrong}`, newId(), '1'.repeat(400)];
      await owner.query(
        `INSERT INTO exception (id, code, due_at, detail) SELECT gen_random_uuid(), 'TEST', now(), to_jsonb(t) FROM unnest($1::text[]) AS t`,
        [texts],
      );
      expect(await verify()).toMatchObject({ code: 0 });
      await owner.query('DELETE FROM exception');
    });

    it('finds what should have gone with the seal: chunks and the key', async () => {
      const batchId = Number(card.id / 10_000_000n);
      const chunk = await broken(
        `INSERT INTO batch_chunk (batch_id, chunk, first_index, cards, iv, sealed_pins) VALUES (${batchId}, 0, 0, 5, '\\x000000000000000000000000', '\\x00')`,
        [],
        'DELETE FROM batch_chunk',
      );
      expect(chunk.join()).toContain(`batch ${batchId}, state released, chunks_left 1`);
      world.keyring.makeBatchKey(batchId);
      const key = await broken('SELECT 1', [], 'SELECT 1');
      world.keyring.destroyBatchKey(batchId);
      expect(key).toEqual([`batch ${batchId} is released, its key is still in the keyring`]);
    });
  });

  it('asks for the migrations first', async () => {
    await owner.query('ALTER TABLE device_grant RENAME TO device_grant_old');
    const { code, err } = await verify();
    await owner.query('ALTER TABLE device_grant_old RENAME TO device_grant');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('reup migrate') as unknown });
  });
});
