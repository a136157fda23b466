import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { keysOfSealedBatches } from '#lib/card-batch';
import { batchNumber, cardId, readPins, sheetFolder } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { newId } from '#lib/kernel';
import { ChildFailed } from '#lib/queue';
import { MintHouse, childrenRunning } from '../support/mint-house.js';
import { until } from '../support/until.js';

const CHILD = 'sheet-child.js';

describe('from the mint to the seal', () => {
  let house: MintHouse;
  const deedsOf = (action: string, batchId: number) =>
    house.rows<{ actor: string; detail: Record<string, unknown> }>(
      'SELECT actor, detail FROM audit WHERE action = $1 AND subject = $2 ORDER BY id',
      [action, `batch:${String(batchId).padStart(6, '0')}`],
    );
  const download = async (batchId: number, sheetId: string) => {
    const { stream, bytes } = await house.sheets.openPdf(batchId, sheetId, house.manager);
    const pdf = await buffer(stream);
    expect(pdf.length).toBe(bytes);
    return pdf;
  };

  beforeAll(async () => {
    house = await MintHouse.create();
  });
  afterEach(async () => {
    expect(await house.broken()).toEqual([]);
    expect(await keysOfSealedBatches(house.keyring, (sql, values = []) => house.rows(sql, values))).toEqual([]);
    expect(childrenRunning(CHILD)).toEqual([]);
  });
  afterAll(() => house.close());

  it('is approved by another person only', async () => {
    const { id } = await house.request(1_000);
    await expect(house.batches.approve(id, house.manager)).rejects.toMatchObject({ code: 'approval.same_person' });
    await expect(house.batches.reject(id, house.manager, 'No.')).rejects.toMatchObject({
      code: 'approval.same_person',
    });
    expect((await house.reader.get(id)).state).toBe('requested');
    expect((await house.batches.approve(id, house.approver)).state).toBe('approved');
    await expect(house.batches.approve(id, house.other)).rejects.toMatchObject({ code: 'approval.decided' });
    await expect(house.batches.cancel(id, house.manager, 'Late.')).rejects.toMatchObject({ code: 'batch.wrong_state' });
    const { id: refused } = await house.request(1_000);
    expect(await house.batches.reject(refused, house.approver, 'Too many.')).toMatchObject({ state: 'rejected' });
    const { id: withdrawn } = await house.request(1_000);
    expect(await house.batches.cancel(withdrawn, house.manager, 'Wrong.')).toMatchObject({ state: 'cancelled' });
    await expect(house.reader.get(999_999)).rejects.toMatchObject({ code: 'batch.not_found' });
  });

  it('never uses the numbers that would begin like a bank card', async () => {
    const { id } = await house.request(1);
    await house.asOwner(`SELECT setval('batch_number', 919998)`);
    const ids = [await house.request(1), await house.request(1), await house.request(1)].map((batch) => batch.id);
    await house.asOwner(`SELECT setval('batch_number', ${id})`);
    expect(ids).toEqual([919_999, 930_000, 930_001]);
  });

  it('prints a PDF that lies sealed on the disk, and writes every download down before its first byte', async () => {
    const { id } = await house.minted(1_000);
    const sheet = await house.madeSheet(id);
    expect(sheet).toMatchObject({ state: 'ready', done: 1_000, downloads: 0 });

    const { stream, bytes, name } = await house.sheets.openPdf(id, sheet.id, house.manager);
    expect(await deedsOf('sheet.download', id)).toMatchObject([
      { actor: `staff:${house.manager}`, detail: { sheet: sheet.id, cards: 1_000 } },
    ]);
    const pdf = await buffer(stream);
    expect(name).toMatch(/^reup-\d{6}-97\d{14}-97\d{14}\.pdf$/);
    expect(pdf.length).toBe(bytes);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(createHash('sha256').update(pdf).digest().equals(sheet.sha256!)).toBe(true);
    expect((await house.sheets.get(id, sheet.id)).downloads).toBe(1);

    const folder = sheetFolder(house.config.sheetsDir, id);
    expect(await readdir(folder)).toEqual([`${sheet.id}.pdf.sealed`]);
    const atRest = await readFile(join(folder, `${sheet.id}.pdf.sealed`));
    expect(atRest.includes('%PDF')).toBe(false);
    expect(atRest.includes(pdf.subarray(1_000, 1_040))).toBe(false);
  });

  it('prints a range without the cards that were spoiled, and refuses ranges that are none', async () => {
    const { id } = await house.minted(1_000);
    const range = { firstCard: cardId(id, 100), lastCard: cardId(id, 199) };
    await house.batches.spoil(id, house.manager, {
      firstCard: cardId(id, 150),
      lastCard: cardId(id, 154),
      reason: 'Smudged.',
    });
    expect(await house.madeSheet(id, range)).toMatchObject({ state: 'ready', done: 95 });
    await expect(house.requestSheet(id, { lastCard: cardId(id, 1_000) })).rejects.toMatchObject({
      code: 'range.invalid',
    });
    await expect(house.requestSheet(id, { firstCard: cardId(id - 1, 0) })).rejects.toMatchObject({
      code: 'range.invalid',
    });
    const { id: unminted } = await house.approved(10);
    await expect(house.requestSheet(unminted)).rejects.toMatchObject({ code: 'batch.wrong_state' });
    expect(await house.reader.counts(await house.reader.get(id))).toEqual({ minted: 995, spoiled: 5 });
  });

  it('makes a sheet again whose child was killed', async () => {
    const { id } = await house.minted(20_000);
    const { id: sheetId } = await house.requestSheet(id);
    const making = house.sheets.make(sheetId, new AbortController().signal).catch((error: unknown) => error);
    await until(async () => (await house.sheets.get(id, sheetId)).done > 0);
    for (const pid of childrenRunning(CHILD)) process.kill(pid, 'SIGKILL');
    expect(await making).toBeInstanceOf(ChildFailed);
    await expect(house.sheets.openPdf(id, sheetId, house.manager)).rejects.toMatchObject({ code: 'sheet.not_ready' });
    await house.sheets.make(sheetId, new AbortController().signal);
    expect(await house.sheets.get(id, sheetId)).toMatchObject({ state: 'ready', done: 20_000 });
  });

  it('fails a sheet whose text does not fit, with the reason', async () => {
    const { id } = await house.minted(10, 'W'.repeat(80));
    expect(await house.madeSheet(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('does not fit'),
    });
  });

  it('is not sealed while nothing was downloaded', async () => {
    const { id } = await house.minted(100);
    await house.madeSheet(id);
    await expect(house.seals.seal(id, house.manager)).rejects.toMatchObject({ code: 'batch.nothing_printed' });
    expect(house.keyring.batchKey(id)).toBeDefined();
    await expect(house.batches.release(id, house.approver)).rejects.toMatchObject({ code: 'batch.not_sealed' });
    const { id: requested } = await house.request(10);
    await expect(house.seals.seal(requested, house.manager)).rejects.toMatchObject({ code: 'batch.wrong_state' });
  });

  it('opens nothing after the seal', async () => {
    const { id } = await house.minted(1_000);
    const sheet = await house.madeSheet(id);
    await download(id, sheet.id);
    const key = house.keyring.batchKey(id)!;
    const tx = entityTx(house.get(Transactions).dataSource.manager);
    const before = await house.rows('SELECT * FROM batch_chunk WHERE batch_id = $1', [id]);
    expect(before).toHaveLength(1);

    expect(await house.seals.seal(id, house.manager)).toMatchObject({ state: 'sealed' });

    expect(house.keyring.batchKey(id)).toBeUndefined();
    expect(existsSync(sheetFolder(house.config.sheetsDir, id))).toBe(false);
    expect(await house.rows('SELECT 1 FROM batch_chunk WHERE batch_id = $1', [id])).toEqual([]);
    const kept = (await readdir(house.home, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    for (const { parentPath, name } of kept) {
      const bytes = await readFile(join(parentPath, name));
      expect(bytes.includes(key) || bytes.includes(key.toString('hex'))).toBe(false);
    }
    // Who kept a key from before the seal finds nothing to open with it either.
    await expect(readPins(tx, key, { batchId: id, firstIndex: 0, lastIndex: 0 }).next()).rejects.toThrow();
    await expect(house.sheets.openPdf(id, sheet.id, house.manager)).rejects.toMatchObject({ code: 'batch.sealed' });
    await expect(house.requestSheet(id)).rejects.toMatchObject({ code: 'batch.sealed' });
    await expect(house.seals.seal(id, house.manager)).rejects.toMatchObject({ code: 'batch.sealed' });
    expect(await house.sheets.get(id, sheet.id)).toMatchObject({ state: 'destroyed', downloads: 1 });
    expect(await house.reader.counts(await house.reader.get(id))).toEqual({ printed: 1_000 });
    expect(await deedsOf('batch.seal', id)).toMatchObject([
      { detail: { cards: { printed: 1_000 }, sheets: [{ id: sheet.id, downloads: 1 }] } },
    ]);
  });

  it('finishes a seal that broke off after the key was destroyed', async () => {
    const { id } = await house.minted(1_000);
    const sheet = await house.madeSheet(id);
    await download(id, sheet.id);
    await house.asOwner(
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
       CREATE TRIGGER broken BEFORE DELETE ON batch_chunk FOR EACH STATEMENT EXECUTE FUNCTION broken()`,
    );
    await expect(house.seals.seal(id, house.manager)).rejects.toThrow();
    await house.asOwner('DROP TRIGGER broken ON batch_chunk; DROP FUNCTION broken');
    expect(house.keyring.batchKey(id)).toBeUndefined();
    expect((await house.reader.get(id)).state).toBe('minted');
    await expect(house.sheets.openPdf(id, sheet.id, house.manager)).rejects.toMatchObject({ code: 'batch.sealed' });
    expect((await house.sheets.get(id, sheet.id)).downloads).toBe(1);

    await house.seals.finishInterrupted();
    expect((await house.reader.get(id)).state).toBe('sealed');
    expect(await deedsOf('batch.seal', id)).toMatchObject([{ actor: `staff:${house.manager}` }]);
  });

  it('leaves a seal alone whose key still lives, and removes keys that nobody needs', async () => {
    const { id } = await house.minted(100);
    await house
      .get(Transactions)
      .run((tx) =>
        tx.rows(`INSERT INTO audit (actor, action, subject) VALUES ('system', 'batch.seal_began', $1)`, [
          `batch:${String(id).padStart(6, '0')}`,
        ]),
      );
    const { id: withdrawn } = await house.request(10);
    await house.batches.cancel(withdrawn, house.manager, 'Wrong.');
    house.keyring.makeBatchKey(withdrawn);
    await house.seals.finishInterrupted();
    expect((await house.reader.get(id)).state).toBe('minted');
    expect(house.keyring.batchKey(id)).toBeDefined();
    expect(house.keyring.batchKey(withdrawn)).toBeUndefined();
  });

  it('seals once when two people do it at once', async () => {
    const { id } = await house.minted(100);
    await download(id, (await house.madeSheet(id)).id);
    const states = await Promise.allSettled([house.seals.seal(id, house.manager), house.seals.seal(id, house.other)]);
    expect(states.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await deedsOf('batch.seal', id)).toHaveLength(1);
  });

  it('is released by who did not request it, frozen by one and unfrozen by two', async () => {
    const { id } = await house.sealed(100);
    await expect(house.batches.release(id, house.manager)).rejects.toMatchObject({ code: 'approval.same_person' });
    expect(await house.batches.release(id, house.approver)).toMatchObject({ state: 'released' });
    expect(await house.batches.freeze(id, house.other, 'A canary sang.')).toMatchObject({ state: 'frozen' });
    const ask = (staffId: string) => house.batches.unfreeze(id, staffId);
    expect(await ask(house.other)).toMatchObject({ state: 'frozen', reason: 'A canary sang.' });
    expect(await house.reader.unfreezeAsked(await house.reader.get(id))).toBe(true);
    await expect(ask(house.other)).rejects.toMatchObject({ code: 'approval.same_person' });
    expect(await ask(house.approver)).toMatchObject({ state: 'released', reason: null });
    await expect(ask(house.approver)).rejects.toMatchObject({ code: 'batch.wrong_state' });
  });

  it('is frozen by its own release when somebody has tried the PIN of a quality sample', async () => {
    const { id } = await house.sealed(100);
    const sample = { firstCard: cardId(id, 7), lastCard: cardId(id, 7) };
    await house.batches.spoil(id, house.manager, { ...sample, reason: 'quality sample' });
    const pulled = [String(sample.firstCard), id, house.manager];
    await house.rows('INSERT INTO canary (card, batch_id, pulled_by) VALUES ($1, $2, $3)', pulled);
    const tried = [newId(), String(sample.firstCard)];
    await house.rows(
      `INSERT INTO attempt (id, verb, channel, outcome, card_id, source) VALUES ($1, 'preview', 'web', 'known', $2, '203.0.113.9')`,
      tried,
    );
    expect(await house.batches.release(id, house.approver)).toMatchObject({
      state: 'frozen',
      reason: 'The PIN of a quality sample was tried before the release.',
    });
    const deeds = await house.rows<{ action: string }>(
      `SELECT action FROM audit WHERE subject = $1 AND action IN ('batch.release', 'batch.freeze') ORDER BY id`,
      [`batch:${batchNumber(id)}`],
    );
    expect(deeds.map(({ action }) => action)).toEqual(['batch.release', 'batch.freeze']);
  });

  it('closes when every card has come to its end', async () => {
    const { id } = await house.sealed(50);
    await house.batches.release(id, house.approver);
    const spoil = (first: number, last: number) =>
      house.batches.spoil(id, house.manager, {
        firstCard: cardId(id, first),
        lastCard: cardId(id, last),
        reason: 'A pipe burst.',
      });
    await spoil(0, 48);
    await expect(spoil(48, 49)).rejects.toMatchObject({ code: 'card.wrong_state' });
    await expect(spoil(49, 50)).rejects.toMatchObject({ code: 'card.wrong_state' });
    await expect(house.batches.close(id, house.manager)).rejects.toMatchObject({ code: 'batch.cards_open' });
    await spoil(49, 49);
    expect(await house.batches.close(id, house.manager)).toMatchObject({ state: 'closed' });
    expect(await house.reader.counts(await house.reader.get(id))).toEqual({ spoiled: 50 });
    const [spoiled] = await house.rows(
      `SELECT sum(t.amount) AS months FROM card_event e JOIN transfer t ON t.source = e.source
        WHERE e.kind = 'spoil' AND t.kind = 'spoil' AND e.first_card / 10000000 = $1`,
      [id],
    );
    expect(spoiled).toEqual({ months: '150' });
  });

  it('tells its progress until it is over', async () => {
    const { id } = await house.approved(2_000);
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { state, minted } of house.reader.progress(id)) seen.push(`${state} ${minted}`);
    })();
    await until(() => seen.length > 0);
    await house.mint.run(id, new AbortController().signal);
    await watching;
    expect(seen[0]).toBe('approved 0');
    expect(seen.at(-1)).toBe('minted 2000');
    const stop = new AbortController();
    const { id: waiting } = await house.approved(10);
    const watcher = house.reader.progress(waiting, stop.signal);
    await watcher.next();
    const next = watcher.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });
});
