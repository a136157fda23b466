import { createHash, createPublicKey } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { isManifestSigned, sealManifests } from '#lib/card-batch';
import { batchNumber, cardId, serialOf } from '#lib/cards';
import { Transactions } from '#lib/database';
import { Gate } from '../support/mint-gate.js';
import { MintHouse } from '../support/mint-house.js';
import { until } from '../support/until.js';

describe('a batch, from the request to the seal’s manifest', () => {
  let house: MintHouse;
  const run = (id: number) => house.mint.run(id, new AbortController().signal);
  const subject = (id: number) => `batch:${batchNumber(id)}`;
  const questionsOf = (id: number) =>
    house.rows<{ id: string; detail: Record<string, unknown>; decision: string | null; decided_by: string | null }>(
      `SELECT id, detail, decision, decided_by FROM approval WHERE kind = 'batch.mint' AND subject = $1 ORDER BY id`,
      [subject(id)],
    );
  const request = (wanted: { templateId?: number; houseKeyId?: number } = {}) =>
    house
      .get(Transactions)
      .run((tx) => house.batches.request(tx, { productId: 1, quantity: 100, staffId: house.manager, ...wanted }));
  const expire = (id: number) =>
    house.asOwner(`UPDATE approval SET expires_at = now() - interval '1 s' WHERE subject = '${subject(id)}'`);
  const nextStep = async (id: number) => (await house.reader.overview(await house.reader.get(id))).nextStep;
  const verify = () => sealManifests(house.keyring).run((sql, values = []) => house.rows(sql, values));

  /** A key of a print house, as far as a batch is bound to it. */
  async function houseKey(state: string): Promise<number> {
    const [row] = await house.rows<{ id: number }>(
      `WITH h AS (INSERT INTO print_house (name, contact, created_by) VALUES ('House ' || $1, '-', $2) RETURNING id)
       INSERT INTO house_key (house_id, recipient, signing_key, fingerprint, state, added_by)
       SELECT id, 'age1' || $1, decode(repeat('01', 44), 'hex'), decode(repeat('02', 32), 'hex'), $1, $2 FROM h RETURNING id`,
      [state, house.manager],
    );
    return row!.id;
  }

  beforeAll(async () => {
    house = await MintHouse.create();
    await house.request(1); // the product and a template that may print
  });
  afterEach(async () => {
    expect(await house.broken()).toEqual([]);
    expect(await verify()).toEqual([]);
  });
  afterAll(() => house.close());

  it('is asked for with the usual look, and shows an approver what they agree to', async () => {
    const batch = await request();
    expect(batch).toMatchObject({
      templateId: 1,
      houseKeyId: null,
      generator: { version: 1, digest: { pepperId: 1 } },
    });
    const [asked] = await questionsOf(batch.id);
    expect(asked!.detail).toMatchObject({
      product: 'Re-Up 3 months',
      quantity: 100,
      faceValue: 'USD 3000.00',
      template: { name: 'Test A4', version: 1 },
      printHouse: null,
    });
    expect(await house.reader.overview(batch)).toMatchObject({
      productName: 'Re-Up 3 months',
      templateName: 'Test A4 v1',
      requestedByName: 'Somebody',
      approvedByName: null,
      nextStep: 'approve',
    });
  });

  it('is asked for only with a template and a key that are good, and nothing is written otherwise', async () => {
    const before = await house.rows('SELECT count(*) FROM batch');
    const [retired] = await house.rows<{ id: number }>(
      `INSERT INTO card_template (name, version, spec, digest, created_by, retired_at)
       VALUES ('Old', 1, '{}', decode(repeat('03', 32), 'hex'), 'system', now()) RETURNING id`,
    );
    await expect(request({ templateId: 77 })).rejects.toMatchObject({ code: 'template.not_found' });
    await expect(request({ templateId: retired!.id })).rejects.toMatchObject({ code: 'template.retired' });
    await expect(request({ houseKeyId: 77 })).rejects.toMatchObject({ code: 'house_key.not_found' });
    const [waiting, refused] = [await houseKey('waiting'), await houseKey('rejected')];
    await expect(request({ houseKeyId: waiting })).rejects.toMatchObject({ code: 'house_key.not_confirmed' });
    await expect(request({ houseKeyId: refused })).rejects.toMatchObject({ code: 'house_key.wrong_state' });
    expect(await house.rows('SELECT count(*) FROM batch')).toEqual(before);
  });

  it('is not minted when anything of it changed behind the approver’s back', async () => {
    const key = await houseKey('confirmed');
    const { id } = await request({ houseKeyId: key });
    for (const change of ['quantity = 999', `generator = generator || '{"version": 2}'`, 'house_key_id = NULL']) {
      await house.asOwner(`CREATE TABLE kept AS SELECT * FROM batch WHERE id = ${id}`);
      await house.asOwner(`UPDATE batch SET ${change} WHERE id = ${id}`);
      await expect(house.batches.approve(id, house.approver)).rejects.toMatchObject({ code: 'approval.expired' });
      await house.asOwner(
        `UPDATE batch b SET quantity = k.quantity, generator = k.generator, house_key_id = k.house_key_id FROM kept k WHERE b.id = k.id;
         DROP TABLE kept`,
      );
    }
    await house.asOwner(`UPDATE house_key SET fingerprint = decode(repeat('04', 32), 'hex') WHERE id = ${key}`);
    await expect(house.batches.approve(id, house.approver)).rejects.toMatchObject({ code: 'approval.expired' });
    await house.asOwner(`UPDATE house_key SET fingerprint = decode(repeat('02', 32), 'hex') WHERE id = ${key}`);
    await house.asOwner(`UPDATE house_key SET state = 'retired' WHERE id = ${key}`);
    await expect(house.batches.approve(id, house.approver)).rejects.toMatchObject({ code: 'house_key.wrong_state' });
    expect((await house.reader.get(id)).state).toBe('requested');
    expect(await house.batches.reject(id, house.approver, 'Its key is retired.')).toMatchObject({ state: 'rejected' });
  });

  it('is asked for again after a day, and the old question can’t be answered any more', async () => {
    const { id } = await request();
    const [first] = await questionsOf(id);
    await house.batches.ask(id, house.other);
    expect(await questionsOf(id)).toHaveLength(1);
    await expire(id);
    expect(await nextStep(id)).toBe('ask');
    await expect(house.batches.approve(id, house.approver)).rejects.toMatchObject({ code: 'approval.expired' });
    expect((await house.batches.ask(id, house.other)).state).toBe('requested');
    const [old, now] = await questionsOf(id);
    expect(old).toMatchObject({ id: first!.id, decision: 'rejected', decided_by: null });
    expect(now).toMatchObject({ decision: null, detail: first!.detail });
    // Neither who requested nor who asked again agrees with themselves.
    for (const one of [house.manager, house.other]) {
      await expect(house.batches.approve(id, one)).rejects.toMatchObject({ code: 'approval.same_person' });
    }
    expect(await house.batches.approve(id, house.approver)).toMatchObject({ state: 'approved' });
    for (const replay of [
      house.batches.approve(id, house.approver),
      house.batches.reject(id, house.other, 'No.'),
      house.batches.ask(id, house.manager),
    ]) {
      await expect(replay).rejects.toMatchObject({
        code: 'approval.decided',
        message: expect.stringContaining('approved'),
      });
    }
    expect(await questionsOf(id)).toHaveLength(2);
  });

  it('is agreed to once, however many approvers answer at once', async () => {
    const { id } = await request();
    const answers = await Promise.allSettled(
      [house.approver, house.other].flatMap((who) => [house.batches.approve(id, who), house.batches.approve(id, who)]),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(new Set(codes)).toEqual(new Set(['approval.decided']));
    expect(await house.rows(`SELECT 1 FROM outbox WHERE job_id = 'mint-${id}'`)).toHaveLength(1);
  });

  it('is not minted by a version that makes numbers otherwise', async () => {
    const { id } = await house.approved(100);
    await house.asOwner(`UPDATE batch SET generator = generator || '{"version": 99}' WHERE id = ${id}`);
    await run(id);
    expect(await house.reader.get(id)).toMatchObject({
      state: 'failed',
      minted: 0,
      reason: 'Its numbers would be made otherwise than was approved.',
    });
    expect(await nextStep(id)).toBeNull();
  });

  it.each([1, 999, 1_000, 2_345])('is minted to exactly %d cards', async (quantity) => {
    const { id } = await house.minted(quantity);
    const chunks = await house.rows<{ cards: number }>('SELECT cards FROM batch_chunk WHERE batch_id = $1', [id]);
    expect(chunks.reduce((sum, { cards }) => sum + cards, 0)).toBe(quantity);
    expect(await house.reader.equation(id)).toMatchObject({ minted: quantity, warehouse: quantity, closes: true });
    const [last] = await house.rows<{ id: string }>('SELECT max(id) AS id FROM card WHERE id / 10000000 = $1', [id]);
    expect(BigInt(last!.id)).toBe(cardId(id, quantity - 1));
    expect(await nextStep(id)).toBe('make_sheets');
  });

  it('tells rate and time left while it is minted, to whoever begins to watch', async () => {
    const { id } = await house.approved(10_000);
    const gate = await Gate.close(house, id, 6);
    const running = run(id);
    await until(async () => (await house.reader.get(id)).minted === 6_000);
    const { pace, nextStep: step } = await house.reader.detail(id);
    expect(step).toBe('watch');
    expect(pace!.ratePerS).toBeGreaterThan(0);
    expect(pace!.leftS).toBeGreaterThanOrEqual(1);
    const watch = house.reader.progress(id);
    expect((await watch.next()).value).toMatchObject({ minted: 6_000, ratePerS: expect.any(Number) as unknown });
    await watch.return();
    await gate.open();
    await running;
    expect((await house.reader.detail(id)).pace).toBeNull();
  });

  it('is released by a third person where the policy says so', async () => {
    const { id } = await house.sealed(10);
    await house.rows(
      `INSERT INTO policy_setting (name, value, set_by) VALUES ('release.three_people', 'true', 'system')`,
    );
    await expect(house.batches.release(id, house.approver)).rejects.toMatchObject({ code: 'approval.same_person' });
    await expect(house.batches.release(id, house.manager)).rejects.toMatchObject({ code: 'approval.same_person' });
    expect(await house.batches.release(id, house.other)).toMatchObject({ state: 'released' });
    await house.rows(
      `INSERT INTO policy_setting (name, value, set_by) VALUES ('release.three_people', 'false', 'system')`,
    );
    const { id: another } = await house.sealed(10);
    expect(await house.batches.release(another, house.approver)).toMatchObject({ state: 'released' });
    expect((await house.reader.detail(another)).nextStep).toBe('ship');
    expect((await house.reader.overview(await house.reader.get(another))).releasedByName).toBe('Somebody');
  });

  it('stays frozen when the other person says no', async () => {
    const { id } = await house.sealed(10);
    await house.batches.release(id, house.approver);
    await house.batches.freeze(id, house.other, 'A canary sang.');
    expect(await nextStep(id)).toBe('unfreeze');
    await house.batches.unfreeze(id, house.other);
    expect(await nextStep(id)).toBe('confirm_unfreeze');
    const no = { batchId: id, staffId: house.approver, decision: 'rejected', reason: 'It still sings.' } as const;
    expect(await house.batches.decideUnfreeze(no)).toMatchObject({ state: 'frozen' });
    expect(await nextStep(id)).toBe('unfreeze');
    await house.batches.unfreeze(id, house.approver);
    expect(
      await house.batches.decideUnfreeze({ batchId: id, staffId: house.other, decision: 'approved' }),
    ).toMatchObject({
      state: 'released',
    });
  });

  it('leaves a signed manifest of its seal, which tells on whoever changes it', async () => {
    const { id } = await house.minted(1_500);
    const smeared = { firstCard: cardId(id, 700), lastCard: cardId(id, 704), reason: 'Smeared.' };
    await house.batches.spoil(id, house.manager, smeared);
    const sheet = await house.madeSheet(id);
    expect(await nextStep(id)).toBe('download_sheets');
    await expect(house.seals.manifest(id)).rejects.toMatchObject({ code: 'batch.not_sealed' });
    await buffer((await house.sheets.openPdf(id, sheet.id, house.manager)).stream);
    expect(await nextStep(id)).toBe('seal');
    await house.seals.seal(id, house.manager);
    expect(await nextStep(id)).toBe('release');

    const { manifest, signature, publicKey } = await house.seals.manifest(id);
    const serials = await house.rows<{ id: string }>(
      `SELECT id FROM card WHERE id / 10000000 = $1 AND state <> 'spoiled' ORDER BY id`,
      [id],
    );
    const sha256 = createHash('sha256')
      .update(serials.map((card) => `${serialOf(BigInt(card.id))}\n`).join(''))
      .digest('hex');
    expect(manifest).toMatchObject({
      batch: batchNumber(id),
      product: { name: 'Re-Up 3 months', months: 3, priceMinor: '3000', currency: 'USD' },
      cards: { requested: 1_500, minted: 1_500, spoiled: 5 },
      serials: { first: serialOf(cardId(id, 0)), last: serialOf(cardId(id, 1_499)), sha256 },
      template: { name: 'Test A4', version: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      printHouse: null,
      downloads: {
        sheets: [{ id: sheet.id, sha256: sheet.sha256!.toString('hex'), cards: 1_495, downloads: 1 }],
        bundles: [],
      },
      requestedBy: house.manager,
      approvedBy: house.approver,
      sealedBy: { actor: `staff:${house.manager}`, name: 'Somebody' },
    });
    expect(isManifestSigned(manifest, signature, createPublicKey(house.keyring.signer('manifest')))).toBe(true);
    expect(isManifestSigned({ ...manifest, sellBy: '2099-01-01' }, signature, publicKey)).toBe(false);

    expect(await verify()).toEqual([]);
    const more = `jsonb_set(manifest, '{cards,spoiled}', '6')`;
    await house.asOwner(`UPDATE batch SET manifest = ${more} WHERE id = ${id}`);
    expect(await verify()).toEqual([`batch ${batchNumber(id)}: the signature does not fit its manifest`]);
    await house.asOwner(`UPDATE batch SET manifest = ${more.replace("'6'", "'5'")} WHERE id = ${id}`);
  });

  it('shows its life as a time line, and is found by state and product', async () => {
    const { id } = await house.sealed(10);
    const items = await house.reader.timeline(id);
    expect(items.map(({ what }) => what)).toEqual([
      'batch.request',
      'batch.approve',
      'batch.mint',
      'sheet.request',
      'sheet.download',
      'batch.seal_began',
      'batch.seal',
    ]);
    expect(items.map(({ who }) => who)).toEqual(['Somebody', 'Somebody', 'system', ...Array(4).fill('Somebody')]);
    expect([...items].sort((a, b) => a.at.getTime() - b.at.getTime())).toEqual(items);
    const found = async (filter: Parameters<typeof house.reader.list>[2]) =>
      (await house.reader.list(200, undefined, filter)).map(({ batch }) => batch);
    const sealed = await found({ state: 'sealed' });
    expect(sealed.map((batch) => batch.id)).toContain(id);
    expect(new Set(sealed.map(({ state }) => state))).toEqual(new Set(['sealed']));
    expect(await found({ productId: 99 })).toEqual([]);
    expect(await found({ productId: 1, state: 'closed' })).toEqual([]);
    await expect(house.reader.timeline(999_998)).rejects.toMatchObject({ code: 'batch.not_found' });
    await expect(house.reader.equation(999_998)).rejects.toMatchObject({ code: 'batch.not_found' });
  });
});
