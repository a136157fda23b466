import { generateKeyPairSync, sign } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { AuditChain, auditChainCheck, headsFileIn, recordAudit } from '#lib/access';
import { World } from '../support/world.js';

describe('the chain over the log of deeds', () => {
  let world: World;
  let owner: pg.Client;
  let chain: AuditChain;
  let deeds = 0;

  /** A world whose owner does what no application may. */
  beforeEach(async () => {
    world = await World.create();
    chain = world.get(AuditChain);
    owner = new pg.Client(world.url);
    await owner.connect();
    for (const table of ['audit', 'audit_link', 'audit_head']) {
      await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    }
  });
  afterEach(async () => {
    await owner.end();
    await world.close();
  });

  const deed = () => ({
    actor: 'system',
    action: 'test.deed',
    subject: `thing:${++deeds}`,
    detail: { b: 1, a: ['ä', { c: null }], n: 0.1, 'zero\u0001': '"\\' },
  });
  const write = (count: number) =>
    world.transactions.run(async (tx) => {
      for (let i = 0; i < count; i++) await recordAudit(tx, deed());
    });
  const chained = async (count = 12): Promise<void> => {
    await write(count);
    await chain.link();
    await chain.sign();
  };
  const verify = () =>
    auditChainCheck(world.keyring, world.config.home).run(async (sql, values = []) => {
      const { rows } = await owner.query(sql, values as unknown[]);
      return rows as Record<string, unknown>[];
    });
  const linkAt = async (position: number): Promise<{ audit_id: string; hash: Buffer }> => {
    const { rows } = await owner.query('SELECT audit_id, hash FROM audit_link WHERE position = $1', [position]);
    return rows[0] as { audit_id: string; hash: Buffer };
  };
  const headOffOnly = () => owner.query('DELETE FROM audit_head').then(() => rmSync(headsFileIn(world.config.home)));

  it('holds every deed once, in places without a gap, and is verified', async () => {
    await chained();
    await write(5);
    await chain.link();
    await chain.sign();
    expect(await verify()).toEqual([]);
    const { rows } = await owner.query(
      `SELECT count(*)::int AS links, max(position)::int AS last, count(DISTINCT audit_id)::int AS deeds,
              (SELECT count(*)::int FROM audit) AS written FROM audit_link`,
    );
    const { links } = rows[0] as { links: number };
    expect(rows).toEqual([{ links, last: links, deeds: links, written: links }]);
    const state = await chain.state();
    expect(state).toMatchObject({ position: String(links), unlinked: 0, verified: true });
    expect(state.head).toMatchObject({ position: String(links) });
  });

  it('takes in a deed whose transaction began first and ended last', async () => {
    await write(1);
    const early = new pg.Client(world.url);
    await early.connect();
    await early.query('BEGIN');
    await early.query("INSERT INTO audit (actor, action, subject) VALUES ('system', 'slow', 'thing:slow')");
    await write(3);
    await chain.link();
    expect(await chain.state()).toMatchObject({ unlinked: 0, verified: true });
    await early.query('COMMIT');
    await early.end();
    await write(2);
    expect(await chain.state()).toMatchObject({ unlinked: 3 });
    await chain.link();
    await chain.sign();
    expect(await verify()).toEqual([]);
    const { rows } = await owner.query<{ position: string; id: string }>(
      'SELECT l.position, a.id FROM audit_link l JOIN audit a ON a.id = l.audit_id ORDER BY l.position',
    );
    const ids = rows.map(({ id }) => Number(id));
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
  });

  it('is one chain though many processes chain at once', async () => {
    await write(300);
    const counts = await Promise.all(Array.from({ length: 6 }, () => chain.link()));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(
      Number((await owner.query('SELECT count(*) FROM audit')).rows[0].count),
    );
    await Promise.all(Array.from({ length: 4 }, () => chain.sign()));
    expect(await verify()).toEqual([]);
  });

  it('is signed every hour, when there is something new, and not between', async () => {
    const heads = async () => Number((await owner.query('SELECT count(*) FROM audit_head')).rows[0].count);
    await write(3);
    await chain.run();
    expect(await heads()).toBe(1);
    await write(3);
    await chain.run();
    expect(await heads()).toBe(1);
    await owner.query("UPDATE audit_head SET signed_at = now() - interval '61 minutes'");
    await chain.run();
    expect(await heads()).toBe(2);
    await owner.query("UPDATE audit_head SET signed_at = now() - interval '61 minutes'");
    await chain.run();
    expect(await heads()).toBe(2);
  });

  it('names a deed that was edited', async () => {
    await chained();
    const { audit_id: id } = await linkAt(5);
    for (const change of [
      "action = 'test.other'",
      "actor = 'staff:x'",
      "subject = 'thing:other'",
      "detail = '{}'",
      'detail = NULL',
      "at = at + interval '1 microsecond'",
    ]) {
      await owner.query('BEGIN');
      await owner.query(`UPDATE audit SET ${change} WHERE id = $1`, [id]);
      expect(await verify()).toEqual([`edited: the deed is not the one that was chained at link 5 (deed ${id})`]);
      await owner.query('ROLLBACK');
    }
    expect(await verify()).toEqual([]);
    await owner.query("UPDATE audit SET action = 'test.other' WHERE id = $1", [id]);
    expect(await chain.state()).toMatchObject({ verified: false });
  });

  it('names a deed that was deleted, with its link or without', async () => {
    await chained();
    const { audit_id: id } = await linkAt(5);
    await owner.query('DELETE FROM audit WHERE id = $1', [id]);
    expect(await verify()).toEqual([`deleted: deed ${id} (link 5) is gone`]);
    await owner.query('DELETE FROM audit_link WHERE position = 5');
    expect(await verify()).toEqual(['deleted: links 5 to 5 of the chain are gone']);
  });

  it('names deeds that changed places, whichever way', async () => {
    await chained();
    const [third, fourth, ninth] = [await linkAt(3), await linkAt(4), await linkAt(9)];
    const swaps: readonly (readonly string[])[] = [
      // The links point at each other's deeds.
      [
        'UPDATE audit_link SET audit_id = -1 WHERE position = 3',
        `UPDATE audit_link SET audit_id = ${third.audit_id} WHERE position = 9`,
        `UPDATE audit_link SET audit_id = ${ninth.audit_id} WHERE position = 3`,
      ],
      // The links change places, far from each other and side by side.
      [
        'UPDATE audit_link SET position = -1 WHERE position = 3',
        'UPDATE audit_link SET position = 3 WHERE position = 9',
        'UPDATE audit_link SET position = 9 WHERE position = -1',
      ],
      [
        'UPDATE audit_link SET position = -1 WHERE position = 3',
        'UPDATE audit_link SET position = 3 WHERE position = 4',
        'UPDATE audit_link SET position = 4 WHERE position = -1',
      ],
      // The deeds change places.
      [
        `UPDATE audit a SET at = b.at, actor = b.actor, action = b.action, subject = b.subject, detail = b.detail FROM audit b
          WHERE (a.id, b.id) IN ((${third.audit_id}, ${fourth.audit_id}), (${fourth.audit_id}, ${third.audit_id}))`,
      ],
    ];
    for (const statements of swaps) {
      await owner.query('BEGIN');
      for (const statement of statements) await owner.query(statement);
      const facts = await verify();
      await owner.query('ROLLBACK');
      const about = facts.filter((fact) => fact.includes('link'));
      expect(about.filter((fact) => fact.startsWith('reordered: deeds changed places at link')).length).toBeGreaterThan(
        1,
      );
      expect(facts.some((fact) => fact.startsWith('edited'))).toBe(false);
    }
    expect(await verify()).toEqual([]);
  });

  it('names an end that was cut off, when a head was signed behind it', async () => {
    await chained();
    const { position } = await chain.state();
    await owner.query('DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_link WHERE position > 8)');
    await owner.query('DELETE FROM audit_link WHERE position > 8');
    const fact = `truncated: the chain ends at link 8, before the head signed at link ${position}`;
    expect(await verify()).toEqual([fact]);
    // The head too: the file outside the database has it.
    await owner.query('DELETE FROM audit_head');
    expect(await verify()).toEqual([
      `deleted: the signed head at link ${position} is in the file and not in the table`,
      fact,
    ]);
    await owner.query('TRUNCATE audit, audit_link, audit_head');
    expect(await verify()).toEqual([
      `deleted: the signed head at link ${position} is in the file and not in the table`,
      `truncated: the chain ends at link 0, before the head signed at link ${position}`,
    ]);
  });

  it('names a chain that was computed anew, though it fits in itself', async () => {
    await chained();
    const { position } = await chain.state();
    const { audit_id: id } = await linkAt(5);
    await owner.query("UPDATE audit SET action = 'test.other' WHERE id = $1", [id]);
    await owner.query('DELETE FROM audit_link');
    await chain.link();
    expect(await verify()).toEqual([`rewritten: the chain is not the one under the head signed at link ${position}`]);
    // Signed anew with another key, in the table and in the file.
    const { privateKey } = generateKeyPairSync('ed25519');
    const { hash } = await linkAt(Number(position));
    const signature = sign(null, Buffer.from(`reup audit head\n${position}\n${hash.toString('hex')}\n`), privateKey);
    await owner.query('UPDATE audit_head SET hash = $1, signature = $2', [hash, signature]);
    writeFileSync(
      headsFileIn(world.config.home),
      `${JSON.stringify({ position, hash: hash.toString('hex'), signature: signature.toString('base64'), signedAt: new Date() })}\n`,
    );
    expect(await verify()).toEqual([`edited: the head signed at link ${position} does not bear our signature`]);
    // Without any head left it would pass: that is why the file goes to another host.
    await headOffOnly();
    expect(await verify()).toEqual([]);
  });

  it('names a deed that was kept from it', async () => {
    await chained();
    await owner.query(
      "INSERT INTO audit (at, actor, action, subject) VALUES (now() - interval '2 hours', 'a', 'b', 'c')",
    );
    const [fact] = await verify();
    expect(fact).toMatch(/^deed \d+ is not chained$/);
  });

  it('keeps its heads in a file that only its owner reads; a crash’s half line is passed over', async () => {
    await chained();
    const path = headsFileIn(world.config.home);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    appendFileSync(path, '{"position":"99');
    await write(1);
    await chain.link();
    await chain.sign();
    expect(await verify()).toEqual([]);
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"position"'));
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ position: (await chain.state()).position });
  });

  it('writes into the file what a crash kept from it', async () => {
    await chained();
    const path = headsFileIn(world.config.home);
    const before = readFileSync(path, 'utf8');
    rmSync(path);
    expect(await verify()).toEqual([]);
    await chain.sign();
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('is added to by the application, and never changed', async () => {
    await chained(3);
    for (const sql of ['UPDATE audit_link SET position = 9', 'DELETE FROM audit_head', 'DELETE FROM audit_link']) {
      await expect(world.transactions.run((tx) => tx.rows(sql))).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
    }
  });
});
