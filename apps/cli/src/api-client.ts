import { open, rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Role } from '#lib/http';
import { newId } from '#lib/kernel';
import { type Demo, describePart, isLoopback, pickPerson, readDemo } from './demo-parts.js';
import { CommandEnd, EXIT, refused, unreachable, usage } from './exit.js';
import type { Output } from './output.js';
import { type ServerEvent, readServerEvents } from './server-events.js';
import type { Shell } from './shell.js';

export interface ConnectOptions {
  readonly url?: string;
  readonly token?: string;
  readonly as?: string;
  readonly home?: string;
  readonly dryRun?: boolean;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export const DEFAULT_URL = 'http://127.0.0.1:3000';
const ANSWER_MAX_MS = 30_000;
const BUSY_TRIES_MAX = 4;
const BUSY_WAIT_MAX_S = 5;
const PAGE_SIZE = 200;

/** Where the system is, from the flag, the environment or the demo world. */
export async function whereabouts(
  command: Command,
  { env }: Shell,
): Promise<{ readonly url: string; readonly demo: Demo | undefined; readonly options: ConnectOptions }> {
  const options = command.optsWithGlobals<ConnectOptions>();
  const demo = await readDemo(homeOf(options, env));
  const url = options.url ?? env['REUP_URL'] ?? demo?.url ?? DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw usage(`${url} is no http(s) address`);
  return { url, demo, options };
}

export function homeOf({ home }: ConnectOptions, env: Shell['env']): string {
  return home ?? env['REUP_HOME'] ?? '.reup';
}

/** The demo world's secrets are for this machine alone (design §8). */
export function requireLoopback(url: string): void {
  if (!isLoopback(url)) throw usage(`demo.json is for this machine only: for ${url} give --token or REUP_TOKEN`);
}

/** The office as the person whose token was given, or as the demo person who may do this. The output says who acts. */
export async function openOffice(
  command: Command,
  shell: Shell,
  output: Output,
  ...roles: readonly [Role, ...Role[]]
): Promise<ApiClient> {
  const { url, demo, options } = await whereabouts(command, shell);
  const given = options.token ?? shell.env['REUP_TOKEN'];
  if (given !== undefined && options.as === undefined) {
    output.news(`as the owner of the token, at ${url}`);
    return new ApiClient(url, given, options.dryRun);
  }
  if (demo === undefined) {
    throw usage(
      'who are you? Give --token or REUP_TOKEN, or start the demo world with `npm start` (or name it: --home)',
    );
  }
  requireLoopback(url);
  const person = pickPerson(demo, options.as, roles);
  output.news(`as ${describePart(person)}`);
  return new ApiClient(url, person.token, options.dryRun);
}

/** What anyone may ask. */
export async function openPublic(command: Command, shell: Shell): Promise<ApiClient> {
  const { url, options } = await whereabouts(command, shell);
  return new ApiClient(url, undefined, options.dryRun);
}

/** JSON over HTTP with refusals as ends of the command. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token?: string,
    /** Tells what would be sent instead of sending it. */
    private readonly dryRun: boolean = false,
  ) {}

  async get<Answer>(path: string): Promise<Answer> {
    return (await this.send('GET', path)).json() as Promise<Answer>;
  }

  /** Every call has its own key, so that a busy server can be asked again without doing it twice. */
  async post<Answer>(path: string, body?: object): Promise<Answer> {
    return (await this.send('POST', path, body === undefined ? {} : { body })).json() as Promise<Answer>;
  }

  /** A question that is sent as POST because of what stands in it; dry runs ask it too. */
  async ask<Answer>(path: string, body: object): Promise<Answer> {
    return (await this.send('POST', path, { body, asks: true })).json() as Promise<Answer>;
  }

  /** All items of a list, page by page. */
  async *list<Item>(path: string): AsyncGenerator<Item> {
    const separator = path.includes('?') ? '&' : '?';
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<Item> = await this.get(`${path}${separator}limit=${PAGE_SIZE}${after}`);
      yield* page.items;
      cursor = page.next;
    }
  }

  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.list<Item>(path)) items.push(item);
    return items;
  }

  /** Messages for as long as the server sends them. */
  async *events(path: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const response = await this.send('GET', path, { accept: 'text/event-stream', signal });
    try {
      yield* readServerEvents(response.body as AsyncIterable<Uint8Array>);
    } catch (error) {
      throw asUnreachable(this.url, error);
    }
  }

  /** Into a file that is there whole or not at all, and that only its owner can read: it may hold PINs. */
  async download(
    path: string,
    file: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void,
    /** Of a file that is asked for by what stands in the body. */
    body?: object,
  ): Promise<number> {
    const asked = { accept: '*/*', asks: true, signal, ...(body === undefined ? {} : { body }) };
    const response = await this.send(body === undefined ? 'GET' : 'POST', path, asked);
    const part = `${file}.part`;
    const target = await open(part, 'w', 0o600).catch((error: Error) => {
      throw usage(`${part} can’t be written: ${error.message}`);
    });
    let bytes = 0;
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        await target.write(chunk);
        bytes += chunk.length;
        onBytes(bytes);
      }
    } catch (error) {
      await rm(part, { force: true });
      throw asUnreachable(this.url, error);
    } finally {
      await target.close();
    }
    await rename(part, file);
    return bytes;
  }

  private async send(method: 'GET' | 'POST', path: string, call: Call = {}): Promise<Response> {
    const { body, accept = 'application/json', asks = method === 'GET', signal } = call;
    if (this.dryRun && !asks) {
      throw new CommandEnd(EXIT.done, `would send ${method} ${path}`, { method, path, ...(body ? { body } : {}) });
    }
    const headers = {
      accept,
      ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(asks ? {} : { 'idempotency-key': newId() }),
    };
    const request = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    for (let tries = 1; ; tries++) {
      const response = await this.fetch(path, request, signal);
      if (response.ok) return response;
      if (response.status !== 503 || tries === BUSY_TRIES_MAX) throw await refusalIn(response, this.url);
      await pause(Math.min(BUSY_WAIT_MAX_S, Number(response.headers.get('retry-after') ?? 1)) * 1_000);
    }
  }

  /** A stream or a file takes as long as it takes once it has begun; everything else has its time. */
  private async fetch(path: string, request: RequestInit, streamed?: AbortSignal): Promise<Response> {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(new Error('no answer in time')), ANSWER_MAX_MS);
    const signal = streamed === undefined ? waiting.signal : AbortSignal.any([waiting.signal, streamed]);
    try {
      const response = await fetch(this.at(path), { ...request, redirect: 'error', signal });
      if (streamed !== undefined && response.ok) return response;
      const text = await response.text();
      return new Response(NO_BODY.has(response.status) ? null : text, response);
    } catch (error) {
      throw asUnreachable(this.url, error);
    } finally {
      clearTimeout(timer);
    }
  }

  private at(path: string): URL {
    return new URL(`${new URL(this.url).pathname.replace(/\/$/, '')}${path}`, this.url);
  }
}

interface Call {
  readonly body?: object;
  readonly accept?: string;
  /** Has no effect: needs no key, and a dry run makes it too. */
  readonly asks?: boolean;
  /** The answer is read as it comes, until this says stop. */
  readonly signal?: AbortSignal;
}

const NO_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

interface ProblemBody {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

async function refusalIn(response: Response, url: string): Promise<CommandEnd> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  if (body.code === undefined || response.status >= 500) {
    const what = body.code ?? 'no answer of ours';
    return unreachable(`${url} answered ${response.status}: ${what}. Is Re-Up running there?`);
  }
  const fields = (body.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer}: ${detail}`).join('');
  return refused(body.code, `${body.detail ?? body.title ?? ''}${fields}`, body);
}

function asUnreachable(url: string, error: unknown): CommandEnd {
  if (error instanceof CommandEnd) return error;
  const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  return unreachable(`${url} can’t be reached (${cause?.code ?? message}). Is it running? \`npm start\` starts it`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
