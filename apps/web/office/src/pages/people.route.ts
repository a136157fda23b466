import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../shell/shell.route.js';
import { textIn } from './search.js';

export const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  validateSearch: (search: Record<string, unknown>): { readonly at?: string | undefined } => ({
    ...textIn(search, 'at'),
  }),
  component: lazyRouteComponent(() => import('./people/people.page.js'), 'PeoplePage'),
});

export const newPersonRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/new',
  component: lazyRouteComponent(() => import('./people/new-person.page.js'), 'NewPersonPage'),
});

export const personRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./people/person.page.js'), 'PersonPage'),
});

export const policiesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policies',
  component: lazyRouteComponent(() => import('./policies/policies.page.js'), 'PoliciesPage'),
});

export const peopleRoutes = [peopleRoute, newPersonRoute, personRoute, policiesRoute] as const;
