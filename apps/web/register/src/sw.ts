import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

/** Put in by the build: every file of the register, each with what tells its versions apart. */
declare const PRECACHED: { readonly url: string; readonly revision: string | null }[];

interface Waiting {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(
    type: 'message' | 'activate',
    hear: (event: { readonly data?: unknown; waitUntil(done: Promise<void>): void }) => void,
  ): void;
}
const worker = globalThis as unknown as Waiting;

// Files alone are kept. Calls under /v1 are never answered from here: what a till does offline is its queue's to say.
precacheAndRoute(PRECACHED, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

// A newer register waits until the page says that no sale is on its way.
worker.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(worker.skipWaiting());
});
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
