import { type Socket, connect } from 'node:net';
import { CommandEnd, EXIT } from '../exit.js';

export interface Slice {
  readonly perSecond: number;
  readonly p50Ms: number;
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

/** A closed loop: so many kept connections, each with one request under way, for so long. Any answer but 201 ends it. */
export async function loadSlice(port: number, clients: number, ms: number, requests: Prepared): Promise<Slice> {
  const sockets = await Promise.all(Array.from({ length: clients }, () => open(port)));
  try {
    const startedMs = performance.now();
    const untilMs = startedMs + ms;
    const loops = sockets.map((socket) => loop(socket, untilMs, requests));
    const results = await Promise.all(loops);
    const endedMs = Math.min(untilMs, ...results.map(({ ranOutAtMs }) => ranOutAtMs));
    const times = results
      .flatMap(({ answers }) => answers)
      .filter(({ atMs }) => atMs <= endedMs)
      .map(({ tookMs }) => tookMs)
      .sort((a, b) => a - b);
    const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    return { perSecond: times.length / ((endedMs - startedMs) / 1_000), p50Ms: at(0.5), p99Ms: at(0.99) };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
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
        reject(new CommandEnd(EXIT.bug, `the API answered otherwise than with 201: ${text.slice(0, 2_000)}`));
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
