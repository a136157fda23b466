import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const productsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/products',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./products/products.page.js'), 'ProductsPage'),
});

export const newProductRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/products/new',
  component: lazyRouteComponent(() => import('./products/new-product.page.js'), 'NewProductPage'),
});

export const productRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/products/$id',
  component: lazyRouteComponent(() => import('./products/product.page.js'), 'ProductPage'),
});

export const productRoutes = [productsRoute, newProductRoute, productRoute] as const;
