import { useEffect, useRef } from 'react';
import { serialAtEnd } from './serials.js';

type Take = (serial: string) => void;

interface Keyed {
  readonly character: string;
  readonly field: HTMLInputElement | HTMLTextAreaElement | undefined;
  /** What the field held before this key. */
  readonly before: string;
}

/** Longer than any element string. */
const KEYED_MAX = 80;
const takers: Take[] = [];
let keyed: Keyed[] = [];

/**
 * A barcode scanner is a keyboard that ends in Enter. It is told by what it keyed, a valid card number, not by its speed:
 * so it works from every field and button, and the field gets back what it held. The page that came last takes the scan;
 * `otherwise`: only where no page does. A field marked `data-own-scan` keeps what is keyed into it.
 */
export function useScanner(take: Take, { otherwise = false } = {}): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const taker: Take = (serial) => latest.current(serial);
    if (takers.length === 0) window.addEventListener('keydown', listen, true);
    if (otherwise) takers.unshift(taker);
    else takers.push(taker);
    return () => {
      takers.splice(takers.indexOf(taker), 1);
      if (takers.length === 0) window.removeEventListener('keydown', listen, true);
    };
  }, [otherwise]);
}

function listen(event: KeyboardEvent): void {
  const { key, target } = event;
  if (target instanceof Element && target.closest('[data-own-scan]') !== null) {
    keyed = [];
    return;
  }
  if (key === 'Enter' || key === 'Tab') {
    const typed = keyed;
    keyed = [];
    const text = typed.map(({ character }) => character).join('');
    const serial = serialAtEnd(text.replace(/[ -]/g, ''));
    if (serial === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    restore(typed);
    takers.at(-1)?.(serial);
    return;
  }
  if (key === 'Backspace' || key === 'Escape' || key.startsWith('Arrow')) {
    keyed = [];
    return;
  }
  // A scanner sends FNC1 as Ctrl+].
  const character = event.ctrlKey && key === ']' ? ']' : key;
  if (character.length !== 1 || event.altKey || event.metaKey) return;
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : undefined;
  if (field !== keyed.at(-1)?.field) keyed = [];
  keyed = [...keyed, { character, field, before: field?.value ?? '' }].slice(-KEYED_MAX);
}

/** Gives the field back what it held before the scan: everything keyed since the last pause that belongs to the code. */
function restore(typed: readonly Keyed[]): void {
  const start = typed.length - lengthOfCode(typed);
  const { field, before } = typed[start] ?? {};
  if (field === undefined || before === undefined) return;
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, before);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** How many of the last keys are the code: the serial, what stands before it in an element string, and its spaces. */
function lengthOfCode(typed: readonly Keyed[]): number {
  const text = typed.map(({ character }) => character).join('');
  const found = /(?:\][A-Za-z]\d)?(?:\]?\(?01\)?\d{14}\]?\(?21\)?)?97(?:[ -]?\d){14}\]?$/.exec(text);
  return found === null ? text.length : found[0].length;
}
