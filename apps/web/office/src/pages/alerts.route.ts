import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export interface AlertSearch {
  readonly rule?: string | undefined;
  readonly state?: string | undefined;
  readonly at?: string | undefined;
}

export const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts',
  validateSearch: (search: Record<string, unknown>): AlertSearch => ({
    ...textIn(search, 'rule'),
    ...textIn(search, 'state'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./alerts/alerts.page.js'), 'AlertsPage'),
});

export const alertRoutes = [alertsRoute] as const;
