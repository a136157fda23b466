import type { Line, Need, Phase, Sale } from './sale.js';

/** The colour of the whole pane; each has its word and its sound too. */
export type Tone = 'calm' | 'asking' | 'ready' | 'good' | 'bad' | 'amber';

/** What the clerk reads, in one word and one breath. */
export interface Pane {
  readonly tone: Tone;
  readonly word: string;
  readonly words: string;
  /** The card that it is about. */
  readonly line?: Line;
  /** The clerk must choose: wait, or money back. */
  readonly choice?: boolean;
  readonly needs?: Need;
}

/** What must be seen first comes first. */
const ORDER: readonly Phase[] = [
  'unanswered',
  'claim',
  'returning',
  'waiting',
  'sending',
  'checking',
  'refused',
  'unchecked',
  'ready',
  'stored',
  'sold',
  'cancelled',
];

const SAID: Readonly<Record<Phase, Pick<Pane, 'tone' | 'word' | 'words'>>> = {
  unanswered: { tone: 'amber', word: 'NO ANSWER', words: 'Do not hand over the card. Wait, or give the money back?' },
  claim: {
    tone: 'amber',
    word: 'CALL HELP',
    words: 'The money went back, but nobody answered. Keep the card and this number.',
  },
  returning: { tone: 'amber', word: 'MONEY BACK', words: 'Give the money back and keep the card. Being cancelled.' },
  waiting: { tone: 'amber', word: 'NO ANSWER YET', words: 'Do not hand over the card. Trying again.' },
  sending: { tone: 'asking', word: 'ACTIVATING', words: 'Do not hand over the card yet.' },
  checking: { tone: 'asking', word: 'ASKING', words: 'May this card be sold?' },
  refused: { tone: 'bad', word: 'DO NOT SELL', words: 'Put aside.' },
  unchecked: { tone: 'bad', word: 'CAN’T SELL NOW', words: 'No answer. Scan again.' },
  ready: { tone: 'ready', word: 'READY', words: 'Panel untouched? Take the cash.' },
  stored: { tone: 'good', word: 'SOLD', words: 'Hand over the card. It is sent when the line is back.' },
  sold: { tone: 'good', word: 'SOLD', words: 'Hand over the card and the slip.' },
  cancelled: { tone: 'calm', word: 'CANCELLED', words: 'Not sold. The money goes back, the card stays here.' },
};

const SLOW = 'Still asking. One moment.';
const OFFLINE = 'Panel untouched? Take the cash. Sold offline, sent later.';
const BURST = 'Is someone on the phone asking for these cards? Then stop: it is a scam.';

export function paneOf(sale: Sale): Pane {
  const { lines, notice } = sale;
  if (notice !== undefined && notice.tone === 'bad') return { tone: 'bad', word: notice.word, words: notice.words };
  const line = newestOf(lines);
  if (line === undefined) return { tone: 'calm', word: 'SCAN A CARD', words: 'Or type its 16 digits and press Enter.' };
  const said = { ...SAID[line.phase], line };
  if (line.phase === 'unanswered') return { ...said, choice: true };
  if (line.phase === 'refused' || line.phase === 'unchecked') return { ...said, ...refusal(line) };
  const word = countedWord(lines, said.word, line.phase);
  if (line.phase === 'ready' && line.prompt !== undefined) return { ...said, word, words: BURST };
  if (line.phase === 'ready' && line.offline === true) return { ...said, word, words: OFFLINE };
  if (line.phase === 'checking' && line.slow === true) return { ...said, words: SLOW };
  return { ...said, word };
}

function refusal({ words, needs }: Line): Partial<Pane> {
  return {
    ...(words === undefined ? {} : { words }),
    ...(needs === undefined ? {} : { needs, word: 'ASK YOUR SUPERVISOR' }),
  };
}

/** The line that matters most, of several the last. */
function newestOf(lines: readonly Line[]): Line | undefined {
  for (const phase of ORDER) {
    const line = lines.findLast((one) => one.phase === phase);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** `2 SOLD`, `3 READY`: of several cards the clerk sees that all are meant. */
function countedWord(lines: readonly Line[], word: string, phase: Phase): string {
  const alike: readonly Phase[] = phase === 'sold' || phase === 'stored' ? ['sold', 'stored'] : [phase];
  const count = lines.filter((line) => alike.includes(line.phase)).length;
  return count > 1 && (phase === 'ready' || alike.length > 1) ? `${count} ${word}` : word;
}
