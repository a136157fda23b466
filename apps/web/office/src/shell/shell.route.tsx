import { createRoute, redirect } from '@tanstack/react-router';
import { isRefusal } from '../api/refusal.js';
import { ErrorPanel } from '../parts/error-panel.js';
import { meQuery } from '../session/me.js';
import { rootRoute } from './root.route.js';
import { Shell } from './shell.js';

/** Everything that needs a person: pages hang below it. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context: { queryClient }, location: { href } }) => {
    try {
      const { secondFactor } = await queryClient.ensureQueryData(meQuery);
      if (secondFactor === 'enrol') throw redirect({ to: '/enrol' });
    } catch (error) {
      if (isRefusal(error, 'session.missing', 'session.expired')) {
        throw redirect({ to: '/sign-in', search: href === '/' ? {} : { to: href } });
      }
      throw error;
    }
  },
  errorComponent: ({ error, reset }) => <ErrorPanel error={error} onRetry={reset} />,
});
