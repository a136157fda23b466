import { type RequestOptions as HttpOptions, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '#lib/runtime';
import { AddressRefused, type ResolveHost, hostOf, receiverAddresses, resolveHost } from './receiver-address.js';

export const TRY_TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 65_536;

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the receiver answered; or, in our own words, why there was no answer. */
export type TryResult = { readonly status: number } | { readonly error: string };

/** Sends one message to an address outside: only to what was checked, without following where it leads. */
@Injectable()
export class WebhookSender {
  private readonly resolve: ResolveHost = resolveHost;

  constructor(private readonly config: Config) {}

  /** Never throws: whatever happens is a result. */
  async send({ url, headers, body }: Message, stop: AbortSignal): Promise<TryResult> {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(TRY_TIMEOUT_MS)]);
    try {
      const target = new URL(url);
      const rules = { loopback: this.config.webhookLoopback };
      const addresses = await receiverAddresses(hostOf(target), rules, this.resolve, signal);
      const length = String(Buffer.byteLength(body));
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': length },
        signal,
        agent: false as const,
      };
      return { status: await post(target, { ...options, lookup: lookupAmong(addresses) }, body) };
    } catch (error) {
      return { error: signal.aborted && !stop.aborted ? NO_ANSWER : wordsFor(error as NodeJS.ErrnoException) };
    }
  }
}

/** The connection goes to the checked addresses, whatever the name means by now. */
function lookupAmong(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    if (options.all === true) answer(null, found);
    else answer(null, found[0]!.address, found[0]!.family);
  };
}

function post(target: URL, options: HttpOptions, body: string): Promise<number> {
  const open = target.protocol === 'https:' ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const request = open(target, options, (answer) => {
      const done = (): void => resolve(answer.statusCode!);
      answer.on('close', done).on('error', done);
      dropBody(answer);
    });
    request.on('error', reject).end(body);
  });
}

/** Reads a polite receiver's answer to its end, so that it sees no broken connection; keeps nothing of it. */
function dropBody(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) answer.destroy();
  });
}

const NO_ANSWER = `no answer within ${TRY_TIMEOUT_MS / 1_000} seconds`;
const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host',
  ENODATA: 'no such host',
  ETIMEOUT: 'the name servers did not answer',
  ECONNREFUSED: 'the connection was refused',
  ETIMEDOUT: NO_ANSWER,
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL/;

/** Never the error's own text, which may hold what the receiver sent. */
function wordsFor(error: NodeJS.ErrnoException): string {
  if (error instanceof AddressRefused) return 'the address is not on the public network';
  const code = error.code ?? '';
  return WORDS[code] ?? (CERTIFICATE.test(code) ? 'its certificate is not valid' : 'the connection broke');
}
