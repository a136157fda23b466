const LOOK_EVERY_MS = 10_000;

/**
 * The register's files stay on the till. A newer register is fetched beside this one and takes over only when `may` says
 * that nothing is on its way: no sale, and nothing that waits to be sent.
 */
export function keepOffline(may: () => boolean): void {
  if (!('serviceWorker' in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne) location.reload();
  });
  void navigator.serviceWorker
    .register('/register/sw.js', { scope: '/register' })
    .then((files) => {
      setInterval(() => {
        if (may()) files.waiting?.postMessage('take over');
      }, LOOK_EVERY_MS);
      setInterval(() => void files.update().catch(() => undefined), 60 * LOOK_EVERY_MS);
    })
    .catch(() => undefined);
}
