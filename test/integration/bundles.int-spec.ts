import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Bundle,
  BundleBroken,
  type BundleCertificate,
  BundleMaker,
  BundleNotForUs,
  type BundleReceipt,
  BundleService,
  HousePapersService,
  PrintHouseService,
  type SignedManifest,
  makeHouseSecrets,
  openBundle,
  readHouseKeys,
} from '#lib/card-stock';
import { cardId, readPins, serialOf, sheetFolder } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { ChildFailed } from '#lib/queue';
import { MintHouse, childrenRunning } from '../support/mint-house.js';
import { Press } from '../support/press.js';
import { until } from '../support/until.js';

const CHILD = 'bundle-child.js';
const NEVER = new AbortController().signal;

describe('cards on their way to a print house', () => {
  let issuer: MintHouse;
  let press: Press;
  const bundles = (): BundleService => issuer.get(BundleService);
  const maker = (): BundleMaker => issuer.get(BundleMaker);
  const papers = (): HousePapersService => issuer.get(HousePapersService);
  const houses = (): PrintHouseService => issuer.get(PrintHouseService);
  const stateOf = async ({ batchId, id }: Bundle): Promise<string> => (await bundles().get(batchId, id)).state;
  const folderOf = (batchId: number): string => sheetFolder(issuer.config.sheetsDir, batchId);
  const enter = <Paper>({ batchId, id }: Bundle, paper: Paper) => ({
    batchId,
    bundleId: id,
    staffId: issuer.manager,
    paper,
  });
  const serials = (batchId: number, ...indexes: number[]): string[] =>
    indexes.map((index) => serialOf(cardId(batchId, index)));
  const pinsOf = async (batchId: number, cards: number): Promise<string[]> => {
    const tx = entityTx(issuer.get(Transactions).dataSource.manager);
    const key = issuer.keyring.batchKey(batchId)!;
    const pins: string[] = [];
    for await (const { pin } of readPins(tx, key, { batchId, firstIndex: 0, lastIndex: cards - 1 })) pins.push(pin);
    return pins;
  };
  const deeds = async (batchId: number): Promise<string[]> => {
    const subject = `batch:${String(batchId).padStart(6, '0')}`;
    const rows = await issuer.rows<{ action: string }>('SELECT action FROM audit WHERE subject = $1 ORDER BY id', [
      subject,
    ]);
    return rows.map(({ action }) => action).filter((action) => action.startsWith('bundle.'));
  };
  /** Everything about a batch that a refused call must leave alone. */
  const picture = async (batchId: number): Promise<unknown> => [
    await issuer.rows('SELECT * FROM bundle WHERE batch_id = $1 ORDER BY id', [batchId]),
    await issuer.rows('SELECT state, count(*) FROM card WHERE id / 10000000 = $1 GROUP BY 1 ORDER BY 1', [batchId]),
    await issuer.rows('SELECT count(*) FROM card_event'),
    await issuer.rows('SELECT count(*) FROM transfer'),
    await issuer.rows('SELECT count(*) FROM audit'),
    await issuer.rows('SELECT count(*) FROM canary'),
  ];
  const unchanged = async (batchId: number, refused: () => Promise<unknown>, code: string): Promise<void> => {
    const before = await picture(batchId);
    await expect(refused()).rejects.toMatchObject({ code });
    expect(await picture(batchId)).toEqual(before);
  };

  beforeAll(async () => {
    issuer = await MintHouse.create();
    press = await Press.confirmed(issuer);
  });
  afterEach(async () => {
    expect(await issuer.broken()).toEqual([]);
    expect(childrenRunning(CHILD)).toEqual([]);
  });
  afterAll(async () => {
    press.close();
    await issuer.close();
  });

  it('are encrypted, opened, counted, certified; and three of them are pulled', async () => {
    const { id: batchId } = await press.minted(1_000);
    const before = { firstCard: cardId(batchId, 10), lastCard: cardId(batchId, 14), reason: 'Smudged.' };
    await issuer.batches.spoil(batchId, issuer.manager, before);
    const pins = await pinsOf(batchId, 1_000);

    const bundle = await press.made(batchId);
    expect(bundle).toMatchObject({ state: 'ready', cards: 995, done: 995, reason: null });
    expect(bundle.expiresAt!.getTime() - bundle.readyAt!.getTime()).toBe(24 * 3_600_000);
    expect(await readdir(folderOf(batchId))).toEqual([`${bundle.id}.age`]);
    const atRest = join(folderOf(batchId), `${bundle.id}.age`);
    expect(statSync(atRest).mode & 0o777).toBe(0o600);
    expect((await readFile(atRest, 'latin1')).startsWith('age-encryption.org/v1\n-> X25519 ')).toBe(true);

    const file = await press.fetched(bundle);
    expect(await readdir(folderOf(batchId))).toEqual([]);
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest()
        .equals(bundle.sha256!),
    ).toBe(true);
    const lines = (await press.open(file, await press.manifestOf(bundle))).trimEnd().split('\n');
    const cards = lines.slice(1, -1).map((line) => line.split(';'));
    const kept = pins.map((pin, index) => [serialOf(cardId(batchId, index)), pin]).filter((_, i) => i < 10 || i > 14);
    expect(cards.map(([, , serial, pin]) => [serial, pin])).toEqual(kept);
    expect(cards.map(([, sequence]) => sequence)).toEqual(kept.map((_, i) => String(i + 1)));

    await issuer.seals.seal(batchId, issuer.manager);
    expect(existsSync(folderOf(batchId))).toBe(false);
    await papers().receive(enter(bundle, await press.receipt(bundle)));
    const ruined = [...serials(batchId, 3, 500), `${serials(batchId, 20)[0]!}..${serials(batchId, 29)[0]!}`];
    expect(await papers().spoil(enter(bundle, { serials: ruined, reason: 'Web break.' }))).toBe(12);
    const certificate = press.certificate(bundle, { printed: 983, spoiled: 12 });
    const canaries = await papers().certify(enter(bundle, certificate));

    expect(new Set(canaries).size).toBe(3);
    expect(await bundles().canariesOf(batchId)).toEqual(canaries);
    const reader = await issuer.reader.counts(await issuer.reader.get(batchId));
    expect(reader).toEqual({ printed: 980, spoiled: 20 });
    const events = await issuer.rows<{ first_card: string }>(
      `SELECT first_card FROM card_event WHERE kind = 'spoil' AND detail->>'reason' = 'Quality sample.' ORDER BY 1`,
    );
    expect(events.map(({ first_card }) => BigInt(first_card))).toEqual(canaries);
    const [posted] = await issuer.rows(
      `SELECT sum(t.amount) AS months FROM transfer t JOIN (SELECT DISTINCT source FROM card_event
         WHERE kind = 'spoil' AND first_card / 10000000 = $1) e ON e.source = t.source WHERE t.kind = 'spoil'`,
      [batchId],
    );
    expect(posted).toEqual({ months: '60' });
    expect(await bundles().get(batchId, bundle.id)).toMatchObject({ state: 'downloaded', spoiled: 12, certificate });
    expect(await deeds(batchId)).toEqual([
      'bundle.request',
      'bundle.download',
      'bundle.receipt',
      'bundle.spoilage',
      'bundle.certificate',
    ]);
  });

  it('leave no PIN and no key in a row, a job, an audit line or the manifest', async () => {
    const { batch, bundle } = await press.left(50);
    const pins = await pinsOf(batch.id, 50);
    const key = issuer.keyring.batchKey(batch.id)!;
    const tables = ['bundle', 'house_key', 'audit', 'approval', 'outbox', 'office_key', 'batch'];
    const text = JSON.stringify(
      await Promise.all(tables.map((table) => issuer.rows(`SELECT row_to_json(t) AS row FROM ${table} t`))),
    );
    const secrets = [...pins, ...pins.map((pin) => pin.replace(/(.{4})(?=.)/g, '$1 '))];
    for (const secret of [...secrets, key.toString('hex'), key.toString('base64'), press.secrets.identity]) {
      expect(text.includes(secret)).toBe(false);
    }
    // Nothing to try the one PIN of a small bundle against, either: the digest of the content has a secret salt.
    const { batch: small, bundle: alone } = await press.left(1);
    const [pin] = await pinsOf(small.id, 1);
    const { manifest } = await press.manifestOf(alone);
    const opened = await press.open(join(press.folder, `${alone.id}.age`), await press.manifestOf(alone));
    expect(createHash('sha256').update(opened).digest('hex')).toBe(manifest.contentSha256);
    const nonce = opened.split('\n')[0]!.split(';').at(-1)!;
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(await issuer.rows('SELECT row_to_json(t) FROM bundle t')).includes(nonce)).toBe(false);
    expect(opened).toContain(`;${pin!};`);
    expect(bundle.manifest).toEqual((await press.manifestOf(bundle)).manifest);
  });

  it('go as finished sheets, too', async () => {
    const { id: batchId } = await press.minted(35);
    const bundle = await press.made(batchId, 'sheets');
    expect(bundle).toMatchObject({ state: 'ready', cards: 35, kind: 'sheets' });
    const file = await press.fetched(bundle);
    const out = join(press.folder, 'sheets');
    const content = await openBundle(press.order(file, await press.manifestOf(bundle), out));
    expect(content).toMatchObject({ files: 1, facts: { cards: 35 } });
    const [name, ...others] = readdirSync(out);
    expect([name, others]).toEqual([
      `reup-${String(batchId).padStart(6, '0')}-${serials(batchId, 0)[0]!}-${serials(batchId, 34)[0]!}.pdf`,
      [],
    ]);
    expect((await readFile(join(out, name!), 'latin1')).slice(0, 5)).toBe('%PDF-');
    expect(statSync(join(out, name!)).mode & 0o777).toBe(0o600);
  });

  it('leave for no key that two others have not compared', async () => {
    const shy = await Press.waiting(issuer);
    const decide = (staffId: string, decision: 'approved' | 'rejected' = 'approved') =>
      houses().decideKey({ keyId: shy.key.id, staffId, decision });
    await expect(shy.minted(10)).rejects.toMatchObject({ code: 'house_key.not_confirmed' });
    await expect(decide(issuer.manager)).rejects.toMatchObject({ code: 'approval.same_person' });
    expect(await decide(issuer.approver)).toMatchObject({ state: 'waiting' });
    await expect(decide(issuer.approver)).rejects.toMatchObject({ code: 'approval.same_person' });
    await expect(shy.minted(10)).rejects.toMatchObject({ code: 'house_key.not_confirmed' });
    expect(await decide(issuer.other)).toMatchObject({ state: 'confirmed' });
    await expect(decide(issuer.other)).rejects.toMatchObject({ code: 'house_key.wrong_state' });

    const { id: batchId } = await shy.minted(10);
    const { id: keyId, houseId } = shy.key;
    const retire = () =>
      issuer.get(Transactions).run((tx) => houses().retireKey(tx, { houseId, keyId, staffId: issuer.manager }));
    const asked = await shy.requested(batchId);
    expect(await retire()).toMatchObject({ state: 'retired' });
    await expect(retire()).rejects.toMatchObject({ code: 'house_key.wrong_state' });
    // Asked for before, and made after: it is encrypted to no retired key.
    await maker().make(asked.id, NEVER);
    expect(await bundles().get(batchId, asked.id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('retired'),
    });
    await unchanged(batchId, () => shy.requested(batchId), 'house_key.not_confirmed');
    shy.close();
  });

  it('leave for no key that one person rejected, nor for one that was used before', async () => {
    const shy = await Press.waiting(issuer);
    const vote = {
      keyId: shy.key.id,
      staffId: issuer.other,
      decision: 'rejected',
      reason: 'Read out otherwise.',
    } as const;
    expect(await houses().decideKey(vote)).toMatchObject({ state: 'rejected' });
    await expect(houses().decideKey({ ...vote, decision: 'approved' })).rejects.toMatchObject({
      code: 'house_key.wrong_state',
    });
    const { recipient, signingKey } = shy.secrets.public;
    const keys = await readHouseKeys(recipient, signingKey);
    const add = (houseId: number, added = keys) =>
      issuer.get(Transactions).run((tx) => houses().addKey(tx, { houseId, keys: added, staffId: issuer.manager }));
    await expect(add(shy.key.houseId)).rejects.toMatchObject({ code: 'house_key.invalid' });
    await expect(add(99_999)).rejects.toMatchObject({ code: 'print_house.not_found' });

    const fresh = (await makeHouseSecrets()).public;
    const waiting = await add(shy.key.houseId, await readHouseKeys(fresh.recipient, fresh.signingKey));
    const again = await add(shy.key.houseId, await readHouseKeys(fresh.recipient, fresh.signingKey));
    expect(again.id).toBe(waiting.id);
    // The same recipient with another signing key is another pair of keys.
    const mixed = await readHouseKeys(fresh.recipient, signingKey);
    await expect(add(shy.key.houseId, mixed)).rejects.toMatchObject({ code: 'house_key.invalid' });
    shy.close();
  });

  it('leave from a minted batch with a house only', async () => {
    const { id: inHouse } = await issuer.minted(10);
    await unchanged(inHouse, () => press.requested(inHouse), 'batch.wrong_state');
    const { id: requested } = await issuer.request(10, undefined, { houseKeyId: press.key.id });
    await unchanged(requested, () => press.requested(requested), 'batch.wrong_state');
    await expect(press.requested(999_999)).rejects.toMatchObject({ code: 'batch.not_found' });
    const { id: bound } = await press.minted(10);
    await expect(issuer.requestSheet(bound)).rejects.toMatchObject({ code: 'batch.at_print_house' });
    await expect(bundles().get(bound, issuer.manager)).rejects.toMatchObject({ code: 'bundle.not_found' });
  });

  it('are downloaded once: of two at once one gets them', async () => {
    const { id: batchId } = await press.minted(20);
    const bundle = await press.made(batchId);
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => bundles().openAge(batchId, bundle.id, issuer.manager)),
    );
    const won = tries.filter((one) => one.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const one of tries) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'bundle.downloaded' });
      else one.value.stream.destroy();
    }
    expect((await deeds(batchId)).filter((deed) => deed === 'bundle.download')).toHaveLength(1);
    await unchanged(batchId, () => bundles().openAge(batchId, bundle.id, issuer.other), 'bundle.downloaded');
  });

  it('are not downloaded before they are ready, after a day, or by the wrong batch', async () => {
    const { id: batchId } = await press.minted(20);
    const asked = await press.requested(batchId);
    await unchanged(batchId, () => bundles().openAge(batchId, asked.id, issuer.manager), 'bundle.not_ready');
    await expect(bundles().manifest(batchId, asked.id)).rejects.toMatchObject({ code: 'bundle.not_ready' });
    await unchanged(batchId, () => press.requested(batchId), 'bundle.wrong_state');
    await maker().make(asked.id, NEVER);
    await unchanged(batchId, () => press.requested(batchId), 'bundle.wrong_state');
    await expect(bundles().openAge(batchId + 1, asked.id, issuer.manager)).rejects.toMatchObject({
      code: 'bundle.not_found',
    });

    await bundles().sweep();
    expect(await stateOf(asked)).toBe('ready');
    await issuer.asOwner(`UPDATE bundle SET expires_at = now() WHERE id = '${asked.id}'`);
    await unchanged(batchId, () => bundles().openAge(batchId, asked.id, issuer.manager), 'bundle.expired');
    await bundles().sweep();
    expect(await stateOf(asked)).toBe('expired');
    expect(await readdir(folderOf(batchId))).toEqual([]);
    expect(await deeds(batchId)).toEqual(['bundle.request', 'bundle.expire']);
    await unchanged(batchId, () => bundles().openAge(batchId, asked.id, issuer.manager), 'bundle.expired');
    // Nothing has left: the next one needs nobody else.
    expect(await press.made(batchId)).toMatchObject({ state: 'ready' });
  });

  it('whose file somebody removed can be asked for again', async () => {
    const { id: batchId } = await press.minted(20);
    const bundle = await press.made(batchId);
    await rm(folderOf(batchId), { recursive: true });
    await unchanged(batchId, () => bundles().openAge(batchId, bundle.id, issuer.manager), 'bundle.not_ready');
    await bundles().sweep();
    expect(await stateOf(bundle)).toBe('failed');
    expect(await press.made(batchId)).toMatchObject({ state: 'ready' });
  });

  it('leave a second time only when another person agrees, and never after the receipt', async () => {
    const { batch, bundle } = await press.left(20);
    const again = await press.requested(batch.id);
    expect(again.state).toBe('waiting');
    await maker().make(again.id, NEVER);
    expect(await stateOf(again)).toBe('waiting');
    const decide = (staffId: string, decision: 'approved' | 'rejected') =>
      bundles().decideAgain({ bundleId: again.id, staffId, decision });
    await unchanged(batch.id, () => decide(issuer.manager, 'approved'), 'approval.same_person');
    expect(await decide(issuer.other, 'rejected')).toMatchObject({ state: 'failed' });
    await unchanged(batch.id, () => decide(issuer.other, 'approved'), 'bundle.wrong_state');

    const third = await press.requested(batch.id);
    const vote = { bundleId: third.id, staffId: issuer.approver, decision: 'approved' } as const;
    expect(await bundles().decideAgain(vote)).toMatchObject({ state: 'making' });
    await maker().make(third.id, NEVER);
    expect(await stateOf(third)).toBe('ready');
    const file = await press.fetched(await bundles().get(batch.id, third.id));
    expect((await press.open(file, await press.manifestOf(third))).split('\n')).toHaveLength(23);
    await papers().receive(enter(third, await press.receipt(third)));
    await unchanged(batch.id, () => press.requested(batch.id), 'bundle.wrong_state');
    // The house certifies for all that it was sent of the batch, the broken download too.
    await papers().certify(enter(third, press.certificate(await bundles().get(batch.id, third.id))));
    const open =
      'SELECT count(*)::int AS open FROM bundle WHERE batch_id = $1 AND downloaded_at IS NOT NULL AND certificate IS NULL';
    expect(await issuer.rows(open, [batch.id])).toEqual([{ open: 0 }]);
    expect(await bundles().get(batch.id, bundle.id)).toMatchObject({ receipt: null });
  });

  it('that wait or are being made end with the seal', async () => {
    const { batch } = await press.left(20);
    const waiting = await press.requested(batch.id);
    await issuer.seals.seal(batch.id, issuer.manager);
    expect(await stateOf(waiting)).toBe('destroyed');
    await unchanged(batch.id, () => bundles().openAge(batch.id, waiting.id, issuer.manager), 'batch.sealed');
    await unchanged(batch.id, () => press.requested(batch.id), 'batch.sealed');
    const vote = { bundleId: waiting.id, staffId: issuer.other, decision: 'approved' } as const;
    await unchanged(batch.id, () => bundles().decideAgain(vote), 'batch.sealed');
  });

  it('are made again when the child is killed, and only whole', async () => {
    const { id: batchId } = await press.minted(60_000);
    const { id } = await press.requested(batchId);
    const making = maker()
      .make(id, NEVER)
      .catch((error: unknown) => error);
    await until(
      () =>
        childrenRunning(CHILD).length > 0 && existsSync(folderOf(batchId)) && readdirSync(folderOf(batchId)).length > 0,
    );
    for (const pid of childrenRunning(CHILD)) process.kill(pid, 'SIGKILL');
    expect(await making).toBeInstanceOf(ChildFailed);
    expect(await readdir(folderOf(batchId))).toEqual([]);
    expect(await bundles().get(batchId, id)).toMatchObject({ state: 'making', sha256: null });
    await maker().make(id, NEVER);
    const bundle = await bundles().get(batchId, id);
    expect(bundle).toMatchObject({ state: 'ready', cards: 60_000 });
    const text = await press.open(await press.fetched(bundle), await press.manifestOf(bundle));
    expect(text.split('\n')).toHaveLength(60_003);
  });

  it('made twice at once are one file, the one that the manifest is about', async () => {
    const { id: batchId } = await press.minted(200);
    const { id } = await press.requested(batchId);
    await Promise.all([maker().make(id, NEVER), maker().make(id, NEVER)]);
    const bundle = await bundles().get(batchId, id);
    expect(await readdir(folderOf(batchId))).toEqual([`${id}.age`]);
    await press.open(await press.fetched(bundle), await press.manifestOf(bundle));
  });

  it('open for nobody else, and not after a change', async () => {
    const { bundle } = await press.left(100);
    const file = join(press.folder, `${bundle.id}.age`);
    const signed = await press.manifestOf(bundle);
    await press.open(file, signed);
    const broken = (order: Promise<unknown>) => expect(order).rejects.toBeInstanceOf(BundleBroken);

    const stranger = (await makeHouseSecrets()).identity;
    await expect(press.open(file, signed, { identity: stranger })).rejects.toBeInstanceOf(BundleNotForUs);
    const changes: readonly Partial<SignedManifest['manifest']>[] = [
      { cards: 99 },
      { sha256: '0'.repeat(64) },
      { house: 'X' },
    ];
    for (const change of changes) {
      await broken(press.open(file, { ...signed, manifest: { ...signed.manifest, ...change } }));
    }
    await broken(press.open(file, { ...signed, signature: Buffer.alloc(64).toString('base64') }));
    const order = press.order(file, signed, join(press.folder, 'no.txt'));
    await broken(openBundle({ ...order, issuerKey: generateKeyPairSync('ed25519').publicKey }));

    const age = await readFile(file);
    for (const at of [0, 60, 300, age.length - 1]) {
      const other = Buffer.from(age);
      other[at] = other[at]! ^ 1;
      await writeFile(join(press.folder, 'other.age'), other);
      await broken(press.open(join(press.folder, 'other.age'), signed));
    }
    await writeFile(join(press.folder, 'other.age'), age.subarray(0, -1));
    await broken(press.open(join(press.folder, 'other.age'), signed));
    expect(existsSync(join(press.folder, 'no.txt'))).toBe(false);
    expect(readdirSync(press.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('are received, spoiled and certified on the house’s own word and the bundle’s own numbers, or not at all', async () => {
    const { id: batchId } = await press.minted(50);
    const one = { firstCard: cardId(batchId, 7), lastCard: cardId(batchId, 7), reason: 'Smudged.' };
    await issuer.batches.spoil(batchId, issuer.manager, one);
    const bundle = await press.made(batchId);
    const receive = async (change: Partial<BundleReceipt> = {}, after: object = {}) =>
      papers().receive(enter(bundle, { ...(await press.receipt(bundle, change)), ...after }));
    await unchanged(batchId, () => receive(), 'bundle.wrong_state');
    await press.fetched(bundle);

    await unchanged(batchId, () => receive({ cards: 48 }), 'receipt.invalid');
    await unchanged(batchId, () => receive({ sha256: '0'.repeat(64) }), 'receipt.invalid');
    await unchanged(batchId, () => receive({ bundle: issuer.manager }), 'receipt.invalid');
    await unchanged(batchId, () => receive({}, { signedAt: '2026-01-01T00:00:00.000Z' }), 'receipt.invalid');
    const stranger = await Press.waiting(issuer);
    const { signature } = await stranger.receipt(bundle);
    stranger.close();
    await unchanged(batchId, () => receive({}, { signature }), 'receipt.invalid');
    await unchanged(batchId, () => papers().certify(enter(bundle, press.certificate(bundle))), 'bundle.wrong_state');
    await receive();
    await unchanged(batchId, () => receive(), 'bundle.wrong_state');

    const spoil = (...list: string[]) => papers().spoil(enter(bundle, { serials: list, reason: 'Torn.' }));
    await unchanged(batchId, () => spoil(...serials(batchId, 1, 2), ...serials(batchId + 1, 0)), 'spoilage.foreign');
    await unchanged(batchId, () => spoil(...serials(batchId, 1, 50)), 'spoilage.foreign');
    await unchanged(batchId, () => spoil(...serials(batchId, 6, 7)), 'spoilage.foreign');
    expect(await spoil(...serials(batchId, 1, 2))).toBe(2);
    await unchanged(batchId, () => spoil(...serials(batchId, 2, 3)), 'card.wrong_state');
    expect(await spoil(`${serials(batchId, 30)[0]!}..${serials(batchId, 39)[0]!}`)).toBe(10);

    const certified = await bundles().get(batchId, bundle.id);
    expect(certified).toMatchObject({ cards: 49, spoiled: 12 });
    const certify = (change: Partial<BundleCertificate> = {}, after: object = {}) =>
      papers().certify(enter(bundle, { ...press.certificate(certified, change), ...after }));
    await unchanged(batchId, () => certify({ printed: 49, spoiled: 0 }), 'certificate.invalid');
    await unchanged(batchId, () => certify({ printed: 36 }), 'certificate.invalid');
    await unchanged(batchId, () => certify({ batch: '000001' }), 'certificate.invalid');
    await unchanged(batchId, () => certify({ bundle: issuer.manager }), 'certificate.invalid');
    await unchanged(batchId, () => certify({}, { witness: 'Nobody' }), 'certificate.invalid');
    expect(await certify()).toHaveLength(1);
    await unchanged(batchId, () => certify(), 'bundle.wrong_state');
    await unchanged(batchId, () => spoil(...serials(batchId, 5)), 'bundle.wrong_state');
  });

  it('come from a job that a flushed queue gives back', async () => {
    const { id: batchId } = await press.minted(10);
    const { id } = await press.requested(batchId);
    await issuer.asOwner('DELETE FROM outbox');
    await maker().restage();
    const jobs = await issuer.rows<{ data: { bundleId: string } }>(`SELECT data FROM outbox WHERE queue = 'bundles'`);
    expect(jobs.map(({ data }) => data.bundleId)).toContain(id);
    await maker().fail(id, 'Five times in vain.');
    expect(await bundles().get(batchId, id)).toMatchObject({ state: 'failed', reason: 'Five times in vain.' });
    await unchanged(batchId, () => bundles().openAge(batchId, id, issuer.manager), 'bundle.wrong_state');
  });
});
