import type { ReactNode } from 'react';
import { usePathLink } from '../../parts/index.js';

/** The two places where unsold cards are. */
export function StockViews({ now }: { readonly now: 'stores' | 'warehouse' }): ReactNode {
  const link = usePathLink();
  const views = [
    { name: 'Stores', view: 'stores', path: '/stock' },
    { name: 'Warehouse', view: 'warehouse', path: '/stock/warehouse' },
  ] as const;
  return (
    <nav className="views" aria-label="Where">
      {views.map(({ name, view, path }) => (
        <a key={view} {...link(path)} aria-current={view === now ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
