import { createHash } from 'node:crypto';
import { PRESETS, ProofService } from '#lib/card-stock';
import { type Answer, type Person, TestApi } from '../support/api.js';

const BASE = '/v1/office/templates';
const A4 = PRESETS['a4-10up'];

describe('the office’s print templates', () => {
  let api: TestApi;
  let manager: Person;
  let ann: Person;
  let abe: Person;
  let clerk: Person;
  let productId: string;

  beforeAll(async () => {
    api = await TestApi.start();
    manager = await api.person('batch-manager');
    ann = await api.person('approver');
    abe = await api.person('approver');
    clerk = await api.person('support');
    const admin = await api.person('admin');
    const made = await call(admin, 'POST', '/v1/office/products', {
      name: 'Re-Up 3 months',
      plan: 'home',
      months: 3,
      amountMinor: 3_000,
      currency: 'USD',
      gtin: '09506000134352',
      shelfMonths: 24,
      afterSaleMonths: 60,
    });
    productId = made.json.id;
  });
  afterAll(() => api?.close());

  function call(who: Person, method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    return api.call(method, path, { token: who.token, headers, ...(body === undefined ? {} : { body }) });
  }
  function expectShownPdf({ status, headers, text }: Answer, name: string | RegExp): void {
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-disposition']).toMatch(name);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text.slice(0, 5)).toBe('%PDF-');
  }

  it('lead from a preset to a proof that two people approved', async () => {
    const presets = await call(clerk, 'GET', `${BASE}/presets`);
    expect(presets.json.items.map(({ name }: { name: string }) => name)).toEqual(Object.keys(PRESETS));
    const { spec } = presets.json.items[0];
    expect(spec).toEqual(A4);

    const body = { name: 'Re-Up A4', spec };
    expect(await call(ann, 'POST', BASE, body)).toMatchObject({ status: 403, json: { code: 'role.missing' } });
    const made = await call(manager, 'POST', BASE, body, { 'idempotency-key': 't1' });
    expect(made).toMatchObject({
      status: 201,
      json: { id: '1', name: 'Re-Up A4', version: 1, stock: A4.layout.name, languages: ['en'], state: 'draft' },
    });
    const again = await call(manager, 'POST', BASE, body, { 'idempotency-key': 't1' });
    expect(again).toMatchObject({ status: 201, json: { id: '1' } });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await call(manager, 'POST', BASE, body)).json).toMatchObject({ id: '2', version: 2 });

    const proof = await call(manager, 'POST', `${BASE}/1/proofs`, { productId });
    expect(proof).toMatchObject({
      status: 201,
      json: { templateId: '1', productId, state: 'waiting', madeBy: manager.staffId },
    });
    const { id, sha256 } = proof.json;
    const shown = await fetch(`${api.url}${BASE}/1/proofs/${id}.pdf`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    const pdf = Buffer.from(await shown.arrayBuffer());
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
    expectShownPdf(await call(clerk, 'GET', `${BASE}/1/proofs/${id}.pdf`), /^inline; filename="proof-.*\.pdf"$/);

    const proofs = api.app.get(ProofService);
    await proofs.decide({ proofId: id, staffId: ann.staffId, decision: 'approved' });
    expect((await call(clerk, 'GET', `${BASE}/1/proofs`)).json.items).toMatchObject([{ id, state: 'waiting' }]);
    await proofs.decide({ proofId: id, staffId: abe.staffId, decision: 'approved' });
    const detail = await call(clerk, 'GET', `${BASE}/1`);
    expect(detail.json).toMatchObject({ state: 'proofed', spec: A4, proof: { id, state: 'approved', sha256 } });

    const page = await call(clerk, 'GET', `${BASE}?limit=1`);
    expect(page.json.items).toMatchObject([{ id: '1', state: 'proofed', createdByName: expect.any(String) }]);
    const next = await call(clerk, 'GET', `${BASE}?limit=1&cursor=${page.json.next}`);
    expect(next.json).toMatchObject({ items: [{ id: '2', state: 'draft' }], next: null });

    expect(await call(manager, 'POST', `${BASE}/2/retire`)).toMatchObject({ status: 200, json: { state: 'retired' } });
    expect(await call(manager, 'POST', `${BASE}/2/retire`)).toMatchObject({
      status: 409,
      json: { code: 'template.retired' },
    });
    expect(await call(manager, 'POST', `${BASE}/2/proofs`, { productId })).toMatchObject({
      status: 409,
      json: { code: 'template.retired' },
    });
  });

  it('are shown before they are kept', async () => {
    const preview = { spec: { ...A4, languages: ['en', 'es'] }, productId };
    expectShownPdf(await call(ann, 'POST', `${BASE}/preview`, preview), 'inline; filename="preview.pdf"');
    expectShownPdf(await call(ann, 'POST', `${BASE}/offset-test`, { spec: A4 }), 'inline; filename="offset-test.pdf"');
    expectShownPdf(
      await call(manager, 'GET', `${BASE}/1/preview.pdf?productId=${productId}`),
      'inline; filename="template-1-preview.pdf"',
    );
    expect(await call(clerk, 'POST', `${BASE}/preview`, preview)).toMatchObject({ status: 403 });
    expect((await call(clerk, 'GET', BASE)).json.items).toHaveLength(2);
  });

  it('are refused in the words of the contract', async () => {
    const wide = { ...A4, layout: { ...A4.layout, columns: 40 } };
    for (const path of [BASE, `${BASE}/preview`, `${BASE}/offset-test`]) {
      const rest = path === BASE ? { name: 'Wide' } : path.endsWith('preview') ? { productId } : {};
      const answer = await call(manager, 'POST', path, { ...rest, spec: wide });
      expect(answer).toMatchObject({ status: 422, json: { code: 'layout.invalid' } });
      expect(answer.json.errors[0].pointer).toMatch(/^\/spec\/layout/);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    }
    for (const body of [
      { spec: A4 },
      { name: 'x', spec: 7 },
      { name: 'x', spec: A4, y: 1 },
      { name: ' x', spec: A4 },
    ]) {
      expect(await call(manager, 'POST', BASE, body)).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    }
    expect(await call(manager, 'POST', BASE, { name: 'x', spec: { huge: 'x'.repeat(70_000) } })).toMatchObject({
      status: 413,
    });
    expect(await call(clerk, 'GET', `${BASE}/77`)).toMatchObject({ status: 404, json: { code: 'template.not_found' } });
    expect(await call(clerk, 'GET', `${BASE}/x`)).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    expect(await call(clerk, 'GET', `${BASE}/77/proofs`)).toMatchObject({ json: { code: 'template.not_found' } });
    expect(await call(manager, 'POST', `${BASE}/1/proofs`, { productId: '77' })).toMatchObject({
      status: 404,
      json: { code: 'product.not_found' },
    });
    const nobody = '018f0000-0000-7000-8000-000000000000';
    expect(await call(clerk, 'GET', `${BASE}/1/proofs/${nobody}.pdf`)).toMatchObject({
      status: 404,
      json: { code: 'proof.not_found' },
    });
    expect(await call(clerk, 'GET', `${BASE}/1/proofs/x.pdf`)).toMatchObject({ status: 400 });
    expect((await api.call('GET', BASE)).status).toBe(401);
  });
});
