import { invariant, newId } from '#lib/kernel';
import { NO_ANSWER_LEFT_WORDS, clerkWords } from './clerk-words.js';
import {
  type CheckAnswer,
  STORED_LINES_MAX,
  type Sale,
  type SaleAnswer,
  type StatusAnswer,
  type StoredAnswer,
  type StoredSale,
  type VoidRequest,
} from './contract.js';
import { type Ladder, ONCE, REPEATING } from './ladder.js';
import type { Outcome, Refused } from './outcome.js';
import { type SignableRequest, signRequest } from './signature.js';
import type { Signer } from './signer.js';

export interface TillClientOptions {
  readonly url: string;
  readonly signer: Signer;
  /** For what has an effect; 6 s a try, again at 6 s and 12 s when left out. */
  readonly repeating?: Ladder;
  /** For `check` and `status`. */
  readonly once?: Ladder;
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
const BEFORE_THE_KEY: ReadonlySet<number> = new Set([401, 403, 429]);
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Made by the till and written down before the first try of the sale. */
export function newSaleKey(): string {
  return newId();
}

/** One till's calls: signed, repeated with the same key, answered as a value. */
export class TillClient {
  private readonly base: URL;
  private readonly repeating: Ladder;
  private readonly once: Ladder;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: TillClientOptions) {
    this.base = new URL(options.url);
    this.repeating = options.repeating ?? REPEATING;
    this.once = options.once ?? ONCE;
    this.fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  }

  /** What the card is, its price, and whether it may be sold here. */
  check(code: string): Promise<Outcome<CheckAnswer>> {
    return this.call(this.request('POST', 'cards/check', { code }), this.once);
  }

  /** Sells one card for cash that is in the drawer. The same key again is the same sale. */
  sell(key: string, sale: Sale): Promise<Outcome<SaleAnswer>> {
    return this.call({ ...this.request('POST', 'activations', sale), idempotencyKey: key }, this.repeating);
  }

  /** What became of a key. */
  status(key: string): Promise<Outcome<StatusAnswer>> {
    return this.call(this.request('GET', `activations/${key}`), this.once);
  }

  /** The money goes back: undoes the sale of this key, or forbids it when it comes late. */
  reverse(key: string): Promise<Outcome<StatusAnswer>> {
    return this.call(this.request('POST', `activations/${key}/reversal`), this.repeating);
  }

  /** Takes a card back at the counter, panel untouched. */
  void(key: string, request: VoidRequest): Promise<Outcome<StatusAnswer>> {
    return this.call(this.request('POST', `activations/${key}/void`, request), this.repeating);
  }

  /** Sales made while nobody answered, each with a key and an answer of its own. Sent again, what stands is replayed. */
  sendStored(lines: readonly StoredSale[]): Promise<Outcome<{ readonly lines: readonly StoredAnswer[] }>> {
    invariant(lines.length > 0 && lines.length <= STORED_LINES_MAX, `1 to ${STORED_LINES_MAX} stored sales a call`);
    return this.call(this.request('POST', 'activations/batch', { lines }), this.repeating);
  }

  private request(method: 'GET' | 'POST', path: string, body?: object): SignableRequest {
    const prefix = this.base.pathname.replace(/\/$/, '');
    return {
      method,
      path: `${prefix}/v1/pos/${path}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
  }

  private async call<Answer>(request: SignableRequest, ladder: Ladder): Promise<Outcome<Answer>> {
    const startedAt = performance.now();
    let reached = false;
    for (let tries = 1; ; tries++) {
      const found = await this.try<Answer>(request, ladder.timeoutMs);
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

  private async try<Answer>(request: SignableRequest, timeoutMs: number): Promise<Try<Answer>> {
    const signed = await signRequest(request, this.options.signer);
    try {
      const response = await this.fetch(new URL(request.path, this.base), {
        method: request.method,
        headers: { accept: 'application/json', ...signed },
        body: request.body ?? null,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readTry(response);
    } catch (error) {
      const why = reasonOf(error);
      return { kind: 'silence', why, reached: !NEVER_REACHED.has(why) };
    }
  }
}

async function readTry<Answer>(response: Response): Promise<Try<Answer>> {
  const text = await response.text();
  const body = parseObject(text);
  if (response.ok && body !== undefined) {
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { kind: 'done', answer: body as Answer, replayed };
  }
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const wait = Number.isFinite(retryAfterS) ? { retryAfterS } : {};
  const { code, detail, title, errors } = (body ?? {}) as Partial<Record<'code' | 'detail' | 'title', string>> &
    Pick<Refused, 'errors'>;
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

function parseObject(text: string): object | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
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
