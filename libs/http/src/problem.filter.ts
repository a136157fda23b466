import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { asProblem, constraintOf, sqlState } from '#lib/database';
import { Problem, type ProblemCode } from '#lib/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loggedPath } from './request-log.js';

/** Refusals that Nest and Fastify give themselves. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'request.invalid',
  404: 'route.not_found',
  408: 'request.invalid',
  413: 'request.too_large',
  414: 'request.invalid',
  415: 'request.media_type',
  431: 'request.too_large',
  503: 'busy',
};

/** What a thrown error is to the caller; whatever we did not foresee is `internal`, with nothing inside. */
export function problemOf(thrown: unknown): Problem {
  const error = asProblem(thrown);
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  const code = typeof status === 'number' ? BY_STATUS[status] : undefined;
  if (code === 'busy') return new Problem('busy', undefined, { retryAfterS: 1 });
  return new Problem(code ?? 'internal');
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.extra.retryAfterS !== undefined) reply.header('retry-after', String(problem.extra.retryAfterS));
  if (problem.status === 401) reply.header('www-authenticate', challengeOf(problem.code));
  // As bytes: to a text Fastify would add a charset, which this media type does not have.
  const body = Buffer.from(JSON.stringify(problem.toBody()));
  reply.code(problem.status).header('content-type', 'application/problem+json').send(body);
}

function challengeOf(code: ProblemCode): string {
  return code.startsWith('signature.') ? 'Signature' : 'Bearer';
}

/** The one place where an error becomes an answer (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown);
    this.log(problem, thrown, request);
    if (!reply.sent && !reply.raw.headersSent) sendProblem(reply, problem);
    else if (!reply.raw.writableEnded) reply.raw.destroy(); // half an answer must not look like a whole one
  }

  private log(problem: Problem, thrown: unknown, { id, method, url }: FastifyRequest): void {
    const about = { id, method, path: loggedPath(url), code: problem.code };
    if (problem.code === 'internal') this.logger.error('request failed', { ...about, ...describeError(thrown) });
    else if (problem.status >= 500) this.logger.warn('request refused', { ...about, ...problem.extra.internal });
    else if (problem.extra.internal) this.logger.debug('request refused', { ...about, ...problem.extra.internal });
  }
}

/**
 * What the log may know of an error. Of one from the database only the SQLSTATE and the constraint's name: its message,
 * detail and parameters may hold a digest or a person's data.
 */
export function describeError(error: unknown): Record<string, unknown> {
  const stack = error instanceof Error ? framesOf(error) : undefined;
  const state = sqlState(error);
  if (state !== undefined) return { error: 'database', sqlState: state, constraint: constraintOf(error), stack };
  return { error: error instanceof Error ? `${error.name}: ${error.message}` : typeof error, stack };
}

/** A stack begins with the message: only the places are kept. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
}
