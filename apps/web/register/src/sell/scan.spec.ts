import { OTHER_BARCODE, SCAN_AGAIN, cardAtEnd, readBox, troubleAtEnd } from './scan.js';

const SERIAL = '9700012300045613';
const GTIN = '09506000134352';

describe('what a scanner or a clerk keys', () => {
  it.each([
    ['bare', SERIAL, SERIAL],
    ['with spaces', '9700 0123 0004 5613', SERIAL],
    ['with hyphens', '9700-0123-0004-5613', SERIAL],
    ['GS1', `01${GTIN}21${SERIAL}`, `01${GTIN}21${SERIAL}`],
    ['GS1 with FNC1 as a bracket', `]01${GTIN}]21${SERIAL}]`, `01${GTIN}21${SERIAL}`],
    ['GS1 with its symbology', `]e001${GTIN}21${SERIAL}`, `01${GTIN}21${SERIAL}`],
    ['as under the barcode', `(01)${GTIN}(21)${SERIAL}`, `01${GTIN}21${SERIAL}`],
    ['our link', `HTTPS://REUP.EXAMPLE/R/${SERIAL}`, SERIAL],
    ['a Digital Link', `https://id.example/01/${GTIN}/21/${SERIAL}`, SERIAL],
    ['after digits of a field', `50${SERIAL}`, SERIAL],
  ])('is a card: %s', (_name, text, code) => {
    expect(cardAtEnd(text)).toEqual({ kind: 'card', serial: SERIAL, code });
    expect(readBox(text)).toMatchObject({ kind: 'card' });
  });

  it('says what to do with anything else', () => {
    expect(readBox('9700012300045614')).toEqual({ kind: 'trouble', words: SCAN_AGAIN });
    expect(readBox('9506000134352')).toEqual({ kind: 'trouble', words: OTHER_BARCODE });
    expect(readBox('97000123')).toMatchObject({ words: expect.stringContaining('8 digits') });
    expect(readBox('hello')).toMatchObject({ words: 'Not a card. Scan again.' });
  });

  it('leaves alone what a field may want', () => {
    for (const text of ['', '50', '100.00', '1717', '4711', '120000']) expect(troubleAtEnd(text)).toBeUndefined();
  });
});
