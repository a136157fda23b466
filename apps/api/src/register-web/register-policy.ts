/**
 * What the register's page may do: its own files and calls only. Style elements that its parts add at run time carry
 * this answer's nonce. Its barcode reader is WebAssembly, which asks for a word of its own; that word lets no text of a
 * script run. A slip's PDF is shown from a blob that the page itself fetched, the camera's picture from a stream.
 */
export function registerPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** A service worker is under the policy of its own file, not the page's: it fetches the files that it keeps. */
export const SERVICE_WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
