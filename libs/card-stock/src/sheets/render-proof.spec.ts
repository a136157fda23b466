import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PRESETS } from './presets.js';
import { correctionOf, renderOffsetTest } from './render-offset-test.js';
import { renderProof } from './render-proof.js';
import { type SheetSpec, SheetTextInvalid } from './sheet-spec.js';
import type { TemplateSpec } from './template.js';
import { TextDoesNotFit } from './text-setting.js';

const SPEC: SheetSpec = {
  batchId: 1,
  gtin: '00850001234566',
  productName: 'Re-Up 3 Months',
  plan: 'home',
  months: 3,
  price: 'USD 30.00',
  redeemHost: 'REUP.EXAMPLE',
  helpPhone: '1-800-555-0117',
  helpHours: '7-22 h ET',
  redeemUrl: 'reup.example',
  useWithinMonths: 12,
  issuer: 'Re-Up, 1 Renewal Way, Wilmington DE',
  createdAt: new Date('2026-11-24T00:00:00Z'),
  template: { ...PRESETS['id-1'], languages: ['es', 'ar'] },
};

async function proofOf(spec: SheetSpec): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderProof(spec, out)]);
  return pdf;
}

async function offsetTestOf(template: TemplateSpec): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderOffsetTest(template, out)]);
  return pdf;
}

describe('a proof', () => {
  it('is the same bytes every time, and others when anything changes that is printed', async () => {
    const proof = await proofOf(SPEC);
    expect(await proofOf(SPEC)).toEqual(proof);
    for (const change of [
      { price: 'USD 31.00' },
      { template: { ...SPEC.template, spotColours: false } },
    ] satisfies Partial<SheetSpec>[]) {
      expect(await proofOf({ ...SPEC, ...change })).not.toEqual(proof);
    }
  });

  it('is not made of what can not be printed', async () => {
    const out = new PassThrough();
    await expect(renderProof({ ...SPEC, issuer: '\u4e00' }, out)).rejects.toMatchObject({
      name: SheetTextInvalid.name,
      field: 'issuer',
      character: '\u4e00',
    });
    await expect(renderProof({ ...SPEC, productName: 'Wide '.repeat(30).trim() }, out)).rejects.toBeInstanceOf(
      TextDoesNotFit,
    );
    expect(out.readableLength).toBe(0);
  });
});

describe('the offset test', () => {
  it.each(['a4-10up', 'id-1'] as const)('is the same two pages every time: %s', async (preset) => {
    const template = { ...PRESETS[preset], turn: 'short-edge' } as const;
    const [first, second] = await Promise.all([offsetTestOf(template), offsetTestOf(template)]);
    expect(first).toEqual(second);
    expect(first.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2);
    expect(await offsetTestOf({ ...template, turn: 'long-edge' })).not.toEqual(first);
  });

  // What a person sees from the front of a back that lies right of and below its place, as its own page counts.
  it.each([
    ['long-edge', { right: -0.4, down: 0.3 }],
    ['short-edge', { right: 0.4, down: -0.3 }],
  ] as const)('tells what brings a back into its place, turned over the %s', (turn, seen) => {
    expect(correctionOf(turn, seen.right, seen.down)).toEqual({ x: -0.4, y: -0.3 });
  });
});
