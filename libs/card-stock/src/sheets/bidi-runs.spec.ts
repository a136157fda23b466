import { BidiParagraph, isolated, type VisualRun } from './bidi-runs.js';

/** As it is seen from left to right: what runs to the left is turned round. */
function seen(text: string, direction: 'ltr' | 'rtl' = 'rtl'): string {
  return runsOf(text, direction)
    .map((run) => (run.rtl ? Array.from(run.text).toReversed().join('') : run.text))
    .join('');
}

function runsOf(text: string, direction: 'ltr' | 'rtl'): VisualRun[] {
  return new BidiParagraph(text, direction).line(0, text.length);
}

describe('a line of Arabic', () => {
  it('begins on the right and has its words in order', () => {
    expect(seen('\u0623\u0628 \u062a\u062b.')).toBe('.\u062b\u062a \u0628\u0623');
  });

  it('keeps numbers and names as they are read', () => {
    expect(seen(`\u0623 ${isolated('1234 5678')} \u0628 ${isolated('reup.example/r')}.`)).toBe(
      '.reup.example/r \u0628 1234\u00a05678 \u0623',
    );
  });

  it('shows what isolates are for: without them the groups of a number change places', () => {
    expect(seen('\u0623 1234 5678')).toBe('5678 1234 \u0623');
  });

  it('turns brackets round', () => {
    expect(seen('\u0623 (PIN).')).toBe('.(PIN) \u0623');
    expect(runsOf('\u0623 (\u0628)', 'rtl')).toEqual([{ text: '\u0623 )\u0628(', rtl: true }]);
  });
});

describe('Arabic in a line of another language', () => {
  it('stands in its place', () => {
    expect(seen('one \u0623\u0628 two', 'ltr')).toBe('one \u0628\u0623 two');
  });
});

it('leaves Latin text alone', () => {
  expect(runsOf('Adds 3 months (calendar).', 'ltr')).toEqual([{ text: 'Adds 3 months (calendar).', rtl: false }]);
});
