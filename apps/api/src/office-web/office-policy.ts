/**
 * What the office's page may do: its own files and calls only. Style elements that its dialogs and pop-overs add at run
 * time carry this answer's nonce; a PDF is shown from a blob that the page itself fetched.
 */
export function officePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
