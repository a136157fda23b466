import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export interface ConsignmentsSearch {
  readonly store?: string | undefined;
  readonly state?: string | undefined;
  /** Only boxes that hold this card. */
  readonly serial?: string | undefined;
  readonly at?: string | undefined;
}

export const consignmentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/consignments',
  validateSearch: (search: Record<string, unknown>): ConsignmentsSearch => ({
    ...textIn(search, 'store'),
    ...textIn(search, 'state'),
    ...textIn(search, 'serial'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./consignments/consignments.page.js'), 'ConsignmentsPage'),
});

export const shipRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/consignments/ship',
  validateSearch: (search: Record<string, unknown>): { readonly store?: string | undefined } => ({
    ...textIn(search, 'store'),
  }),
  component: lazyRouteComponent(() => import('./consignments/ship.page.js'), 'ShipPage'),
});

export const consignmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/consignments/$id',
  component: lazyRouteComponent(() => import('./consignments/consignment.page.js'), 'ConsignmentPage'),
});

export const returnsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/returns',
  validateSearch: (
    search: Record<string, unknown>,
  ): { readonly store?: string | undefined; readonly at?: string | undefined } => ({
    ...textIn(search, 'store'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./consignments/returns.page.js'), 'ReturnsPage'),
});

export const blockRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/block',
  /** A card that some other page names. */
  validateSearch: (search: Record<string, unknown>): { readonly card?: string | undefined } => ({
    ...textIn(search, 'card'),
  }),
  component: lazyRouteComponent(() => import('./consignments/block.page.js'), 'BlockPage'),
});

export const consignmentRoutes = [consignmentsRoute, shipRoute, consignmentRoute, returnsRoute, blockRoute] as const;
