import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrateQueues } from '#lib/queue';
import { Keyring, readConfig } from '#lib/runtime';
import { createApiApp } from '../../apps/api/src/create-app.js';
import { type DemoFile, refreshDemoUrl } from '../../apps/cli/src/demo/demo-file.js';
import { prepareDatabase } from '../../apps/cli/src/demo/prepare-database.js';
import { runCli } from '../../apps/cli/src/program.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';

/** The life of a card, command by command, on the demo world, the real API and the real workers. */
describe('the commands of a card’s life', () => {
  let database: TestDatabase;
  let home: string;
  let app: NestFastifyApplication;
  let demo: DemoFile;

  beforeAll(async () => {
    database = await createTestDatabase();
    home = mkdtempSync(join(tmpdir(), 'reup-cli-e2e-'));
    const config = readConfig({ DATABASE_URL: database.url, REUP_HOME: home, NODE_ENV: 'test', LOG_LEVEL: 'error' });
    const keyring = Keyring.open(config.keyringDir, { create: true });
    await migrateQueues(database.url);
    await prepareDatabase(config, keyring, { embedded: false, demo: 'required' });
    app = await createApiApp(config, keyring, [WorkerModule]);
    await app.listen(0, '127.0.0.1');
    demo = await refreshDemoUrl(home, `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`);
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  async function reup<Answer = Record<string, unknown>>(...argv: string[]) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const env = { REUP_HOME: home, DATABASE_URL: database.url };
    const code = await runCli([...argv, '--json'], { stdin, stdout, stderr, env });
    const out = String(stdout.read() ?? '');
    return { code, answer: (out === '' ? undefined : JSON.parse(out)) as Answer, err: String(stderr.read() ?? '') };
  }

  it('show the demo’s templates, and lead from a preset to a proof that waits for two people', async () => {
    const { answer: known } = await reup<{ items: object[] }>('template', 'list');
    expect(known.items).toMatchObject([
      { id: '1', name: 'Re-Up A4', state: 'proofed', languages: ['en'], createdByName: 'Bela Batch' },
      { id: '2', name: 'Re-Up A4 English and Spanish', state: 'draft', languages: ['en', 'es'] },
    ]);
    const file = join(home, 'letter.json');
    const preset = await reup<object>('template', 'preset', 'letter-8up');
    writeFileSync(file, JSON.stringify(preset.answer));
    const look = join(home, 'look.pdf');
    expect(await reup('template', 'preview', file, '--product', '2', '-o', look)).toMatchObject({ code: 0 });
    expect(readFileSync(look, 'latin1').slice(0, 5)).toBe('%PDF-');
    expect(await reup('template', 'add', file)).toMatchObject({
      code: 0,
      answer: { id: '3', name: 'letter', version: 1 },
    });
    const proof = join(home, 'proof.pdf');
    const made = await reup<{ sha256: string }>('template', 'proof', '3', '--product', '2', '-o', proof);
    expect(made).toMatchObject({ code: 0, answer: { templateId: '3', productId: '2', state: 'waiting' } });
    expect(createHash('sha256').update(readFileSync(proof)).digest('hex')).toBe(made.answer.sha256);
    expect(await reup('template', 'show', '3')).toMatchObject({ answer: { state: 'draft', spec: preset.answer } });
    const test = join(home, 'offset.pdf');
    expect(await reup('template', 'offset-test', '3', '-o', test)).toMatchObject({ code: 0, answer: { file: test } });

    writeFileSync(file, JSON.stringify({ ...preset.answer, languages: ['tlh'] }));
    expect(await reup('template', 'add', file)).toMatchObject({ code: 3, answer: { code: 'layout.invalid' } });
    expect(await reup('template', 'add', join(home, 'none.json'))).toMatchObject({ code: 2 });
    writeFileSync(file, '{');
    expect(await reup('template', 'preview', file, '-o', look)).toMatchObject({ code: 2 });
    expect(await reup('template', 'preset', 'a5')).toMatchObject({ code: 2 });
    expect(await reup('template', 'retire', '3')).toMatchObject({ code: 0, answer: { state: 'retired' } });
    expect(await reup('template', 'proof', '3')).toMatchObject({ code: 3, answer: { code: 'template.retired' } });
  }, 90_000);

  it('lead from a request to sold and redeemed cards, and every promise is kept', async () => {
    const asked = await reup<{ id: string }>('batch', 'request', '3', '40');
    expect(asked).toMatchObject({ code: 0, answer: { state: 'requested', quantity: 40, months: 3 } });
    const { id } = asked.answer;
    expect(await reup('batch', 'approve', id, '--as', 'batch-manager')).toMatchObject({
      code: 3,
      answer: { code: 'role.missing' },
    });
    expect(await reup('batch', 'approve', id, '--wait')).toMatchObject({
      code: 0,
      answer: { state: 'minted', minted: 40 },
    });
    expect(await reup('batch', 'seal', id, '--yes')).toMatchObject({
      code: 3,
      answer: { code: 'batch.nothing_printed' },
    });

    const pdf = join(home, 'sheets.pdf');
    expect(await reup('batch', 'sheets', id, '--out', pdf)).toMatchObject({ code: 0 });
    expect(readFileSync(pdf, 'latin1').slice(0, 5)).toBe('%PDF-');
    expect(statSync(pdf).mode & 0o777).toBe(0o600);

    expect(await reup('batch', 'seal', id, '--yes')).toMatchObject({ code: 0, answer: { state: 'sealed' } });
    expect(await reup('batch', 'release', id)).toMatchObject({ code: 0, answer: { state: 'released' } });
    expect(await reup('batch', 'list')).toMatchObject({ code: 0 });

    const shop = demo.stores[0]!;
    type Box = { id: string; firstSerial: string; lastSerial: string };
    const box = await reup<Box>('ship', '--batch', id, '--count', '10', '--store', shop.name);
    expect(box).toMatchObject({ code: 0, answer: { cards: 10, storeId: shop.id } });
    const next = await reup<{ firstSerial: string }>('ship', '--batch', id, '--count', '30', '--store', shop.id);
    expect(next.answer.firstSerial > box.answer.lastSerial).toBe(true);
    expect(await reup('ship', '--batch', id, '--count', '1', '--store', shop.id)).toMatchObject({ code: 3 });
    const { id: boxId, firstSerial, lastSerial } = box.answer;
    expect(await reup('receive', boxId, '--count', '9', '--missing', lastSerial)).toMatchObject({
      code: 0,
      answer: { state: 'received_short', received: 9 },
    });

    expect(await reup('till', 'check', firstSerial)).toMatchObject({ code: 0, answer: { sellable: true } });
    const sold = await reup<{ key: string }>('till', 'sell', firstSerial, '--receipt', 'R-77');
    expect(sold).toMatchObject({ code: 0, answer: { state: 'active', serial: firstSerial, amountMinor: 3_000 } });
    const { key } = sold.answer;
    const again = await reup('till', 'sell', firstSerial, '--receipt', 'R-77', '--key', key);
    expect(again).toMatchObject({
      code: 0,
      answer: sold.answer,
      err: expect.stringContaining('sold before') as unknown,
    });
    expect(await reup('till', 'sell', firstSerial)).toMatchObject({ code: 3, answer: { code: 'card.already_active' } });
    expect(await reup('till', 'sell', lastSerial)).toMatchObject({ code: 3, answer: { code: 'card.not_received' } });
    expect(await reup('till', 'status', key)).toMatchObject({ answer: { state: 'active' } });
    expect(await reup('till', 'void', key, '--reason', 'wrong card', '--yes')).toMatchObject({
      answer: { state: 'voided' },
    });
    expect(await reup('till', 'reverse', 'never-sent')).toMatchObject({ code: 0, answer: { state: 'reversed' } });

    const card = await reup<{ history: { event: string }[] }>('card', firstSerial);
    expect(card.answer.history.map(({ event }) => event)).toEqual(['mint', 'ship', 'receive', 'activate', 'void']);

    const active = demo.cards.find(({ state }) => state === 'active')!;
    const device = demo.devices[1]!.number;
    const preview = await reup<{ paidThroughAfter: string }>('preview', device, '--demo-pin', active.serial);
    const redeemed = await reup('redeem', device, '--demo-pin', active.serial);
    expect(redeemed).toMatchObject({
      code: 0,
      answer: { state: 'granted', paidThrough: preview.answer.paidThroughAfter },
    });
    expect(await reup('redeem', device, '--demo-pin', active.serial)).toMatchObject({
      code: 0,
      answer: redeemed.answer,
    });

    expect(await reup('batch', 'freeze', id, '--reason', 'canary')).toMatchObject({ answer: { state: 'frozen' } });
    expect(await reup('batch', 'unfreeze', id)).toMatchObject({ answer: { state: 'frozen' } });
    expect(await reup('batch', 'unfreeze', id, '--as', 'approver')).toMatchObject({ answer: { state: 'released' } });

    expect(await reup('migrate')).toMatchObject({ code: 0, answer: { migrations: [] } });
    expect(await reup('verify')).toMatchObject({ code: 0, answer: { kept: true, firstBroken: null } });
  }, 90_000);
});
