import { inflateSync } from 'node:zlib';

/*
 * Just enough PDF (ISO 32000) to read back the sheets that we print: classic cross-reference table, flate streams,
 * page tree with inheritance. It reads the bytes that go to the printer, with no other software on the machine.
 */

export class Name {
  constructor(readonly value: string) {}
}
export class Ref {
  constructor(readonly id: number) {}
}
/** A keyword outside of any string: an operator in a content stream, `obj`, `R` and so on in the file. */
export class Keyword {
  constructor(readonly value: string) {}
}
export type Dict = Map<string, Value>;
export type Value = number | string | Buffer | Name | Ref | Keyword | Value[] | Dict | undefined;

export interface Stream {
  readonly dict: Dict;
  readonly content: string;
}

const TOKEN =
  /\s*(?:%[^\r\n]*\s*)*(?:(?<number>[+-]?(?:\d+\.?\d*|\.\d+))|\/(?<name>[^\s()<>[\]{}/%]*)|(?<open><<|\[)|(?<close>>>|\])|<(?<hex>[0-9a-fA-F\s]*)>|(?<paren>\()|(?<word>[^\s()<>[\]{}/%]+))/y;

/** The values in a piece of PDF syntax, one after the other. */
export function* parse(source: string, from = 0): Generator<{ value: Value; end: number }> {
  const open: { values: Value[]; dict: boolean }[] = [];
  let at = from;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) return;
    at = TOKEN.lastIndex;
    const { number, name, open: bracket, close, hex, paren, word } = match.groups!;
    let value: Value;
    if (bracket !== undefined) {
      open.push({ values: [], dict: bracket === '<<' });
      continue;
    } else if (close !== undefined) {
      const { values, dict } = open.pop()!;
      value = dict ? dictOf(values) : values;
    } else if (number !== undefined) value = Number(number);
    else if (name !== undefined) value = new Name(name);
    else if (hex !== undefined) value = Buffer.from(hex.replace(/\s/g, ''), 'hex');
    else if (paren !== undefined) ({ value, end: at } = literalString(source, at));
    else value = new Keyword(word!);

    const into = open.at(-1)?.values;
    if (value instanceof Keyword && value.value === 'R' && into !== undefined) {
      into.pop();
      value = new Ref(into.pop() as number);
    }
    if (into === undefined) yield { value, end: at };
    else into.push(value);
  }
}

function dictOf(values: readonly Value[]): Dict {
  const dict: Dict = new Map();
  for (let i = 0; i < values.length; i += 2) dict.set((values[i] as Name).value, values[i + 1]);
  return dict;
}

/** Nested parentheses and escapes; good enough for titles, which is where our sheets have them. */
function literalString(source: string, from: number): { value: string; end: number } {
  let depth = 1;
  let at = from;
  for (; depth > 0; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '(') depth++;
    else if (source[at] === ')') depth--;
  }
  return { value: source.slice(from, at - 1), end: at };
}

export interface Page {
  readonly mediaBox: readonly number[];
  /** Where the pieces are cut, and where their art ends. */
  readonly trimBox: readonly number[];
  readonly bleedBox: readonly number[];
  readonly resources: Dict;
  readonly content: string;
}

export class PdfReader {
  readonly pages: readonly Page[];
  private readonly source: string;
  private readonly offsets = new Map<number, number>();

  constructor(private readonly bytes: Buffer) {
    this.source = bytes.toString('latin1');
    const trailer = this.readCrossReference();
    const root = this.dict(trailer.get('Root'));
    this.pages = this.pagesBelow(this.dict(root.get('Pages')), new Map());
  }

  dict(value: Value): Dict {
    const found = value instanceof Ref ? this.object(value.id).dict : value;
    if (!(found instanceof Map)) throw new Error('not a dictionary');
    return found;
  }

  private numbers(value: Value): number[] {
    const found = value instanceof Ref ? this.value(value.id) : value;
    return found as number[];
  }

  stream(value: Value): Stream {
    const { id } = value as Ref;
    const { dict, end } = this.object(id);
    const start = this.source.indexOf('stream\n', end) + 'stream\n'.length;
    const raw = this.bytes.subarray(start, start + (dict.get('Length') as number));
    const flate = (dict.get('Filter') as Name | undefined)?.value === 'FlateDecode';
    return { dict, content: (flate ? inflateSync(raw) : raw).toString('latin1') };
  }

  private object(id: number): { dict: Dict; end: number } {
    const [, , , body] = Array.from(take(parse(this.source, this.offsets.get(id)!), 4));
    return { dict: body!.value as Dict, end: body!.end };
  }

  private value(id: number): Value {
    const [, , , body] = Array.from(take(parse(this.source, this.offsets.get(id)!), 4));
    return body!.value;
  }

  private readCrossReference(): Dict {
    const start = Number(/startxref\s+(\d+)/.exec(this.source.slice(-64))![1]);
    const entries = /xref\s+0 (\d+)\s+/y;
    entries.lastIndex = start;
    const count = Number(entries.exec(this.source)![1]);
    const first = entries.lastIndex;
    for (let id = 0; id < count; id++)
      this.offsets.set(id, Number(this.source.slice(first + id * 20, first + id * 20 + 10)));
    const trailer = this.source.indexOf('trailer', first) + 'trailer'.length;
    return parse(this.source, trailer).next().value!.value as Dict;
  }

  /** A page takes what it does not say itself from the nodes above it. */
  private pagesBelow(node: Dict, above: Dict): Page[] {
    const inherited: Dict = new Map([...above, ...node]);
    const kids = node.get('Kids');
    if (Array.isArray(kids)) {
      inherited.delete('Kids');
      return kids.flatMap((kid) => this.pagesBelow(this.dict(kid), inherited));
    }
    const { content } = this.stream(inherited.get('Contents'));
    return [
      {
        mediaBox: this.numbers(inherited.get('MediaBox')),
        trimBox: this.numbers(inherited.get('TrimBox')),
        bleedBox: this.numbers(inherited.get('BleedBox')),
        resources: this.dict(inherited.get('Resources')),
        content,
      },
    ];
  }
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  for (const value of values) {
    if (count-- === 0) return;
    yield value;
    if (count === 0) return;
  }
}
