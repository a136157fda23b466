import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  type DrawnProof,
  PRESETS,
  PreviewService,
  type Proof,
  ProofService,
  type ProvenTemplate,
  TemplateService,
  proofPdf,
} from '#lib/card-stock';
import { ProductCatalogue } from '#lib/cards';
import { Transactions, entityTx } from '#lib/database';
import { newId } from '#lib/kernel';
import { MintHouse } from '../support/mint-house.js';
import { PdfReader } from '../support/pdf-reader.js';
import { shownTexts } from '../support/pdf-text.js';

const A4 = PRESETS['a4-10up'];

describe('print templates and their proofs', () => {
  let house: MintHouse;
  let productId: number;
  let drawn: Promise<DrawnProof> | undefined;
  const third = newId();

  beforeAll(async () => {
    house = await MintHouse.create();
    await hire(third);
    productId = await product('Re-Up 12 months', '09506000134376');
  });
  afterAll(() => house.close());

  const templates = (): TemplateService => house.get(TemplateService);
  const proofs = (): ProofService => house.get(ProofService);
  const previews = (): PreviewService => house.get(PreviewService);
  const run: Transactions['run'] = (work) => house.get(Transactions).run(work);

  async function hire(id: string): Promise<void> {
    await run((tx) =>
      tx.rows(
        `INSERT INTO staff (id, email, name, password_hash, roles) VALUES ($1::uuid, $1 || '@reup.example', 'Third', '-', '{approver}')`,
        [id],
      ),
    );
  }
  async function product(name: string, gtin: string): Promise<number> {
    const terms = {
      plan: 'home',
      months: 12,
      priceMinor: 9_900n,
      currency: 'USD',
      shelfMonths: 24,
      afterSaleMonths: 60,
    };
    return (await run((tx) => house.get(ProductCatalogue).create(tx, { name, gtin, ...terms }))).id;
  }
  const add = (name: string, spec: unknown = A4) =>
    run((tx) => templates().add(tx, { name, spec, staffId: house.manager }));
  /** All of the same look, so that one is drawn for all: nothing of a template but its look stands on a proof. */
  async function make(templateId: number): Promise<Proof> {
    drawn ??= proofs().draw(templateId, productId);
    const { about, ...rest } = await drawn;
    const { name, version } = await templates().get(templateId);
    const ofTemplate = { ...rest, templateId, about: { ...about, template: name, version } };
    return run((tx) => proofs().make(tx, ofTemplate, house.manager));
  }
  const approve = (proofId: string, staffId: string) => proofs().decide({ proofId, staffId, decision: 'approved' });
  async function approved(templateId: number): Promise<Proof> {
    const { id } = await make(templateId);
    await approve(id, house.approver);
    return approve(id, house.other);
  }
  const sha256 = (pdf: Buffer): Buffer => createHash('sha256').update(pdf).digest();
  const deeds = (subject: string) =>
    house.rows<{ action: string; actor: string; detail: Record<string, unknown> }>(
      'SELECT action, actor, detail FROM audit WHERE subject = $1 ORDER BY id',
      [subject],
    );

  describe('a template', () => {
    it('gets the next version under its name, and never changes', async () => {
      const first = await add('Versions');
      expect(first).toMatchObject({ name: 'Versions', version: 1, state: 'draft', createdByName: 'Somebody' });
      expect(first.spec).toEqual(A4);
      const made = await Promise.all([add('Versions'), add('Versions'), add('Versions')]);
      expect(new Set(made.map(({ version }) => version))).toEqual(new Set([2, 3, 4]));
      await expect(
        run((tx) => tx.rows(`UPDATE card_template SET spec = '{}' WHERE id = $1`, [first.id])),
      ).rejects.toThrow();
      await expect(run((tx) => tx.rows('DELETE FROM card_template WHERE id = $1', [first.id]))).rejects.toThrow();
      expect(await deeds(`template:${first.id}`)).toMatchObject([
        { action: 'template.add', actor: `staff:${house.manager}`, detail: { name: 'Versions', version: 1 } },
      ]);
    });

    it('is refused when it makes no sheet, and nothing is kept', async () => {
      const before = await house.rows('SELECT count(*) AS n FROM card_template');
      const wide = { ...A4, layout: { ...A4.layout, columns: 40 } };
      await expect(add('Broken', wide)).rejects.toMatchObject({
        code: 'layout.invalid',
        extra: { errors: [{ pointer: expect.stringMatching(/^\/spec\/layout/), code: 'layout.invalid' }] },
      });
      await expect(add('Broken', { ...A4, surprise: 1 })).rejects.toMatchObject({ code: 'layout.invalid' });
      await expect(add('Broken', 'no template')).rejects.toMatchObject({ code: 'layout.invalid' });
      await expect(add('Broken', null)).rejects.toMatchObject({ code: 'layout.invalid' });
      expect(await house.rows('SELECT count(*) AS n FROM card_template')).toEqual(before);
    });

    it('retires once', async () => {
      const { id } = await add('Retiring');
      const waiting = await make(id);
      expect(await templates().retire(id, house.manager)).toMatchObject({ state: 'retired' });
      await expect(templates().retire(id, house.manager)).rejects.toMatchObject({ code: 'template.retired' });
      await expect(make(id)).rejects.toMatchObject({ code: 'template.retired' });
      await expect(proofs().draw(id, productId)).rejects.toMatchObject({ code: 'template.retired' });
      await expect(approve(waiting.id, house.approver)).rejects.toMatchObject({ code: 'template.retired' });
      // A no is still heard.
      const no = { proofId: waiting.id, staffId: house.approver, decision: 'rejected', reason: 'Retired.' } as const;
      expect(await proofs().decide(no)).toMatchObject({ state: 'rejected' });
      await expect(templates().retire(999_999, house.manager)).rejects.toMatchObject({ code: 'template.not_found' });
    });
  });

  describe('a proof', () => {
    it('is approved by two people who did not make it', async () => {
      const { id: templateId } = await add('Two people');
      const proof = await make(templateId);
      expect(proof).toMatchObject({ state: 'waiting', madeBy: house.manager });
      await expect(approve(proof.id, house.manager)).rejects.toMatchObject({ code: 'approval.same_person' });
      expect(await approve(proof.id, house.approver)).toMatchObject({ state: 'waiting' });
      expect(await templates().get(templateId)).toMatchObject({ state: 'draft' });
      await expect(approve(proof.id, house.approver)).rejects.toMatchObject({ code: 'approval.same_person' });
      expect(await approve(proof.id, house.other)).toMatchObject({ state: 'approved', decidedAt: expect.any(Date) });
      expect(await templates().get(templateId)).toMatchObject({ state: 'proofed' });
      await expect(approve(proof.id, third)).rejects.toMatchObject({ code: 'proof.wrong_state' });
      expect((await deeds(`proof:${proof.id}`)).map(({ action, detail }) => [action, detail['complete']])).toEqual([
        ['proof.make', undefined],
        ['proof.approve', false],
        ['proof.approve', true],
      ]);
      const [asked] = await house.rows<{ detail: object; votes_needed: number; role: string }>(
        'SELECT detail, votes_needed, role FROM approval WHERE subject = $1',
        [`proof:${proof.id}`],
      );
      expect(asked).toMatchObject({ votes_needed: 2, role: 'approver' });
      expect(asked!.detail).toMatchObject({
        template: 'Two people',
        version: 1,
        product: 'Re-Up 12 months',
        address: 'reup.example',
        sha256: proof.pdfSha256.toString('hex'),
      });
    });

    it('counts two votes at the same moment once each', async () => {
      const { id: templateId } = await add('At once');
      const { id } = await make(templateId);
      const states = (await Promise.all([approve(id, house.approver), approve(id, house.other)])).map(
        ({ state }) => state,
      );
      expect(states.toSorted()).toEqual(['approved', 'waiting']);
      const { id: twice } = await make(templateId);
      const outcomes = await Promise.allSettled([approve(twice, third), approve(twice, third), approve(twice, third)]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await proofs().get(templateId, twice)).state).toBe('waiting');
    });

    it('is rejected by one person, with a reason, and for good', async () => {
      const { id: templateId } = await add('Rejected');
      const { id } = await make(templateId);
      await approve(id, house.approver);
      const no = { proofId: id, staffId: house.other, decision: 'rejected', reason: 'The price is cut off.' } as const;
      expect(await proofs().decide(no)).toMatchObject({ state: 'rejected', reason: 'The price is cut off.' });
      await expect(approve(id, third)).rejects.toMatchObject({ code: 'proof.wrong_state' });
      await expect(proofs().decide(no)).rejects.toMatchObject({ code: 'proof.wrong_state' });
      expect(await templates().get(templateId)).toMatchObject({ state: 'draft' });
      await expect(approve(newId(), third)).rejects.toMatchObject({ code: 'proof.not_found' });
    });

    it('takes the place of an older one', async () => {
      const { id: templateId } = await add('Renewed');
      const old = await approved(templateId);
      const next = await approved(templateId);
      const states = (await proofs().ofTemplate(templateId)).map(({ id, state }) => [id, state]);
      expect(states).toEqual([
        [next.id, 'approved'],
        [old.id, 'replaced'],
      ]);
    });

    it('runs out after a day', async () => {
      const { id: templateId } = await add('Late');
      const { id } = await make(templateId);
      await house.asOwner(`UPDATE approval SET expires_at = now() WHERE subject = 'proof:${id}'`);
      await expect(approve(id, house.approver)).rejects.toMatchObject({ code: 'approval.expired' });
    });

    it('is the same bytes in every process, and bears no batch’s card', async () => {
      const { id: templateId } = await add('Bytes');
      const proof = await approved(templateId);
      const shown = await proofs().pdf(templateId, proof.id);
      expect(sha256(shown)).toEqual(proof.pdfSha256);
      const { proof: known } = await run((tx) => proofs().provenTemplate(tx, { templateId }));
      expect((await proofPdf(known.spec)).equals(shown)).toBe(true); // drawn in this process, not in a child
      await expect(proofs().pdf(templateId + 1, proof.id)).rejects.toMatchObject({ code: 'proof.not_found' });
    });

    it('shows nothing when it would show other bytes than were put before people', async () => {
      const { id: templateId } = await add('Tampered');
      const proof = await make(templateId);
      await house.asOwner(`UPDATE proof SET pdf_sha256 = sha256('another') WHERE id = '${proof.id}'`);
      await expect(proofs().pdf(templateId, proof.id)).rejects.toMatchObject({ code: 'proof.differs' });
      await expect(approve(proof.id, house.approver)).rejects.toMatchObject({ code: 'approval.expired' });
    });

    it('is refused where a text does not fit, and asks nobody', async () => {
      const { id } = await add('Too long');
      const long = await product(`${'W'.repeat(79)}.`, '09506000134383');
      await expect(proofs().draw(id, long)).rejects.toMatchObject({ code: 'text.too_long' });
      const klingon = await product('Re-Up \u{16f00}', '09506000134390');
      await expect(proofs().draw(id, klingon)).rejects.toMatchObject({ code: 'font.glyph_missing' });
      await expect(proofs().draw(id, 999_999)).rejects.toMatchObject({ code: 'product.not_found' });
      await expect(proofs().draw(999_999, productId)).rejects.toMatchObject({ code: 'template.not_found' });
      expect(await proofs().ofTemplate(id)).toEqual([]);
    });
  });

  describe('production', () => {
    const proven = (templateId: number | null): Promise<ProvenTemplate> =>
      proofs().provenTemplate(entityTx(house.get(Transactions).dataSource.manager), { templateId });

    it('takes the newest proofed version of the name that came first where nobody chose', async () => {
      const { id: batch } = await house.request(10); // the house has an approved template of its own from here on
      const usual = (await house.reader.get(batch)).templateId!;
      expect((await proven(null)).id).toBeGreaterThan(0);
      const { name } = await templates().get((await proven(null)).id);
      const { id: newer } = await add(name);
      expect((await proven(null)).id).not.toBe(newer);
      await approved(newer);
      expect((await proven(null)).id).toBe(newer);
      await templates().retire(newer, house.manager);
      expect((await proven(null)).id).not.toBe(newer);
      expect((await proven(newer)).id).toBe(newer); // who is bound to it still prints
      expect(usual).toBeGreaterThan(0);
    });

    it('makes no sheet without an approved proof', async () => {
      const { id } = await house.minted(20);
      const { id: draft } = await add('Draft');
      await house.asOwner(`UPDATE batch SET template_id = ${draft} WHERE id = ${id}`);
      await expect(house.requestSheet(id)).rejects.toMatchObject({
        code: 'proof.not_approved',
        message: expect.stringContaining('Draft version 1'),
      });
      expect(await house.sheets.ofBatch(id)).toEqual([]);
      // Taken away after it was asked for: the file is not made.
      const usable = await add('Usable');
      const proof = await approved(usable.id);
      await house.asOwner(`UPDATE batch SET template_id = ${usable.id} WHERE id = ${id}`);
      const sheet = await house.requestSheet(id);
      expect(sheet).toMatchObject({ templateId: usable.id, tillCode: A4.tillCode });
      await house.asOwner(`UPDATE proof SET state = 'rejected' WHERE id = '${proof.id}'`);
      await house.sheets.make(sheet.id, new AbortController().signal);
      expect(await house.sheets.get(id, sheet.id)).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining('proof.not_approved'),
      });
    });

    it('makes no sheet with another look than was approved', async () => {
      const { id } = await house.minted(20);
      const { id: templateId } = await add('Looks');
      const proof = await approved(templateId);
      await house.asOwner(`UPDATE batch SET template_id = ${templateId} WHERE id = ${id}`);
      await house.sheets.requireSameProof(id);
      const sheet = await house.requestSheet(id);
      // Somebody with the database's password puts another look under the approved proof …
      await house.asOwner(
        `UPDATE card_template SET spec = jsonb_set(spec, '{marks,crop}', to_jsonb(NOT (spec #>> '{marks,crop}')::boolean)) WHERE id = ${templateId}`,
      );
      await house.sheets.make(sheet.id, new AbortController().signal);
      expect(await house.sheets.get(id, sheet.id)).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining('proof.differs'),
      });
      // … or another digest.
      await house.asOwner(`UPDATE proof SET pdf_sha256 = sha256('another') WHERE id = '${proof.id}'`);
      await expect(house.sheets.requireSameProof(id)).rejects.toMatchObject({ code: 'proof.differs' });
      expect((await house.rows(`SELECT 1 FROM sheet WHERE batch_id = $1 AND state = 'ready'`, [id])).length).toBe(0);
    });

    it('leaves a print house’s batch alone', async () => {
      const { id } = await house.minted(10);
      await house.asOwner(`
        INSERT INTO print_house (name, contact, created_by) VALUES ('House', '-', '${newId()}');
        INSERT INTO house_key (house_id, recipient, signing_key, fingerprint, state, added_by)
          SELECT id, 'age1', decode(repeat('00', 44), 'hex'), sha256('key'), 'confirmed', '${newId()}' FROM print_house WHERE name = 'House';
        UPDATE batch SET house_key_id = (SELECT max(id) FROM house_key) WHERE id = ${id}`);
      await expect(house.requestSheet(id)).rejects.toMatchObject({ code: 'batch.at_print_house' });
      expect(await house.sheets.ofBatch(id)).toEqual([]);
    });
  });

  describe('a preview', () => {
    it('shows a layout that is not kept', async () => {
      const before = await house.rows('SELECT count(*) AS n FROM card_template');
      const pdf = await previews().ofSpec({ ...A4, languages: ['en', 'hu'] }, productId);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect((await previews().offsetTest(A4)).subarray(0, 5).toString()).toBe('%PDF-');
      expect(await house.rows('SELECT count(*) AS n FROM card_template')).toEqual(before);
      await expect(previews().ofSpec({ ...A4, languages: [] }, productId)).rejects.toMatchObject({
        code: 'layout.invalid',
      });
      await expect(previews().ofSpec(A4, 999_999)).rejects.toMatchObject({ code: 'product.not_found' });
    });

    it('is drawn one at a time, and says so to whoever comes when many wait', async () => {
      const asked = await Promise.allSettled(Array.from({ length: 24 }, () => previews().ofSpec(A4, productId)));
      const refused = asked.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(asked.length - refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeGreaterThan(0);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'busy', extra: { retryAfterS: 1 } });
      expect((await previews().ofSpec(A4, productId)).length).toBeGreaterThan(1_000);
    });
  });

  it('prints a large batch as several files whose sheets are numbered through', async () => {
    const { id } = await house.minted(100_050);
    const sheets = await house.requestSheets(id);
    expect(sheets).toMatchObject([
      { part: 1, parts: 2, numbering: { sheetsBefore: 0, sheets: 10_005 } },
      { part: 2, parts: 2, numbering: { sheetsBefore: 10_000, sheets: 10_005, pilesBefore: 100, piles: 101 } },
    ]);
    await house.sheets.make(sheets[1]!.id, new AbortController().signal);
    const second = await house.sheets.get(id, sheets[1]!.id);
    expect(second).toMatchObject({ state: 'ready', done: 50 });
    const { stream } = await house.sheets.openPdf(id, second.id, house.manager);
    const pdf = await buffer(stream);
    expect(sha256(pdf)).toEqual(second.sha256);
    expect(shownTexts(new PdfReader(pdf), 0).join(' ')).toMatch(/sheet 10,?001 of 10,?005 \u00b7 pile 101 of 101/);
    expect(await house.sheets.get(id, sheets[0]!.id)).toMatchObject({ state: 'making', downloads: 0 });
  });
});
