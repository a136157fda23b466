import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export interface AuditSearch {
  /** `staff:<id>`, `terminal:<id>` or `system`. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** Days, `2026-11-24`, both inside. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly at?: string | undefined;
}

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    ...textIn(search, 'actor'),
    ...textIn(search, 'action'),
    ...textIn(search, 'subject'),
    ...textIn(search, 'from'),
    ...textIn(search, 'to'),
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./audit/audit.page.js'), 'AuditPage'),
});

export const auditRoutes = [auditRoute] as const;
