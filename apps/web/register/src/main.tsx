import './mantine-styles.js';
import './register.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { RegisterContext } from './parts/context.js';
import { keepOffline } from './till/offline-files.js';
import { Register } from './till/register.js';
import { cssVariables, theme } from './theme.js';

/** Style elements that parts of the page add carry the nonce of this very answer. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

const root = createRoot(document.getElementById('root')!);

/** Two windows would send the same queue twice at once; the second one waits for the first to close. */
void navigator.locks.request('reup-register', { ifAvailable: true }, async (lock) => {
  if (lock === null) root.render(<p className="alone">The register is open in another window of this till.</p>);
});
void navigator.locks.request('reup-register', async () => {
  const register = await Register.open();
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light" getStyleNonce={nonce}>
        <RegisterContext value={register}>
          <App />
        </RegisterContext>
      </MantineProvider>
    </StrictMode>,
  );
  await register.start();
  keepOffline(() => register.mayRestart);
  // Held until the window is closed.
  return new Promise<never>(() => undefined);
});
