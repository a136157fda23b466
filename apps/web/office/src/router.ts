import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { queryClient } from './api/queries.js';
import { approvalRoutes } from './pages/approvals.route.js';
import { cardRoutes } from './pages/cards.route.js';
import { batchRoutes } from './pages/batches.route.js';
import { alertRoutes } from './pages/alerts.route.js';
import { auditRoutes } from './pages/audit.route.js';
import { consignmentRoutes } from './pages/consignments.route.js';
import { peopleRoutes } from './pages/people.route.js';
import { printHouseRoutes } from './pages/print-houses.route.js';
import { retailerRoutes } from './pages/retailers.route.js';
import { stockRoutes } from './pages/stock.route.js';
import { taxRoutes } from './pages/taxes.route.js';
import { templateRoutes } from './pages/templates.route.js';
import { productRoutes } from './pages/products.route.js';
import { searchIn, searchOf } from './pages/search.js';
import { BASE } from './parts/go.js';
import { securityRoute } from './session/security.route.js';
import { signInRoutes } from './session/sign-in.route.js';
import { rootRoute } from './shell/root.route.js';
import { shellRoute } from './shell/shell.route.js';

const startRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/batches', replace: true });
  },
});

/** Every page's routes: a new page is one line here and one in `shell/nav.ts`. */
const pages = [
  startRoute,
  securityRoute,
  ...batchRoutes,
  ...approvalRoutes,
  ...cardRoutes,
  ...productRoutes,
  ...auditRoutes,
  ...consignmentRoutes,
  ...peopleRoutes,
  ...printHouseRoutes,
  ...retailerRoutes,
  ...alertRoutes,
  ...taxRoutes,
  ...stockRoutes,
  ...templateRoutes,
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren([...signInRoutes, shellRoute.addChildren([...pages])]),
  basepath: BASE,
  context: { queryClient },
  parseSearch: searchIn,
  stringifySearch: searchOf,
  defaultPreload: false,
  // The queries show their own waiting; a page's code is small and near.
  defaultPendingMs: 300,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
