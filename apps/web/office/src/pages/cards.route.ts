import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';

export const cardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/cards/$serial',
  component: lazyRouteComponent(() => import('./cards/card.page.js'), 'CardPage'),
});

export const cardRoutes = [cardRoute] as const;
