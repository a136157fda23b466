import './mantine-styles.js';
import '@mantine/notifications/styles.css';
import './office.css';
import './pages/pages.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { configureClient } from './api/client.js';
import { listenToApi } from './api/news.js';
import { queryClient } from './api/queries.js';
import { router } from './router.js';
import { StepUp } from './session/step-up.js';
import { cssVariables, theme } from './theme.js';

configureClient();
listenToApi({
  onSessionEnded: () => {
    queryClient.removeQueries({ queryKey: ['me'] });
    const { href } = router.state.location;
    if (!href.startsWith('/sign-in')) void router.navigate({ to: '/sign-in', search: { to: href } });
  },
  onMustEnrol: () => void router.navigate({ to: '/enrol' }),
});

// A newer office was installed meanwhile: the files of this one are gone.
window.addEventListener('vite:preloadError', () => location.reload());

/** Style elements that parts of the page add carry the nonce of this very answer. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

// The scroll lock under dialogs is the one part that the kit does not hand the nonce to: it looks here (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce() });

// The part that keeps the page still behind a dialog looks for it here.
Object.assign(globalThis, { __webpack_nonce__: nonce() });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={nonce}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <StepUp />
        <Notifications position="bottom-right" limit={3} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
