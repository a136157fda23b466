import { NO_ANSWER_LEFT_WORDS, clerkWords } from './clerk-words.js';
import type { Ladder } from './ladder.js';
import type { Outcome, Refused } from './outcome.js';
import { type SignableRequest, signRequest } from './signature.js';
import type { Signer } from './signer.js';

export interface WireOptions {
  readonly url: string;
  /** Absent only while a till enrols: nobody knows its key yet. */
  readonly signer?: Signer;
  /** Told before each repeat: the till shows "No answer yet", the CLI prints it. */
  readonly onRepeat?: (repeat: { readonly tryNumber: number; readonly why: string }) => void;
  readonly fetch?: typeof fetch;
}

/** What one try came to. A silence may hide an effect. */
type Try<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Omit<Refused, 'tries'> }
  | { readonly kind: 'silence'; readonly why: string; readonly reached: boolean; readonly waitMs?: number };

/** These are said before the server looks for the key, so they tell nothing of an earlier try. */
export const BEFORE_THE_KEY: ReadonlySet<number> = new Set([401, 403, 429]);
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** How an answer's body is read; nothing when it is not one of ours. */
export type BodyReader<Answer> = (response: Response) => Promise<Answer | undefined>;

/** One call over the wire: signed anew for each try, repeated by a ladder, answered as a value. */
export class TillWire {
  private readonly base: URL;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: WireOptions) {
    this.base = new URL(options.url);
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  }

  request(method: SignableRequest['method'], path: string, body?: object): SignableRequest {
    const prefix = this.base.pathname.replace(/\/$/, '');
    const [bare, query] = path.split('?');
    return {
      method,
      path: `${prefix}/v1/pos/${bare}`,
      ...(query === undefined ? {} : { query: `?${query}` }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
  }

  async call<Answer>(
    request: SignableRequest,
    ladder: Ladder,
    read: BodyReader<Answer> = readObject,
  ): Promise<Outcome<Answer>> {
    const startedAt = performance.now();
    let reached = false;
    for (let tries = 1; ; tries++) {
      const found = await this.try(request, ladder.timeoutMs, read);
      if (found.kind === 'done') return { ...found, tries };
      if (found.kind === 'refused' && !(reached && BEFORE_THE_KEY.has(found.refusal.status))) {
        return { ...found.refusal, tries };
      }
      const why = found.kind === 'refused' ? found.refusal.code : found.why;
      reached ||= found.kind === 'refused' || found.reached;
      const at = ladder.repeatAtMs[tries - 1];
      if (at === undefined) return { kind: 'unknown', why, words: NO_ANSWER_LEFT_WORDS, reached, tries };
      this.options.onRepeat?.({ tryNumber: tries + 1, why });
      const asked = found.kind === 'silence' ? found.waitMs : undefined;
      const planned = Math.max(0, startedAt + at - performance.now());
      await pause(asked === undefined ? planned : Math.min(asked, ladder.timeoutMs));
    }
  }

  private async try<Answer>(
    request: SignableRequest,
    timeoutMs: number,
    read: BodyReader<Answer>,
  ): Promise<Try<Answer>> {
    const headers = await this.headersOf(request);
    try {
      const response = await this.fetch(new URL(`${request.path}${request.query ?? ''}`, this.base), {
        method: request.method,
        headers: { accept: 'application/json', ...headers },
        body: request.body ?? null,
        redirect: 'error',
        cache: 'no-store',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readTry(response, read);
    } catch (error) {
      const why = reasonOf(error);
      return { kind: 'silence', why, reached: !NEVER_REACHED.has(why) };
    }
  }

  private async headersOf(request: SignableRequest): Promise<Readonly<Record<string, string>>> {
    if (this.options.signer !== undefined) return signRequest(request, this.options.signer);
    return request.body === undefined ? {} : { 'content-type': 'application/json' };
  }
}

async function readTry<Answer>(response: Response, read: BodyReader<Answer>): Promise<Try<Answer>> {
  if (response.ok) {
    const answer = await read(response);
    if (answer === undefined) return { kind: 'silence', why: `status ${response.status}`, reached: true };
    return { kind: 'done', answer, replayed: response.headers.get('idempotency-replayed') === 'true' };
  }
  const body = await readObject<Partial<Record<'code' | 'detail' | 'title', string>> & Pick<Refused, 'errors'>>(
    response,
  );
  const { code, detail, title, errors } = body ?? {};
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(retryAfterS) ? { retryAfterS } : {};
  // Without a code, or from 500 up, it is not a decision: a proxy, a crash, `busy`.
  if (code === undefined || response.status >= 500 || response.status < 400) {
    const waitMs = wait.retryAfterS === undefined ? {} : { waitMs: wait.retryAfterS * 1_000 };
    return { kind: 'silence', why: code ?? `status ${response.status}`, reached: true, ...waitMs };
  }
  const told = { code, status: response.status, detail: detail ?? title ?? code, words: clerkWords(code) };
  return {
    kind: 'refused',
    refusal: { kind: 'refused', ...told, ...(errors === undefined ? {} : { errors }), ...wait },
  };
}

async function readObject<Answer>(response: Response): Promise<Answer | undefined> {
  if (response.status === 204) return {} as Answer;
  const text = await response.text();
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? (found as Answer) : undefined;
  } catch {
    return undefined;
  }
}

/** A file, where the answer says that it is one of this kind. */
export function readBytes(type: string): BodyReader<Uint8Array> {
  return async (response) => {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return response.headers.get('content-type')?.startsWith(type) === true ? bytes : undefined;
  };
}

/** By its shape: an error may come from another realm, as in a test or a frame. */
function reasonOf(error: unknown): string {
  const { name, message, code, cause } = error as Partial<Record<'name' | 'message' | 'code', string>> & {
    readonly cause?: { readonly code?: unknown };
  };
  if (name === 'TimeoutError') return 'time-out';
  const found = cause?.code ?? code;
  return typeof found === 'string' ? found : (message ?? String(error));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
