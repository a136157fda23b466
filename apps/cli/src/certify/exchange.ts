import { type IncomingHttpHeaders, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** One question over the wire. */
export interface Question {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, where it is a JSON object; else an empty one. */
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Asks on a connection of its own: what a proxy does to a connection is then done to one question. `via`: the port of a
 * proxy on this machine, which the far side never hears of: it sees its own host name.
 */
export async function exchange(base: URL, question: Question, via?: number): Promise<RawAnswer> {
  const { method, path, headers, body, signal } = question;
  const secure = base.protocol === 'https:' && via === undefined;
  const place = via === undefined ? { host: hostOf(base), port: portOf(base) } : { host: '127.0.0.1', port: via };
  const options: RequestOptions = {
    ...place,
    method,
    path,
    agent: false,
    headers: {
      ...headers,
      host: base.host,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(signal?.aborted === true ? signal.reason : error);
    const request = (secure ? httpsRequest : httpRequest)(options, (response) => {
      text(response).then(
        (read) =>
          resolve({ status: response.statusCode!, headers: response.headers, text: read, json: objectIn(read) }),
        fail,
      );
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** The same as `fetch` has it, for a till client that must come through a proxy. */
export function fetchVia(base: URL, via: number): typeof fetch {
  return async (target, init = {}) => {
    const { pathname, search } = new URL(target instanceof Request ? target.url : target);
    const { method = 'GET', headers, body, signal } = init;
    const question = {
      method,
      path: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' ? { body } : {}),
      ...(signal ? { signal } : {}),
    };
    const answer = await exchange(base, question, via);
    const told = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    return new Response(answer.text, { status: answer.status, headers: told });
  };
}

export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** A text of an answer; empty where it has none of that name. */
export function textOf({ json }: Pick<RawAnswer, 'json'>, name: string): string {
  const found = json[name];
  return typeof found === 'string' ? found : '';
}

function objectIn(read: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(read);
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
