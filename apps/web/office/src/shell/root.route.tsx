import { Button } from '@mantine/core';
import { Outlet, createRootRouteWithContext } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorPanel } from '../parts/error-panel.js';
import { Empty } from '../parts/empty.js';
import { BASE } from '../parts/go.js';

export interface RouterContext {
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => (
    <main className="alone">
      <ErrorPanel error={error} onRetry={reset} />
    </main>
  ),
});

function NotFound(): ReactNode {
  return (
    <Empty
      title="No such page"
      why="The address may be mistyped, or the page is for other roles."
      action={
        <Button component="a" href={`${BASE}/`} variant="default">
          To the start
        </Button>
      }
    />
  );
}
