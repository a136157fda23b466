import { createHash } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { renderSheets } from './render-sheets.js';
import { PRESETS } from './presets.js';
import { type SheetCard, type SheetSpec, SheetTextInvalid } from './sheet-spec.js';
import { TextDoesNotFit } from './text-setting.js';

const SPEC: SheetSpec = {
  batchId: 123,
  gtin: '00850001234566',
  productName: 'Re-Up 3 Months',
  plan: 'Home',
  months: 3,
  price: 'USD 30.00',
  redeemHost: 'REUP.EXAMPLE',
  helpPhone: '+1 800 555 0100',
  helpHours: '7-22 h ET',
  redeemUrl: 'reup.example',
  useWithinMonths: 12,
  issuer: 'Re-Up Inc., 1 Main Street, Springfield, IL 62701',
  createdAt: new Date('2026-11-24T00:00:00Z'),
  template: PRESETS['a4-10up'],
};

describe('sheets of cards', () => {
  it('are the same bytes for the same batch, whether its cards come at once or one by one', async () => {
    const all = cards(1234);
    const digests = [await pdfOf(all), await pdfOf(all), await pdfOf(all, SPEC, undefined, oneByOne(all))].map(
      digestOf,
    );
    expect(new Set(digests).size).toBe(1);
    expect(digestOf(await pdfOf(cards(1234, 'other')))).not.toBe(digests[0]);
  });

  it('take at most 600 bytes a card', async () => {
    const { length } = await pdfOf(cards(2000));
    expect(length / 2000).toBeLessThan(600);
  });

  it('tell how many cards are done', async () => {
    const told: number[] = [];
    await pdfOf(cards(250), SPEC, (done) => told.push(done));
    expect(told.at(-1)).toBe(250);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('wait for a reader that is slower than the printer', async () => {
    let taken = 0;
    let ahead = 0;
    const slow = new Writable({
      highWaterMark: 1 << 16,
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        void setImmediate().then(() => done());
      },
    });
    const source = function* (): Generator<SheetCard> {
      for (const [i, card] of cards(30_000).entries()) {
        ahead = Math.max(ahead, i * 420 - taken);
        yield card;
      }
    };
    await renderSheets(source(), 30_000, SPEC, slow);
    expect(ahead).toBeLessThan(4 << 20);
  });
});

describe('sheets that must not be printed', () => {
  it.each<[string, Partial<SheetSpec>]>([
    ['gtin', { gtin: '00850001234567' }],
    ['productName', { productName: ' ' }],
    ['issuer', { issuer: 'Re-Up\nInc.' }],
    ['price', { price: '\u20b9 30 \u{1f600}' }],
    ['redeemHost', { redeemHost: 'REUP.EXAMPLE/R' }],
    ['plan', { plan: 'Home\u202e' }],
    ['months', { months: 0 }],
    ['useWithinMonths', { useWithinMonths: 121 }],
    ['batchId', { batchId: 1_000_000 }],
  ])('name the text that is wrong: %s', async (field, change) => {
    const error = await refused({ ...SPEC, ...change });
    expect(error).toBeInstanceOf(SheetTextInvalid);
    expect(error).toMatchObject({ field });
  });

  it.each<[string, Partial<SheetSpec>]>([
    ['productName', { productName: 'Re-Up '.repeat(20).trim() }],
    ['price', { price: 'USD 30,000,000,000,000,000.00' }],
    ['promise (en)', { plan: 'Home and Garden '.repeat(12).trim() }],
    ['terms (en)', { issuer: 'Re-Up Incorporated '.repeat(14).trim() }],
    ['smallPrint', { redeemUrl: `${'re-up'.repeat(20)}.example` }],
    ['redeemHost', { redeemHost: `${'A'.repeat(60)}.EXAMPLE` }],
  ])('name the text that has no room: %s', async (part, change) => {
    const error = await refused({ ...SPEC, ...change });
    expect(error).toBeInstanceOf(TextDoesNotFit);
    expect(error).toMatchObject({ part });
  });

  it.each([9, 11])('are given up when %d cards come instead of 10', async (count) => {
    const out = new PassThrough().resume();
    await expect(renderSheets(cards(count), 10, SPEC, out)).rejects.toThrow(RangeError);
    expect(out.destroyed).toBe(true);
  });

  it('say nothing of a PIN that is malformed', async () => {
    const error = await renderSheets(
      [{ serial: '9'.repeat(16), pin: '12345' }],
      1,
      SPEC,
      new PassThrough().resume(),
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ field: 'pin' });
    expect(String(error)).not.toContain('12345');
  });

  it('end with the reason of a reader that fails, or goes away', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    await expect(renderSheets(cards(3000), 3000, SPEC, full)).rejects.toThrow('disk full');

    const gone = new PassThrough();
    gone.once('data', () => gone.destroy());
    await expect(renderSheets(cards(3000), 3000, SPEC, gone)).rejects.toThrow(/Premature close/);
  });
});

/** The error, and proof that nothing was written before it. */
async function refused(spec: SheetSpec): Promise<unknown> {
  const out = new PassThrough();
  const error = await renderSheets(cards(10), 10, spec, out).catch((reason: unknown) => reason);
  expect(out.readableLength).toBe(0);
  return error;
}

async function pdfOf(
  all: readonly SheetCard[],
  spec = SPEC,
  onCards?: (done: number) => void,
  source: Iterable<SheetCard> | AsyncIterable<SheetCard> = all,
): Promise<Buffer> {
  const out = new PassThrough();
  const [pdf] = await Promise.all([buffer(out), renderSheets(source, all.length, spec, out, onCards)]);
  return pdf;
}

async function* oneByOne(source: Iterable<SheetCard>): AsyncGenerator<SheetCard> {
  for (const card of source) {
    await setImmediate();
    yield card;
  }
}

/** Serials in sequence, and PINs that look random and are the same in every run. */
function cards(count: number, seed = 'seed'): SheetCard[] {
  return Array.from({ length: count }, (_, i) => {
    const pin = BigInt(`0x${createHash('sha256').update(`${seed} ${i}`).digest('hex')}`);
    return { serial: String(9700012300000000n + BigInt(i)), pin: String(pin).slice(-16) };
  });
}

function digestOf(pdf: Buffer): string {
  return createHash('sha256').update(pdf).digest('hex');
}
