import { type Dict, Keyword, Name, type PdfReader, parse, type Value } from './pdf-reader.js';

/** The numbers and slugs of a page, in the order in which its content shows them; shared forms are left out. */
export function shownTexts(pdf: PdfReader, page: number): string[] {
  const { content, resources } = pdf.pages[page]!;
  return textsIn(pdf, content, resources)
    .filter(({ operator }) => operator === 'Tj')
    .map(({ text }) => text);
}

/**
 * All texts of a page with its forms, each once however often it is drawn: line by line, letters from left to right as
 * they are seen. Right-to-left text comes out backwards.
 */
export function seenLines(pdf: PdfReader, page: number): string[] {
  const { content, resources } = pdf.pages[page]!;
  const lines: string[] = [];
  const drawn = new Set<string>();
  const walk = (part: string): void => {
    for (const { text, begins } of textsIn(pdf, part, resources)) {
      if (begins || lines.length === 0) lines.push(text);
      else lines[lines.length - 1] += text;
    }
    for (const name of formsIn(part)) {
      if (drawn.has(name)) continue;
      drawn.add(name);
      walk(pdf.stream(pdf.dict(resources.get('XObject')).get(name)).content);
    }
  };
  walk(content);
  return lines;
}

interface Shown {
  readonly operator: 'Tj' | 'TJ';
  readonly text: string;
  /** Whether it is the first one after the place was set. */
  readonly begins: boolean;
}

function textsIn(pdf: PdfReader, content: string, resources: Dict): Shown[] {
  const fonts = pdf.dict(resources.get('Font'));
  const shown: Shown[] = [];
  let letters: ReadonlyMap<number, string> = new Map();
  let operands: Value[] = [];
  let begins = true;
  for (const { value } of parse(content)) {
    if (!(value instanceof Keyword)) {
      operands.push(value);
      continue;
    }
    const operator = value.value;
    if (operator === 'Tf') letters = lettersOf(pdf, pdf.dict(fonts.get((operands[0] as Name).value)));
    if (operator === 'Tm') begins = true;
    if (operator === 'Tj' || operator === 'TJ') {
      const pieces = [operands[0]].flat().filter((piece) => Buffer.isBuffer(piece));
      shown.push({ operator, text: pieces.map((piece) => decoded(piece, letters)).join(''), begins });
      begins = false;
    }
    operands = [];
  }
  return shown;
}

function formsIn(content: string): string[] {
  const names: string[] = [];
  let last: Value;
  for (const { value } of parse(content)) {
    if (value instanceof Keyword && value.value === 'Do') names.push((last as Name).value);
    last = value;
  }
  return names;
}

const lettersMade = new WeakMap<Dict, Map<number, string>>();

/** What copying and searching go by: the font's own table from glyphs to letters. */
function lettersOf(pdf: PdfReader, font: Dict): Map<number, string> {
  const made = lettersMade.get(font);
  if (made !== undefined) return made;
  const letters = new Map<number, string>();
  let previous: Value[] = [];
  for (const { value } of parse(pdf.stream(font.get('ToUnicode')).content)) {
    if (Array.isArray(value)) {
      const first = (previous.at(-2) as Buffer).readUInt16BE();
      value.forEach((code, i) =>
        letters.set(
          first + i,
          Buffer.from(code as Buffer)
            .swap16()
            .toString('utf16le'),
        ),
      );
    }
    previous = [...previous.slice(-1), value];
  }
  lettersMade.set(font, letters);
  return letters;
}

function decoded(glyphs: Buffer, letters: ReadonlyMap<number, string>): string {
  return Array.from({ length: glyphs.length / 2 }, (_, i) => letters.get(glyphs.readUInt16BE(2 * i)) ?? '\ufffd').join(
    '',
  );
}
