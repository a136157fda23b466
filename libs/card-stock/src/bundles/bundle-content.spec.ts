import { createHash, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { DigitSource, cardId, makePin, serialOf } from '#lib/cards';
import {
  CardTally,
  type ContentCard,
  type ContentFacts,
  type ContentFile,
  dataContent,
  sheetsContent,
} from './bundle-content.js';
import { BundleBroken, ContentReader, type FilePiece } from './content-reader.js';

const BATCH = 117;
const GTIN = '09506000134352';
const source = new DigitSource();

async function* cardsOf(indexes: readonly number[]): AsyncGenerator<ContentCard> {
  for (const index of indexes) yield { index, serial: serialOf(cardId(BATCH, index)), pin: makePin(source) };
}

function factsOf(kind: 'data' | 'sheets', indexes: readonly number[]): ContentFacts {
  return {
    kind,
    bundle: '019ab0c1-7f00-7000-8000-000000000001',
    batchId: BATCH,
    product: 'Re-Up; 3 hónap "100 %"',
    gtin: GTIN,
    cards: indexes.length,
    faceValueMinor: 3_000,
    currency: 'USD',
    months: 3,
    firstSerial: serialOf(cardId(BATCH, indexes[0]!)),
    lastSerial: serialOf(cardId(BATCH, indexes.at(-1)!)),
    madeAt: '2026-11-24T12:00:00.000Z',
    keyFingerprint: 'ab'.repeat(32),
    nonce: 'cd'.repeat(16),
  };
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const CODES = { redeemHost: 'REUP.EXAMPLE', placeOf: (n: number) => `${n + 1}-1` };

async function dataOf(
  indexes: readonly number[],
  tillCode: 'gs1-128' | 'upc-a+code-128' = 'gs1-128',
  change: Partial<ContentFacts> = {},
): Promise<Buffer> {
  const facts = { ...factsOf('data', indexes), ...change };
  return joined(dataContent(cardsOf(indexes), facts, new CardTally(indexes.length), { ...CODES, tillCode }));
}

function sheetsOf(files: readonly Buffer[]): Promise<Buffer> {
  const indexes = files.map((_, i) => i);
  const tally = new CardTally(files.length);
  const drawn = files.map((bytes, i): ContentFile => {
    const serial = serialOf(cardId(BATCH, i));
    return {
      name: `${i}.pdf`,
      firstSerial: serial,
      lastSerial: serial,
      cards: 1,
      draw: (out) => {
        tally.add(i);
        const cut = Math.floor(bytes.length / 2);
        if (cut > 0) out.write(bytes.subarray(0, cut));
        out.end(bytes.subarray(cut));
        return Promise.resolve();
      },
    };
  });
  return joined(sheetsContent(drawn, factsOf('sheets', indexes), tally));
}

/** Reads it in pieces as they happen to come. */
function read(content: Buffer, sizeMax = 1_000): { readonly reader: ContentReader; readonly pieces: FilePiece[] } {
  const reader = new ContentReader();
  const pieces: FilePiece[] = [];
  for (let at = 0; at < content.length; ) {
    const to = at + randomInt(1, sizeMax + 1);
    pieces.push(...reader.push(content.subarray(at, to)));
    at = to;
  }
  return { reader, pieces };
}

function breaks(content: Buffer): boolean {
  try {
    read(content).reader.end();
    return false;
  } catch (error) {
    if (error instanceof BundleBroken) return true;
    throw error;
  }
}

const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 9_999_998 }), { minLength: 1, maxLength: 40 });
const indexes = distinct.map((all) => [...all].sort((a, b) => a - b));

describe('the data file of a bundle', () => {
  it('is ASCII with a header, a line a card and totals', async () => {
    const text = (await dataOf([0, 1, 7])).toString('latin1');
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      'H;REUP-CARDS-1;019ab0c1-7f00-7000-8000-000000000001;000117;Re-Up%3B%203%20h%C3%B3nap%20%22100%20%25%22;' +
        `${GTIN};3;3000;USD;3;${serialOf(cardId(BATCH, 0))};${serialOf(cardId(BATCH, 7))};2026-11-24T12:00:00.000Z;` +
        `${'ab'.repeat(32)};${'cd'.repeat(16)}`,
    );
    const serial = serialOf(cardId(BATCH, 7));
    expect(lines[3]).toMatch(
      new RegExp(`^D;3;${serial};\\d{16};01${GTIN}21${serial};HTTPS://REUP\\.EXAMPLE/R/${serial};3-1$`),
    );
    const digest = createHash('sha256')
      .update(`${lines.slice(1, 4).join('\n')}\n`)
      .digest('hex');
    expect(lines[4]).toBe(`T;3;9000;8;${digest}`);
  });

  it('is read back whatever the pieces it comes in', async () => {
    const tillCodes = fc.constantFrom('gs1-128' as const, 'upc-a+code-128' as const);
    await fc.assert(
      fc.asyncProperty(indexes, tillCodes, fc.integer({ min: 1, max: 300 }), async (all, tillCode, sizeMax) => {
        const content = await dataOf(all, tillCode);
        const { facts, serialHash, bytes, sha256 } = read(content, sizeMax).reader.end();
        expect(facts).toEqual(factsOf('data', all));
        expect(serialHash).toBe(all.reduce((sum, index) => sum + index, 0));
        expect([bytes, sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused when any byte of a card or a total is another, or a line is missing, doubled or moved', async () => {
    const content = await dataOf([3, 4, 5, 6]);
    const lines = content.toString('latin1').trimEnd().split('\n');
    const from = lines[0]!.length + 1;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: from, max: content.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const changed = Buffer.from(content);
          changed[at] = changed[at]! ^ by;
          expect(breaks(changed)).toBe(true);
          return Promise.resolve();
        },
      ),
      { numRuns: 300 },
    );
    const of = (changed: readonly string[]): Buffer => Buffer.from(`${changed.join('\n')}\n`, 'latin1');
    expect(breaks(of(lines))).toBe(false);
    for (let i = 0; i < lines.length; i++) {
      expect(breaks(of(lines.toSpliced(i, 1)))).toBe(true);
      expect(breaks(of(lines.toSpliced(i, 0, lines[i]!)))).toBe(true);
      if (i > 0) expect(breaks(of(lines.with(i, lines[i - 1]!).with(i - 1, lines[i]!)))).toBe(true);
    }
    for (const cut of [content.length - 1, content.length - 70, 40, 0])
      expect(breaks(content.subarray(0, cut))).toBe(true);
    expect(breaks(Buffer.concat([content, Buffer.from('x')]))).toBe(true);
  });

  it('is refused when the header promises another count, value or product than follows', async () => {
    const changes: readonly Partial<ContentFacts>[] = [
      { faceValueMinor: 3_001 },
      { gtin: '09506000134369' },
      { batchId: 118 },
      { firstSerial: serialOf(cardId(BATCH, 2)) },
      { lastSerial: serialOf(cardId(BATCH, 9)) },
      { cards: 2 },
    ];
    const good = (await dataOf([0, 1, 7])).toString('latin1');
    for (const change of changes) {
      const other = (await dataOf([0, 1, 7], 'gs1-128', { ...change, cards: 3 })).toString('latin1');
      const header =
        change.cards === undefined ? other.split('\n')[0]! : good.split('\n')[0]!.replace(';3;3000;', ';2;3000;');
      expect(breaks(Buffer.from([header, ...good.split('\n').slice(1)].join('\n'), 'latin1'))).toBe(true);
    }
  });

  it('is never written with fewer or more cards than its header says', async () => {
    const tooFew = dataContent(cardsOf([0]), factsOf('data', [0, 1]), new CardTally(2), {
      ...CODES,
      tillCode: 'gs1-128',
    });
    await expect(joined(tooFew)).rejects.toThrow('2 cards were promised, 1 came');
  });

  it('says in an error which line it was, and nothing of the card', async () => {
    const text = (await dataOf([0, 1])).toString('latin1').replace(/(D;2;97\d{13})\d/, '$1x');
    expect(() => read(Buffer.from(text, 'latin1'))).toThrow(/^line 3 is no card$/);
  });
});

describe('the sheets of a bundle', () => {
  const files = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3_000 }), { minLength: 1, maxLength: 4 });

  it('come back byte for byte, file by file', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        const { reader, pieces } = read(await sheetsOf(all.map((one) => Buffer.from(one))));
        expect(reader.end().files).toBe(all.length);
        const back = new Map<string, Buffer>();
        let name = '';
        for (const piece of pieces) {
          if (piece.kind === 'file') back.set((name = piece.name), Buffer.alloc(0));
          if (piece.kind === 'bytes') back.set(name, Buffer.concat([back.get(name)!, piece.bytes]));
        }
        expect([...back]).toEqual(all.map((one, i) => [`${i}.pdf`, Buffer.from(one)]));
      }),
      { numRuns: 50 },
    );
  });

  it('are refused when a byte of a file, its size or its digest is another', async () => {
    const content = await sheetsOf([Buffer.from('%PDF-1.7 one'), Buffer.from('%PDF-1.7 two')]);
    const text = content.toString('latin1');
    expect(breaks(content)).toBe(false);
    const changes: readonly (readonly [RegExp, string])[] = [
      [/one/, 'ome'],
      [/E;12/, 'E;13'],
      [/F;2/, 'F;3'],
      [/B;\d+/, 'B;1'],
      [/1\.pdf/, '../1.pdf'],
      [/T;2;6000/, 'T;2;6001'],
    ];
    for (const [what, by] of changes) {
      const changed = Buffer.from(text.replace(what, by), 'latin1');
      expect([what, breaks(changed)]).toEqual([what, true]);
    }
  });
});
