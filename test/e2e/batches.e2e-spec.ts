import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessModule, createStaff, issueToken } from '#lib/access';
import { CardBatchModule } from '#lib/card-batch';
import { CardStockModule } from '#lib/card-stock';
import { cardId, serialOf } from '#lib/cards';
import { Transactions } from '#lib/database';
import type { Role } from '#lib/http';
import { canonicalJson } from '#lib/kernel';
import { type Config, Keyring, readConfig } from '#lib/runtime';
import { BatchesController } from '../../apps/api/src/batches/batches.controller.js';
import { SheetsController } from '../../apps/api/src/batches/sheets.controller.js';
import { createApiApp } from '../../apps/api/src/create-app.js';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { approvedTemplate } from '../support/approved-template.js';
import { type TestDatabase, createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** The same two controllers, for as long as the API's own list does not name them. */
@Module({
  imports: [AccessModule, CardBatchModule, CardStockModule],
  controllers: [BatchesController, SheetsController],
})
class Batches {}

/** API and worker in one process, as `reup up` runs them. */
async function startApp(config: Config, keyring: Keyring): Promise<NestFastifyApplication> {
  const list = readFileSync(join(import.meta.dirname, '../../apps/api/src/api.module.ts'), 'utf8');
  const beside = list.includes('BatchesController') ? [WorkerModule] : [WorkerModule, Batches];
  const app = await createApiApp(config, keyring, beside);
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('the office’s batches', () => {
  const base = '/v1/office/batches';
  let database: TestDatabase;
  let home: string;
  let app: NestFastifyApplication;
  let url: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    home = mkdtempSync(join(tmpdir(), 'reup-batches-'));
    const config = readConfig({ DATABASE_URL: database.url, REUP_HOME: home, NODE_ENV: 'test', LOG_LEVEL: 'error' });
    app = await startApp(config, Keyring.open(config.keyringDir, { create: true }));
    url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
    await hire('maria', 'batch-manager', 'approver', 'admin');
    await hire('bela', 'approver', 'reviewer');
    await hire('carl', 'finance');
    await product();
    await approvedTemplate(app, { productId: 1 });
  });
  afterAll(async () => {
    await app?.close();
    await database.drop();
    rmSync(home, { recursive: true, force: true });
  });

  async function hire(name: string, ...roles: readonly Role[]): Promise<void> {
    await app.get(Transactions).run(async (tx) => {
      const staffId = await createStaff(tx, { email: `${name}@reup.example`, name, passwordHash: '-', roles });
      const expiresAt = new Date(Date.now() + 3_600_000);
      tokens.set(name, await issueToken(tx, { staffId, name: 'test', expiresAt }));
    });
  }

  function send(who: string, method: string, path: string, body?: object, headers: object = {}): Promise<Response> {
    return fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokens.get(who)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  // biome-ignore lint: a test says what it expects of it
  async function call(who: string, method: string, path: string, body?: object, headers?: object): Promise<any> {
    const answer = await send(who, method, path, body, headers);
    return { status: answer.status, headers: answer.headers, ...((await answer.json()) as object) };
  }

  async function product(): Promise<void> {
    const made = await call('maria', 'POST', '/v1/office/products', {
      name: 'Re-Up 3 months',
      plan: 'basic',
      months: 3,
      amountMinor: 3_000,
      currency: 'USD',
      gtin: '09506000134352',
      shelfMonths: 24,
      afterSaleMonths: 60,
    });
    expect(made).toMatchObject({ status: 201, id: '1' });
  }

  it('go from a request to the shop in the words of the contract', async () => {
    const asked = { productId: '1', quantity: 1_500 };
    const made = await call('maria', 'POST', base, asked, { 'idempotency-key': 'k1' });
    expect(made).toMatchObject({
      status: 201,
      id: '000001',
      state: 'requested',
      quantity: 1_500,
      minted: 0,
      productId: '1',
    });
    expect(made.firstSerial).toBe(serialOf(cardId(1, 0)));
    expect(made.lastSerial).toBe(serialOf(cardId(1, 1_499)));
    const again = await call('maria', 'POST', base, asked, { 'idempotency-key': 'k1' });
    expect(again).toMatchObject({ status: 201, id: '000001' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');

    expect(await call('maria', 'POST', `${base}/1/approve`)).toMatchObject({
      status: 403,
      code: 'approval.same_person',
    });
    expect(await call('carl', 'POST', `${base}/1/approve`)).toMatchObject({ status: 403, code: 'role.missing' });
    expect(await call('bela', 'POST', `${base}/000001/approve`)).toMatchObject({ status: 202, state: 'approved' });

    const stream = await send('carl', 'GET', `${base}/1/progress`);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const messages = [...(await stream.text()).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
    expect(messages.at(-1)).toEqual({
      id: '000001',
      state: 'minted',
      quantity: 1_500,
      minted: 1_500,
      reason: null,
      ratePerS: null,
      leftS: null,
    });
    for (const verb of ['approve', 'ask']) {
      const who = verb === 'approve' ? 'bela' : 'maria';
      expect(await call(who, 'POST', `${base}/1/${verb}`)).toMatchObject({ status: 409, code: 'approval.decided' });
    }
    expect(await call('carl', 'GET', `${base}/1/manifest`)).toMatchObject({ status: 409, code: 'batch.not_sealed' });

    expect(await call('maria', 'GET', `${base}/1`)).toMatchObject({ state: 'minted', counts: { minted: 1_500 } });
    expect(await call('maria', 'POST', `${base}/1/seal`)).toMatchObject({ status: 409, code: 'batch.nothing_printed' });

    const sheet = await call('maria', 'POST', `${base}/1/sheets`, {});
    expect(sheet).toMatchObject({ status: 202, state: 'making', cards: 1_500 });
    const path = `${base}/1/sheets/${sheet.id}`;
    const ready = await until(async () => {
      const now = await call('maria', 'GET', path);
      return now.state === 'making' ? undefined : now;
    });
    expect(ready).toMatchObject({ status: 200, state: 'ready', cards: 1_500, done: 1_500 });
    const pdf = await send('maria', 'GET', `${path}.pdf`);
    expect(pdf.status).toBe(200);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('cache-control')).toBe('no-store');
    expect(pdf.headers.get('content-disposition')).toMatch(/^attachment; filename="reup-000001-.*\.pdf"$/);
    expect(pdf.headers.get('content-length')).toBe(String(ready.bytes));
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(ready.sha256);

    const spoil = { firstSerial: serialOf(cardId(1, 0)), lastSerial: serialOf(cardId(1, 9)), reason: 'Cut askew.' };
    expect(await call('maria', 'POST', `${base}/1/spoil`, spoil)).toMatchObject({ status: 200 });
    expect(await call('maria', 'POST', `${base}/1/seal`)).toMatchObject({ status: 200, state: 'sealed' });
    expect(await call('maria', 'GET', `${path}.pdf`)).toMatchObject({ status: 409, code: 'batch.sealed' });
    expect(await call('maria', 'POST', `${base}/1/sheets`)).toMatchObject({ status: 409, code: 'batch.sealed' });
    expect(await call('maria', 'POST', `${base}/1/release`)).toMatchObject({
      status: 403,
      code: 'approval.same_person',
    });
    expect(await call('bela', 'POST', `${base}/1/release`)).toMatchObject({ status: 200, state: 'released' });
    expect(await call('bela', 'POST', `${base}/1/freeze`, { reason: 'A leak.' })).toMatchObject({
      status: 200,
      state: 'frozen',
    });
    expect(await call('bela', 'POST', `${base}/1/unfreeze`)).toMatchObject({ status: 200, state: 'frozen' });
    expect(await call('carl', 'GET', `${base}/1`)).toMatchObject({
      unfreezeAsked: true,
      counts: { printed: 1_490, spoiled: 10 },
    });
    expect(await call('bela', 'POST', `${base}/1/unfreeze`)).toMatchObject({
      status: 403,
      code: 'approval.same_person',
    });
    expect(await call('maria', 'POST', `${base}/1/unfreeze`)).toMatchObject({ status: 200, state: 'released' });
    expect(await call('maria', 'POST', `${base}/1/close`)).toMatchObject({ status: 409, code: 'batch.cards_open' });

    expect(await call('carl', 'GET', `${base}/1`)).toMatchObject({
      nextStep: 'ship',
      productName: 'Re-Up 3 months',
      requestedByName: 'maria',
      approvedByName: 'bela',
      releasedByName: 'bela',
      houseKeyId: null,
      askedUntil: null,
      progress: null,
    });
    expect(await call('carl', 'GET', `${base}/1/equation`)).toMatchObject({
      status: 200,
      minted: 1_500,
      spoiled: 10,
      warehouse: 1_490,
      inStore: 0,
      blockedSold: 0,
      closes: true,
    });
    const { items } = await call('carl', 'GET', `${base}/1/timeline`);
    expect(items[0]).toMatchObject({ what: 'batch.request', who: 'maria', detail: { quantity: 1_500 } });
    expect(items.at(-1)).toMatchObject({ what: 'batch.unfreeze', who: 'maria' });
    const signed = await call('carl', 'GET', `${base}/1/manifest`);
    const bytes64 = Buffer.from(signed.signature, 'base64');
    const bytesSigned = Buffer.from(`${signed.manifest.format}\n${canonicalJson(signed.manifest)}`);
    expect(verify(null, bytesSigned, createPublicKey(signed.publicKey), bytes64)).toBe(true);
    expect(signed.manifest).toMatchObject({ batch: '000001', cards: { minted: 1_500, spoiled: 10 } });
  });

  it('are refused in the words of the contract', async () => {
    expect(await call('maria', 'POST', base, { productId: '77', quantity: 1 })).toMatchObject({
      code: 'product.not_found',
    });
    for (const body of [
      { productId: '1', quantity: 0 },
      { productId: '1', quantity: 1.5 },
      { productId: '1', quantity: 1, x: 1 },
    ]) {
      expect(await call('maria', 'POST', base, body)).toMatchObject({ status: 400, code: 'request.invalid' });
    }
    expect(await call('maria', 'GET', `${base}/abc`)).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(await call('maria', 'GET', `${base}/999998`)).toMatchObject({ status: 404, code: 'batch.not_found' });
    expect(await call('maria', 'GET', `${base}/999998/progress`)).toMatchObject({
      status: 404,
      code: 'batch.not_found',
    });
    const { id } = await call('maria', 'POST', base, { productId: '1', quantity: 10 });
    expect(await call('bela', 'POST', `${base}/${id}/reject`)).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(await call('bela', 'POST', `${base}/${id}/reject`, { reason: 'Too few.' })).toMatchObject({
      status: 200,
      state: 'rejected',
      reason: 'Too few.',
    });
    const { id: other } = await call('maria', 'POST', base, { productId: '1', quantity: 10 });
    expect(await call('maria', 'POST', `${base}/${other}/cancel`)).toMatchObject({ status: 200, state: 'cancelled' });
    expect(await call('maria', 'POST', `${base}/${other}/seal`)).toMatchObject({
      status: 409,
      code: 'batch.wrong_state',
    });
    expect(await call('maria', 'POST', `${base}/${other}/resume`)).toMatchObject({
      status: 409,
      code: 'batch.wrong_state',
    });
    for (const wanted of [{ templateId: '99' }, { houseKeyId: '99' }, { templateId: 'x' }]) {
      const code = wanted.houseKeyId === '99' ? 'house_key.not_found' : 'template.not_found';
      const refused = await call('maria', 'POST', base, { productId: '1', quantity: 10, ...wanted });
      expect(refused.code).toBe(wanted.templateId === 'x' ? 'request.invalid' : code);
    }
    for (const path of ['timeline', 'equation', 'manifest']) {
      expect(await call('carl', 'GET', `${base}/999998/${path}`)).toMatchObject({
        status: 404,
        code: 'batch.not_found',
      });
    }
    expect(await call('bela', 'POST', `${base}/${id}/ask`)).toMatchObject({ status: 403, code: 'role.missing' });
    const nobody = `${base}/1/sheets/018f0000-0000-7000-8000-000000000000`;
    expect(await call('maria', 'GET', nobody)).toMatchObject({ status: 404, code: 'sheet.not_found' });
    expect(await call('maria', 'GET', `${nobody}.pdf`)).toMatchObject({ status: 404, code: 'sheet.not_found' });
    expect((await fetch(`${url}${base}`)).status).toBe(401);
  });

  it('are listed newest first, page by page', async () => {
    const first = await call('carl', 'GET', `${base}?limit=2`);
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['000003', '000002']);
    const second = await call('carl', 'GET', `${base}?limit=2&cursor=${first.next}`);
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['000001']);
    expect(second.next).toBeNull();
    const rejected = await call('carl', 'GET', `${base}?state=rejected&productId=1`);
    expect(rejected.items.map(({ id }: { id: string }) => id)).toEqual(['000002']);
    expect((await call('carl', 'GET', `${base}?productId=2`)).items).toEqual([]);
    expect(await call('carl', 'GET', `${base}?state=lost`)).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});
