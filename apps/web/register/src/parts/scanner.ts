import { useEffect, useRef } from 'react';
import { type Reading, cardAtEnd, troubleAtEnd } from '../sell/scan.js';

interface Keyed {
  readonly character: string;
  readonly field: HTMLInputElement | undefined;
  /** What the field held before this key. */
  readonly before: string;
}

/** Longer than any link or element string. */
const KEYED_MAX = 300;

/**
 * A barcode scanner is a keyboard that ends in Enter. It is told by what it keyed, a card's number, not by its speed: so
 * it works from every field and button, and the field gets back what it held. The scan box (`data-scan-box`) reads what
 * stands in it itself when that is no card.
 */
export function useScanner(take: (reading: Reading) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    let keyed: Keyed[] = [];
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Enter' || event.key === 'Tab') {
        const reading = readKeyed(keyed, event);
        const typed = keyed;
        keyed = [];
        if (reading === undefined) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        restore(typed);
        latest.current(reading);
        return;
      }
      keyed = remember(keyed, event);
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);
}

function remember(keyed: Keyed[], event: KeyboardEvent): Keyed[] {
  const { key, target } = event;
  if (key === 'Backspace' || key === 'Delete' || key === 'Escape' || key.startsWith('Arrow')) return [];
  // A scanner sends FNC1 as Ctrl+].
  const character = event.ctrlKey && key === ']' ? ']' : key;
  if (character.length !== 1 || event.altKey || event.metaKey) return keyed;
  // Its characters must not press a button on their way.
  const field = target instanceof HTMLInputElement ? target : undefined;
  if (field === undefined && character === ' ' && keyed.length > 0) event.preventDefault();
  const before = keyed.length > 0 && field !== keyed.at(-1)!.field ? [] : keyed;
  return [...before, { character, field, before: field?.value ?? '' }].slice(-KEYED_MAX);
}

function readKeyed(keyed: readonly Keyed[], event: KeyboardEvent): Reading | undefined {
  const text = textOf(keyed);
  const card = cardAtEnd(text);
  if (card !== undefined) return card;
  if (event.key === 'Tab' || isBox(event.target)) return undefined;
  const trouble = troubleAtEnd(text);
  return trouble === undefined ? undefined : { kind: 'trouble', words: trouble };
}

/** Gives the field back what it held before the scan; the scan box is emptied. */
function restore(typed: readonly Keyed[]): void {
  const { field, before } = typed[typed.length - lengthOfCode(textOf(typed))] ?? {};
  if (field === undefined || before === undefined) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, isBox(field) ? '' : before);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** How many of the last keys are the code: what was typed before it is the clerk's. */
function lengthOfCode(text: string): number {
  const code = /(?:https?:\/\/\S{1,253}\/|(?:\][A-Za-z]\d)?\]?\(?01\)?\d{14}\]?\(?21\)?)?97(?:[ -]?\d){14}\]?$/i.exec(
    text,
  );
  return code === null ? text.length : code[0].length;
}

function textOf(keyed: readonly Keyed[]): string {
  return keyed.map(({ character }) => character).join('');
}

function isBox(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset['scanBox'] !== undefined;
}
