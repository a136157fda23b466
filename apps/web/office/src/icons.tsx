import type { ReactNode } from 'react';

/** Line drawings on a field of 24; always beside a word or a label, so hidden from readers. */
const PATHS = {
  approvals: 'M4 12.5 9 17.5 20 6.5',
  audit: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  batch: 'M3 7h14v10H3zM7 4h14v10M7 12h6',
  block: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.8 5.8l12.4 12.4',
  box: 'M3 8l9-5 9 5v9l-9 5-9-5zM3 8l9 5 9-5M12 13v9',
  copy: 'M8 8h11v12H8zM5 16V4h11',
  down: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  key: 'M14.5 9.5a4.5 4.5 0 1 0-4 4.5L12 15.5h2v2h2v2h4v-3.5l-5.7-5.7',
  left: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  policy: 'M12 3l8 3v6c0 5-3.4 8-8 9-4.6-1-8-4-8-9V6zM9 12l2 2 4-4',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  product: 'M3 6h18v12H3zM3 10h18M7 14.5h4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  sheet: 'M5 3h14v18H5zM5 9h14M5 15h14M12 3v18',
  shop: 'M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0M10 20v-5h4v5',
  stock: 'M3 10l9-6 9 6v10H3zM8 20v-7h8v7',
  truck: 'M2 6h12v10H2zM14 10h4l4 3v3h-8M6.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17.5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  warn: 'M12 3.5 22 20.5H2zM12 10v5M12 17.8v.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
