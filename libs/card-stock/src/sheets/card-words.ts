import type { Direction } from './bidi-runs.js';
import type { SheetSpec } from './sheet-spec.js';
import type { Language } from './template.js';
import { arabicWords } from './words/arabic.js';
import { englishWords } from './words/english.js';
import { hungarianWords } from './words/hungarian.js';
import { spanishWords } from './words/spanish.js';

/** A text in full, and as short as it can be without leaving out what must be said. */
export interface Wording {
  readonly full: readonly string[];
  readonly short: readonly string[];
}

/** Everything that is printed on a card in one language, with the batch's own texts filled in. */
export interface CardWords {
  readonly promise: string;
  readonly scanHere: string;
  /** One text, bold; what follows it. */
  readonly notice: { readonly full: string; readonly short: string };
  readonly advice: Wording;
  /** The refund rule and fees. */
  readonly terms: string;
  readonly issuedBy: string;
  readonly serialLabel: { readonly full: string; readonly short: string };
  readonly qrLabel: string;
  readonly steps: Wording;
  readonly warningTitle: { readonly full: string; readonly short: string };
  readonly warning: Wording;
  readonly unreadable: string;
}

/** What a language's words are made with. */
export type WordFacts = Pick<
  SheetSpec,
  'months' | 'useWithinMonths' | 'plan' | 'redeemUrl' | 'helpPhone' | 'helpHours' | 'issuer'
>;

const WORDS: Record<Language, (facts: WordFacts) => CardWords> = {
  en: englishWords,
  es: spanishWords,
  hu: hungarianWords,
  ar: arabicWords,
};

export function wordsOf(language: Language, facts: WordFacts): CardWords {
  return WORDS[language](facts);
}

export function directionOf(language: Language): Direction {
  return language === 'ar' ? 'rtl' : 'ltr';
}
