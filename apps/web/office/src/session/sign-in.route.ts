import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isRefusal } from '../api/refusal.js';
import { rootRoute } from '../shell/root.route.js';
import { meQuery } from './me.js';

interface SignInSearch {
  /** Where the person wanted to go. */
  readonly to?: string | undefined;
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: ({ to }: Record<string, unknown>): SignInSearch => (isOwnPath(to) ? { to } : {}),
  component: lazyRouteComponent(() => import('./sign-in.page.js'), 'SignInPage'),
});

export const recoverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recover',
  component: lazyRouteComponent(() => import('./recover.page.js'), 'RecoverPage'),
});

/** For whoever has no second factor yet: they are signed in, but may do nothing else. */
export const enrolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrol',
  component: lazyRouteComponent(() => import('./enrol.page.js'), 'EnrolPage'),
  beforeLoad: async ({ context: { queryClient } }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (isRefusal(error, 'session.missing', 'session.expired')) throw redirect({ to: '/sign-in' });
      throw error;
    }
  },
});

export const signInRoutes = [signInRoute, recoverRoute, enrolRoute] as const;

/** Never to another host: `//evil.example` and `/\evil` are no paths of ours. */
function isOwnPath(to: unknown): to is string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to);
}
