import { useEffect, useRef } from 'react';

const SWITCH = 'reup.letters';
/** A scanner keys faster than that: what it sends is no command. */
const ALONE_MS = 60;

/** Letters act only where nothing is typed, and only while the person wants them (WCAG 2.1.4). */
export function lettersAreOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

export function switchLetters(on: boolean): void {
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // A browser without storage keeps them on.
  }
}

export type Shortcuts = Readonly<Record<string, (() => void) | undefined>>;

/** What a key does on this page: `{n: newBatch, '/': search}`. A letter in a row of other characters does nothing. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    let waiting: { readonly key: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
    const listen = (event: KeyboardEvent): void => {
      const { key } = event;
      if (waiting !== undefined && waiting.key !== key) clearTimeout(waiting.timer);
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (latest.current[key] === undefined || isElsewhere(event.target) || !lettersAreOn()) return;
      event.preventDefault();
      waiting = { key, timer: setTimeout(() => latest.current[key]?.(), ALONE_MS) };
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
      clearTimeout(waiting?.timer);
    };
  }, []);
}

/** Where keys are for something else: fields, lists to choose from, dialogs. */
const ELSEWHERE = 'input, textarea, select, [contenteditable], [role=listbox], [role=dialog], [role=menu]';

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ELSEWHERE) !== null;
}
