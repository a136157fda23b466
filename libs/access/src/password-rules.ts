import { Problem } from '#lib/kernel';
import { COMMON_WORDS, OUR_WORDS } from './common-passwords.js';

/** Whose password it would be: their own name is the first guess. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** As many characters must be left when everything that is common was struck out … */
const OWN_CHARACTERS_MIN = 5;
/** … or as many words remain, though common ones: four unrelated ones of some 800 are 39 bits, six are 58. */
const WORDS_ENOUGH = 6;
const DIFFERENT_MIN = 6;
const RUN_MIN = 4;

const RUNS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
].flatMap((run) => [run, Array.from(run).reverse().join('')]);

/** Digits and signs that stand for letters in everybody's passwords. */
const STAND_FOR: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
};

/** @throws `password.weak` with what is wrong with it. The length is `hashPassword`'s to judge. */
export function requireStrong(password: string, owner: PasswordOwner): void {
  const why = weaknessOf(password, owner);
  if (why !== undefined) throw new Problem('password.weak', why);
}

/** Why it would be guessed early; `undefined` of one that would not. */
export function weaknessOf(password: string, owner: PasswordOwner): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < DIFFERENT_MIN) return 'It has too few different characters.';
  if (isRepeat(plain)) return 'It repeats itself.';
  const words = wordsOf(owner);
  const asTyped = strike(plain, words);
  const asMeant = strike(meant(plain), words);
  const left = asTyped.left < asMeant.left ? asTyped : asMeant;
  if (left.left >= OWN_CHARACTERS_MIN || left.words >= WORDS_ENOUGH) return undefined;
  return 'It is made of common words, names, dates or rows of keys. Use more, and less usual, words.';
}

function isRepeat(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    if (text.slice(unit) === text.slice(0, -unit)) return true;
  }
  return false;
}

function meant(text: string): string {
  return Array.from(text, (character) => STAND_FOR[character] ?? character).join('');
}

/** Longest first, so that `password` is not struck out as `pass` and its rest. */
const LISTED: readonly string[] = [...new Set([...COMMON_WORDS, ...OUR_WORDS])].sort((a, b) => b.length - a.length);

function wordsOf({ email, name }: PasswordOwner): string[] {
  const own = `${email} ${name}`
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3);
  return [...own, ...LISTED];
}

/** How much is left without common words, runs of keys, years and signs, and how many different words there were. */
function strike(text: string, words: readonly string[]): { readonly left: number; readonly words: number } {
  const found = new Set<string>();
  let rest = strikeRuns(text);
  for (const word of words) {
    if (!rest.includes(word)) continue;
    if (word.length >= 4) found.add(word);
    rest = rest.replaceAll(word, ' ');
  }
  rest = rest.replace(/(?:19|20)\d\d/g, ' ');
  const own = rest.replace(/[^\p{L}\p{N}]/gu, '');
  // The same character over and over is one thing to guess; so is a number at the end.
  const distinct = own.replace(/(.)\1+/gu, '$1').replace(/\d{1,4}/g, '0');
  return { left: distinct.length, words: found.size };
}

function strikeRuns(text: string): string {
  let rest = '';
  for (let at = 0; at < text.length; ) {
    const run = Math.max(...RUNS.map((keys) => runLength(text, at, keys)));
    rest += run >= RUN_MIN ? ' ' : text[at];
    at += run >= RUN_MIN ? run : 1;
  }
  return rest;
}

/** How far the text goes along these keys from here. */
function runLength(text: string, at: number, keys: string): number {
  const start = keys.indexOf(text[at]!);
  if (start === -1) return 0;
  let length = 1;
  while (at + length < text.length && keys[start + length] === text[at + length]) length++;
  return length;
}
