import { type LogLevel, withoutCardNumbers } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The path for the log: no query, no card's serial, nothing that could be a PIN, however it is escaped. */
export function loggedPath(url: string): string {
  const path = decoded(url.split(/[?#]/, 1)[0]!);
  return withoutCardNumbers(path.replace(/^\/+R(\/.*)?$/i, '/R/•')).slice(0, 200);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/[undecodable]';
  }
}

/** Asked every few seconds by machines: a line each would bury the others. */
const QUIET = /^\/(health\/|metrics$)/;

/** One line a request, those of one turn of the event loop in one write. */
export class RequestLog {
  private lines: string[] = [];

  constructor(
    private readonly level: LogLevel,
    private readonly write: (text: string) => void = (text) => void process.stderr.write(text),
  ) {}

  record(request: FastifyRequest, reply: FastifyReply): void {
    const failed = reply.statusCode >= 500;
    if (this.level === 'error' || this.level === 'warn') return;
    const path = loggedPath(request.url);
    if (!failed && this.level !== 'debug' && QUIET.test(path)) return;
    const line = {
      at: new Date().toISOString(),
      level: 'info',
      message: 'request',
      id: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    this.lines.push(`${JSON.stringify(line)}\n`);
    if (this.lines.length === 1) setImmediate(() => this.flush());
  }

  private flush(): void {
    const text = this.lines.join('');
    this.lines = [];
    this.write(text);
  }
}
