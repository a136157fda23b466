import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const retailersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/retailers',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./retailers/retailers.page.js'), 'RetailersPage'),
});

export const newRetailerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/retailers/new',
  component: lazyRouteComponent(() => import('./retailers/new-retailer.page.js'), 'NewRetailerPage'),
});

export const retailerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/retailers/$id',
  /** The webhook endpoint whose deliveries are open, and where in them we are. */
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly hook?: string | undefined; readonly at?: string | undefined } => ({
    ...textIn(search, 'hook'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./retailers/retailer.page.js'), 'RetailerPage'),
});

export const storeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/retailers/$id/stores/$storeId',
  component: lazyRouteComponent(() => import('./retailers/store.page.js'), 'StorePage'),
});

export const retailerRoutes = [retailersRoute, newRetailerRoute, retailerRoute, storeRoute] as const;
