import { useEffect, useRef } from 'react';

/** What a screen does at a key. F-keys and Escape act at once; a letter only when it stands alone. */
export type Keys = Readonly<Partial<Record<'F2' | 'F4' | 'F8' | 'F9' | 'Escape' | 'w' | 'm' | 's', () => void>>>;

/** A code may hold any letter: one is a command only when nothing was keyed so long before it and after it. */
const ALONE_MS = 400;

/** The keys of the screen that is shown. Digits and Enter are never commands: a scanner sends both. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let lastAt = Number.NEGATIVE_INFINITY;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent): void => {
      clearTimeout(waiting);
      const quietMs = event.timeStamp - lastAt;
      lastAt = event.timeStamp;
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = latest.current[name as keyof Keys];
      if (act === undefined) return;
      if (event.key.length > 1) {
        event.preventDefault();
        act();
      } else if (quietMs >= ALONE_MS && !isField(event.target)) {
        waiting = setTimeout(() => latest.current[name as keyof Keys]?.(), ALONE_MS);
      }
    };
    window.addEventListener('keydown', press);
    return () => {
      clearTimeout(waiting);
      window.removeEventListener('keydown', press);
    };
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
