import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const taxesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/taxes',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./taxes/taxes.page.js'), 'TaxesPage'),
});

export const taxRoutes = [taxesRoute] as const;
