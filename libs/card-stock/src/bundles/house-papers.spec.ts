import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { cardId, serialOf } from '#lib/cards';
import { canaryCount, drawCanaries } from './pulled-canaries.js';
import { isPaperSigned, signPaper } from './signed-paper.js';
import { readSpoilage } from './spoilage-list.js';

describe('a signed paper', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const paper = { bundle: 'b', cards: 3, note: 'é' };
  const signature = signPaper('bundle-receipt', paper, privateKey);

  it('is known in any order of its fields', () => {
    expect(isPaperSigned('bundle-receipt', { note: 'é', cards: 3, bundle: 'b' }, signature, publicKey)).toBe(true);
  });

  it('is refused changed, as a paper of another kind, or signed by another', () => {
    expect(isPaperSigned('bundle-receipt', { ...paper, cards: 4 }, signature, publicKey)).toBe(false);
    expect(isPaperSigned('bundle-receipt', { ...paper, more: 1 }, signature, publicKey)).toBe(false);
    expect(isPaperSigned('bundle-certificate', paper, signature, publicKey)).toBe(false);
    expect(isPaperSigned('bundle-receipt', paper, signature, generateKeyPairSync('ed25519').publicKey)).toBe(false);
    for (const wrong of ['', 'AAAA', signature.slice(4)]) {
      expect(isPaperSigned('bundle-receipt', paper, wrong, publicKey)).toBe(false);
    }
  });
});

describe('canaries', () => {
  it('are three, of a small batch one, of a handful none', () => {
    expect([1, 9, 10, 99, 100, 1_000_000].map(canaryCount)).toEqual([0, 0, 1, 1, 3, 3]);
  });

  it('are drawn again when one is drawn twice', () => {
    const draws = [7, 7, 3, 7, 99];
    expect(drawCanaries(100, () => draws.shift()!)).toEqual([3, 7, 99]);
    const seen = new Set(Array.from({ length: 2_000 }, () => drawCanaries(100)).flat());
    expect(seen.size).toBe(100);
    expect([...seen].every((n) => Number.isInteger(n) && n >= 0 && n < 100)).toBe(true);
  });
});

describe('a spoilage list', () => {
  const serial = (index: number, batch = 117): string => serialOf(cardId(batch, index));
  const code = (lines: readonly string[]): string => {
    try {
      readSpoilage(lines, 117, 1_000);
      return 'read';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('names each card once, in order', () => {
    const lines = [serial(9), `${serial(2)}..${serial(4)}`, ` ${serial(0).replace(/(.{4})(?=.)/g, '$1 ')} `];
    const ranges = [
      [0, 0],
      [2, 4],
      [9, 9],
    ].map(([from, to]) => ({ firstCard: cardId(117, from!), lastCard: cardId(117, to!) }));
    expect(readSpoilage(lines, 117, 1_000)).toEqual(ranges);
  });

  it('is refused whole for a foreign, mistyped, doubled or backward line', () => {
    expect(code([serial(0), serial(0, 118)])).toBe('spoilage.foreign');
    expect(code([serial(1_000)])).toBe('spoilage.foreign');
    expect(code([`${serial(990)}..${serial(1_000)}`])).toBe('spoilage.foreign');
    expect(code([serial(1).replace(/.$/, (last) => String((Number(last) + 1) % 10))])).toBe('serial.check_digit');
    expect(code([`${serial(5)}..${serial(4)}`])).toBe('range.invalid');
    expect(code([`${serial(5)}..${serial(5, 119)}`])).toBe('range.invalid');
    for (const line of ['', 'x', '1234', `${serial(1)}..`, `${serial(1)}..${serial(2)}..${serial(3)}`]) {
      expect(code([line])).toBe('request.invalid');
    }
    expect(code([serial(5), `${serial(3)}..${serial(5)}`])).toBe('request.invalid');
    expect(code([serial(5), serial(5)])).toBe('request.invalid');
  });

  it('spoils at most 100,000 cards', () => {
    expect(() => readSpoilage([`${serial(0)}..${serial(100_000)}`], 117, 200_000)).toThrow(/at most 100000/);
    expect(readSpoilage([`${serial(0)}..${serial(99_999)}`], 117, 200_000)).toHaveLength(1);
  });

  it('overlaps exactly where cards are named twice', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
        const named = spans.flatMap(([from, more]) => Array.from({ length: more + 1 }, (_, i) => from + i));
        const lines = spans.map(([from, more]) => `${serial(from)}..${serial(from + more)}`);
        expect(code(lines)).toBe(new Set(named).size === named.length ? 'read' : 'request.invalid');
      }),
    );
  });
});
