import { type Ladder, type Signer, TillClient, signRequest } from '#lib/till-client';
import { type RawAnswer, exchange, fetchVia } from './exchange.js';

const ANSWER_MS_MAX = 15_000;
/** How far a call may say to be from now. */
export interface CallOptions {
  /** Seconds that this till's clock is fast; negative: slow. */
  readonly clockOffS?: number;
  readonly signer?: Signer;
}

export interface TillCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v1/pos/`. */
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
}

/** Who a till is, as it is told itself. */
export interface TillFacts {
  readonly id: string;
  readonly name: string;
  readonly storeId: string;
  readonly storeName: string;
  /** IANA zone of the store. */
  readonly zone: string;
  readonly retailer: string;
  readonly currency: string;
  readonly receiving: 'strict' | 'lenient';
}

/** One till under certification: sends what it is told to, and shows the answer as it came. */
export class CertifiedTill {
  private constructor(
    readonly base: URL,
    readonly signer: Signer,
    readonly facts: TillFacts,
  ) {}

  /** Asks the system who this till is. `undefined` in place of a till: the answer that refused it. */
  static async open(base: URL, signer: Signer): Promise<CertifiedTill | RawAnswer> {
    const answer = await send(base, signer, { method: 'GET', path: 'terminal' });
    if (answer.status !== 200) return answer;
    return new CertifiedTill(base, signer, factsIn(answer));
  }

  call(call: TillCall, options: CallOptions = {}): Promise<RawAnswer> {
    return send(this.base, options.signer ?? this.signer, call, options.clockOffS);
  }

  /** The till client that our register and integrators use; through the proxy that listens at `via`, if given. */
  client(repeating: Ladder, via?: number, onRepeat?: (why: string) => void, signer = this.signer): TillClient {
    return new TillClient({
      url: this.base.href,
      signer,
      repeating,
      once: { ...repeating, repeatAtMs: [] },
      ...(via === undefined ? {} : { fetch: fetchVia(this.base, via) }),
      ...(onRepeat === undefined ? {} : { onRepeat: ({ why }) => onRepeat(why) }),
    });
  }
}

async function send(base: URL, signer: Signer, call: TillCall, clockOffS = 0): Promise<RawAnswer> {
  const path = `${base.pathname.replace(/\/$/, '')}/v1/pos/${call.path}`;
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  const key = call.key === undefined ? {} : { idempotencyKey: call.key };
  const createdS = Math.floor(Date.now() / 1_000) + clockOffS;
  const headers = await signRequest({ method: call.method, path, ...body, ...key }, signer, createdS);
  const question = { method: call.method, path, headers: { accept: 'application/json', ...headers }, ...body };
  return exchange(base, { ...question, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
}

function factsIn({ json }: RawAnswer): TillFacts {
  const { id, name, store, retailer } = json as unknown as {
    id: string;
    name: string;
    store: { id: string; name: string; zone: string };
    retailer: { name: string; currency: string; receiving: 'strict' | 'lenient' };
  };
  return {
    id,
    name,
    storeId: store.id,
    storeName: store.name,
    zone: store.zone,
    retailer: retailer.name,
    currency: retailer.currency,
    receiving: retailer.receiving,
  };
}
