import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export interface StockSearch {
  readonly store?: string | undefined;
  readonly product?: string | undefined;
  readonly at?: string | undefined;
}

export const stockRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/stock',
  validateSearch: (search: Record<string, unknown>): StockSearch => ({
    ...textIn(search, 'store'),
    ...textIn(search, 'product'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./stock/stock.page.js'), 'StockPage'),
});

export const warehouseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/stock/warehouse',
  validateSearch: (search: Record<string, unknown>): Omit<StockSearch, 'store'> => ({
    ...textIn(search, 'product'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./stock/warehouse.page.js'), 'WarehousePage'),
});

export const stockPlaceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/stock/$storeId/$productId',
  component: lazyRouteComponent(() => import('./stock/stock-place.page.js'), 'StockPlacePage'),
});

export const stockRoutes = [stockRoute, warehouseRoute, stockPlaceRoute] as const;
