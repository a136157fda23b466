import { DigitSource, groupDigits, luhnDigit, makePin, serialOf } from '#lib/cards';
import { DIGIT_RUN, pinCandidates } from './pin-candidates.js';

const run = new RegExp(DIGIT_RUN, 'g');
const candidatesIn = (text: string): string[] => (text.match(run) ?? []).flatMap(pinCandidates);

describe('finding a PIN in a text', () => {
  const pin = makePin(new DigitSource());

  it.each([
    ['alone', pin],
    ['in groups', `PIN ${groupDigits(pin)}.`],
    ['with hyphens', groupDigits(pin).replaceAll(' ', '-')],
    ['in JSON', JSON.stringify({ pin, n: 12 })],
    ['glued to a serial', `${serialOf(1_230_004_561n)}${pin}`],
    ['after a number', `2026 ${groupDigits(pin)} 7`],
    ['in a URL', `/redeem?pin=${pin}&x=1`],
  ])('finds it %s', (_, text) => {
    expect(candidatesIn(text)).toContain(pin);
  });

  it('takes no serial and nothing shorter for one', () => {
    for (let index = 0n; index < 200n; index++) expect(pinCandidates(serialOf(1_230_000_000n + index))).toEqual([]);
    expect(candidatesIn(pin.slice(1))).toEqual([]);
    const card = '400000000000000';
    expect(pinCandidates(card + luhnDigit(card))).toEqual([]);
  });
});
