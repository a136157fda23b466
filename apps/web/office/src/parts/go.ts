import { useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';

export const BASE = '/office';

/** Addresses of the office as texts, `/batches/000117?state=minted`: for rows, searches and whatever names its own. */
export function useGo(): (path: string) => void {
  const router = useRouter();
  return (path) => router.history.push(BASE + path);
}

/** A plain link that the router follows; with a modifier it is the browser's. */
export function usePathLink(): (path: string) => { href: string; onClick: (event: MouseEvent) => void } {
  const go = useGo();
  return (path) => ({
    href: BASE + path,
    onClick: (event) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(path);
    },
  });
}
