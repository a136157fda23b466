import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const printHousesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/print-houses',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./print-houses/print-houses.page.js'), 'PrintHousesPage'),
});

export const printHouseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/print-houses/$id',
  /** Where in its bundles we are. */
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./print-houses/print-house.page.js'), 'PrintHousePage'),
});

export const printHouseRoutes = [printHousesRoute, printHouseRoute] as const;
