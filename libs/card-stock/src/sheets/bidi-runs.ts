import bidiFactory, { type Bidi } from 'bidi-js';

export type Direction = 'ltr' | 'rtl';

/** A piece of a line that runs one way. Runs of a line are listed from left to right, as they are drawn. */
export interface VisualRun {
  /** In the order in which it is read; brackets are already turned. */
  readonly text: string;
  readonly rtl: boolean;
}

// The package's types tell of an ES module; what Node imports is its CommonJS, whose whole is the factory.
const bidi = (bidiFactory as unknown as () => Bidi)();
const ISOLATE = '\u2066';
const END_OF_ISOLATE = '\u2069';
const NO_BREAK_SPACE = '\u00a0';
const ISOLATES = /[\u2066\u2069]/gu;

/**
 * A number, address or name that runs from left to right and is kept on one line, whatever is around it. Without it an
 * Arabic sentence shows the groups of `1234 5678` the wrong way round.
 */
export function isolated(text: string): string {
  return ISOLATE + text.replaceAll(' ', NO_BREAK_SPACE) + END_OF_ISOLATE;
}

/** The same for a text that may be broken into lines. */
export function isolatedWords(text: string): string {
  return ISOLATE + text + END_OF_ISOLATE;
}

/** What is printed of a text. */
export function withoutIsolates(text: string): string {
  return text.replace(ISOLATES, '');
}

/** The levels of a paragraph by the Unicode Bidirectional Algorithm (UAX #9), from which each of its lines is made. */
export class BidiParagraph {
  private readonly levels: Uint8Array;

  constructor(
    readonly text: string,
    direction: Direction,
  ) {
    this.levels = bidi.getEmbeddingLevels(text, direction).levels;
  }

  /** The runs of the line from `from` to `to` (excluded), in the order of their places. */
  line(from: number, to: number): VisualRun[] {
    const runs: { text: string; level: number }[] = [];
    for (let i = from; i < to; i++) {
      const level = this.levels[i]!;
      const character = level % 2 === 1 ? mirrored(this.text[i]!) : this.text[i]!;
      const last = runs.at(-1);
      if (last?.level === level) last.text += character;
      else runs.push({ text: character, level });
    }
    return reordered(runs)
      .map(({ text, level }) => ({ text: withoutIsolates(text), rtl: level % 2 === 1 }))
      .filter(({ text }) => text !== '');
  }
}

function mirrored(character: string): string {
  return bidi.getMirroredCharacter(character) ?? character;
}

/** Rule L2: from the highest level to the lowest odd one, whatever is at that level or above is turned round. */
function reordered<Run extends { readonly level: number }>(runs: readonly Run[]): Run[] {
  const order = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < order.length; from++) {
      let to = from;
      while (to < order.length && order[to]!.level >= level) to++;
      order.splice(from, to - from, ...order.slice(from, to).toReversed());
      from = to;
    }
  }
  return order;
}
