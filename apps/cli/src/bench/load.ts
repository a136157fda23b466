import { type Socket, connect } from 'node:net';
import { CommandEnd, EXIT } from '../exit.js';

export interface Slice {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Requests written ahead, byte for byte; each is sent once. */
export class Prepared {
  private used = 0;

  constructor(private readonly requests: readonly Buffer[]) {}

  next(): Buffer | undefined {
    return this.requests[this.used++];
  }
}

/** One request as it goes over the wire. */
export function wireRequest(path: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const lines = Object.entries({ host: 'bench', 'content-length': String(Buffer.byteLength(body)), ...headers });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}

/**
 * A closed loop: so many kept connections, spread over the API's processes, each with one request under way, for so long.
 * Any answer but 201 ends it.
 */
export async function loadSlice(
  ports: readonly number[],
  clients: number,
  ms: number,
  requests: Prepared,
): Promise<Slice> {
  const sockets = await Promise.all(Array.from({ length: clients }, (_, i) => open(ports[i % ports.length]!)));
  try {
    const startedMs = performance.now();
    const untilMs = startedMs + ms;
    const loops = sockets.map((socket) => loop(socket, untilMs, requests));
    const results = await Promise.all(loops);
    const endedMs = Math.min(untilMs, ...results.map(({ ranOutAtMs }) => ranOutAtMs));
    const times = results
      .flatMap(({ answers }) => answers)
      .filter(({ atMs }) => atMs <= endedMs)
      .map(({ tookMs }) => tookMs);
    return sliceOf(times, endedMs - startedMs);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function sliceOf(times: readonly number[], ms: number): Slice {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { perSecond: sorted.length / (ms / 1_000), p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/**
 * An open loop: so many requests a second, whether or not earlier ones were answered, as tills do. The time counts from
 * the moment when a request was due, so that a stall is felt by everyone who would have come meanwhile (no coordinated
 * omission).
 */
export async function openLoopSlice(
  ports: readonly number[],
  perSecond: number,
  ms: number,
  requests: Prepared,
): Promise<Slice> {
  const free = await Promise.all(
    Array.from({ length: OPEN_LOOP_CONNECTIONS }, (_, i) => open(ports[i % ports.length]!)),
  );
  const sockets = [...free];
  const due: number[] = [];
  const times: number[] = [];
  const startedMs = performance.now();
  const total = Math.floor((perSecond * ms) / 1_000);
  let failed: Error | undefined;
  try {
    for (let n = 0; n < total || free.length < sockets.length; ) {
      if (failed !== undefined) throw failed;
      const now = performance.now();
      for (; n < total && startedMs + (n * 1_000) / perSecond <= now; n++)
        due.push(startedMs + (n * 1_000) / perSecond);
      while (due.length > 0 && free.length > 0) {
        const request = requests.next();
        if (request === undefined) throw new CommandEnd(EXIT.bug, 'the open loop ran out of requests');
        const socket = free.pop()!;
        const dueMs = due.shift()!;
        exchange(socket, request).then(
          () => {
            times.push(performance.now() - dueMs);
            free.push(socket);
          },
          (error: Error) => (failed = error),
        );
      }
      await nextTurn();
    }
    return sliceOf(times, performance.now() - startedMs);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Enough for half of raw's rate at a fifth of a second each. */
const OPEN_LOOP_CONNECTIONS = 256;

/** Often enough for what is due to leave within a millisecond, without spinning. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** One request on a kept connection. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (error?: Error): void => {
      socket.off('data', read).off('error', done).off('close', closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const closed = (): void => done(new CommandEnd(EXIT.bug, 'the API closed a connection under load'));
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (isWhole(text)) done(text.startsWith('HTTP/1.1 201') ? undefined : otherAnswer(text));
    };
    socket.on('data', read).once('error', done).once('close', closed);
    socket.write(request);
  });
}

function otherAnswer(text: string): CommandEnd {
  return new CommandEnd(EXIT.bug, `the API answered otherwise than with 201: ${text.slice(0, 2_000)}`);
}

interface Answers {
  readonly answers: readonly { readonly atMs: number; readonly tookMs: number }[];
  /** When there was nothing left to send; infinity when there always was. */
  readonly ranOutAtMs: number;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function loop(socket: Socket, untilMs: number, requests: Prepared): Promise<Answers> {
  return new Promise((resolve, reject) => {
    const answers: { atMs: number; tookMs: number }[] = [];
    let text = '';
    let sentMs = 0;
    const send = (): void => {
      sentMs = performance.now();
      if (sentMs >= untilMs) return resolve({ answers, ranOutAtMs: Infinity });
      const request = requests.next();
      if (request === undefined) return resolve({ answers, ranOutAtMs: sentMs });
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      if (!text.startsWith('HTTP/1.1 201')) {
        reject(otherAnswer(text));
        return;
      }
      const atMs = performance.now();
      answers.push({ atMs, tookMs: atMs - sentMs });
      text = '';
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new CommandEnd(EXIT.bug, 'the API closed a connection under load')));
    send();
  });
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length === undefined) throw new CommandEnd(EXIT.bug, 'the API answered without a content-length');
  return text.length >= headEnd + 4 + Number(length);
}
