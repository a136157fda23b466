import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  /** Which question is open. */
  validateSearch: (search: Record<string, unknown>): { readonly id?: string | undefined } => ({
    ...textIn(search, 'id'),
  }),
  component: lazyRouteComponent(() => import('./approvals/approvals.page.js'), 'ApprovalsPage'),
});

export const approvalRoutes = [approvalsRoute] as const;
