import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export interface BatchesSearch {
  readonly state?: string | undefined;
  readonly product?: string | undefined;
  /** Where in the list. */
  readonly at?: string | undefined;
}

export const batchesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/batches',
  validateSearch: (search: Record<string, unknown>): BatchesSearch => ({
    ...textIn(search, 'state'),
    ...textIn(search, 'product'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./batches/batches.page.js'), 'BatchesPage'),
});

export const newBatchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/batches/new',
  validateSearch: (search: Record<string, unknown>): { readonly product?: string | undefined } => ({
    ...textIn(search, 'product'),
  }),
  component: lazyRouteComponent(() => import('./batches/new-batch.page.js'), 'NewBatchPage'),
});

export const batchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/batches/$id',
  component: lazyRouteComponent(() => import('./batches/batch.page.js'), 'BatchPage'),
});

export const batchRoutes = [batchesRoute, newBatchRoute, batchRoute] as const;
