import { type Dict, Keyword, Name, type PdfReader, parse, type Value } from './pdf-reader.js';

/** The numbers and slugs of a page, in the order in which its content shows them; shared forms are left out. */
export function shownTexts(pdf: PdfReader, page: number): string[] {
  const { content, resources } = pdf.pages[page]!;
  const fonts = pdf.dict(resources.get('Font'));
  const texts: string[] = [];
  let letters: ReadonlyMap<number, string> = new Map();
  let operands: Value[] = [];
  for (const { value } of parse(content)) {
    if (!(value instanceof Keyword)) {
      operands.push(value);
      continue;
    }
    if (value.value === 'Tf') letters = lettersOf(pdf, pdf.dict(fonts.get((operands[0] as Name).value)));
    if (value.value === 'Tj') texts.push(decoded(operands[0] as Buffer, letters));
    operands = [];
  }
  return texts;
}

/** What copying and searching go by: the font's own table from glyphs to letters. */
function lettersOf(pdf: PdfReader, font: Dict): Map<number, string> {
  const letters = new Map<number, string>();
  let previous: Value[] = [];
  for (const { value } of parse(pdf.stream(font.get('ToUnicode')).content)) {
    if (Array.isArray(value)) {
      const first = (previous.at(-2) as Buffer).readUInt16BE();
      value.forEach((code, i) => letters.set(first + i, (code as Buffer).swap16().toString('utf16le')));
    }
    previous = [...previous.slice(-1), value];
  }
  return letters;
}

function decoded(glyphs: Buffer, letters: ReadonlyMap<number, string>): string {
  return Array.from({ length: glyphs.length / 2 }, (_, i) => letters.get(glyphs.readUInt16BE(2 * i)) ?? '\ufffd').join(
    '',
  );
}
