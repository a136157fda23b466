const ROUNDS = 600_000;

/** What proves a clerk's code while nobody answers; of it the code can be had only by trying all. */
export interface QuickCode {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly proof: Uint8Array<ArrayBuffer>;
}

/** Made when the system has just taken the code. */
export async function rememberCode(code: string): Promise<QuickCode> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, proof: await derive(code, salt) };
}

export async function isCode(code: string, { salt, proof }: QuickCode): Promise<boolean> {
  const found = await derive(code, salt);
  return found.every((byte, i) => byte === proof[i]);
}

/** PBKDF2-HMAC-SHA256 (RFC 8018). */
async function derive(code: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(code), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, key, 256),
  );
}
