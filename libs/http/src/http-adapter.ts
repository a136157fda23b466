import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import { Problem, newId } from '#lib/kernel';
import type { Config } from '#lib/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AnswerDeadline } from './answer-deadline.js';
import { BODY_LIMIT_CONFIG } from './body-limit.js';
import { type Whence, clientAddress } from './client-address.js';
import { refuseUnsafe } from './json-body.js';
import type { Metrics } from './metrics.js';
import { problemOf, sendProblem } from './problem.filter.js';
import { RequestLog } from './request-log.js';
import { securityHeaders } from './security-headers.js';

export const BODY_BYTES_MAX = 64 * 1024;
/** How long a whole request may take to arrive. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than any proxy keeps an idle connection: the proxy closes first, and no request meets a closing socket. */
const KEEP_ALIVE_MS = 75_000;
/** A till gives up after 6 s and its proxy after 5.5 s (design §8). */
const ANSWER_TIMEOUT_MS = 5_000;
const ANSWERS_IN_TIME = /^\/v1\/(pos|redemptions|me)[/?]|^\/v1\/redemptions$/;
/** Connections that are still open so long after the last request was let in are cut. */
const CLOSE_PATIENCE_MS = 5_000;

/** Fastify as every process of ours that speaks HTTP wants it, made before Nest is. */
export function httpAdapter(config: Config, metrics: Metrics): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    genReqId: requestIds(),
    logger: false,
    return503OnClosing: false, // its answer is no problem+json: ours is below
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      announce(request, reply, config);
      sendProblem(reply, problemOf(error));
    },
    clientErrorHandler: answerBrokenRequest,
  });
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  instance.decorateRequest('clientAddress', {
    getter(this: FastifyRequest) {
      return clientAddress(whenceOf(this), config.trustedProxies);
    },
  });
  void instance.register(cookie);
  readBodies(instance);
  limitRoutes(instance);
  watch(instance, config, metrics);
  answerInTime(instance);
  closePatiently(instance);
  return adapter;
}

/** Unique over processes and restarts; to draw each at random would cost a till's call more than its logging. */
function requestIds(): () => string {
  const process = newId();
  let n = 0;
  return () => `${process}-${(++n).toString(36)}`;
}

/** What of a request tells where it came from. */
export function whenceOf({ raw, headers }: FastifyRequest): Whence {
  const forwarded = headers['x-forwarded-for'];
  return {
    socket: raw.socket.remoteAddress,
    forwardedFor: Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    host: headers.host,
  };
}

/** JSON everywhere; forms (pages without script) anywhere but under /v1. */
function readBodies(instance: FastifyInstance): void {
  const parseSafely = instance.getDefaultJsonParser('error', 'error') as (
    request: FastifyRequest,
    body: string,
    done: (error: Error | null, body?: unknown) => void,
  ) => void;
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.rawBody = body;
    if (body.length === 0) return done(null, undefined);
    const json = body.toString();
    refuseUnsafe(json);
    parseSafely(request, json, done);
  });
  instance.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body: string, done) => {
      if (request.url.startsWith('/v1/')) return done(new Problem('request.media_type'));
      const fields = [...new URLSearchParams(body)];
      if (fields.some(([name, value]) => name === '__proto__' || `${name}${value}`.includes('\0'))) {
        return done(new Problem('request.invalid'));
      }
      done(null, Object.fromEntries(fields));
    },
  );
}

/** One address that this process answers. */
export interface ServedRoute {
  readonly method: string;
  readonly url: string;
}

const ROUTES = 'servedRoutes';

/** Everything the app answers, whoever registered it: what a test walks that no route is without a rule. */
export function routesOf(app: NestFastifyApplication): readonly ServedRoute[] {
  return (app.getHttpAdapter().getInstance() as unknown as { [ROUTES]: readonly ServedRoute[] })[ROUTES];
}

/** Few routes may have larger bodies; all are known by name. */
function limitRoutes(instance: FastifyInstance): void {
  const routes: ServedRoute[] = [];
  instance.decorate(ROUTES, routes);
  instance.addHook('onRoute', (route) => {
    routes.push(...[route.method].flat().map((method) => ({ method, url: route.url })));
    const limit = (route.config as { [BODY_LIMIT_CONFIG]?: number } | undefined)?.[BODY_LIMIT_CONFIG];
    if (limit !== undefined) route.bodyLimit = limit;
  });
}

function watch(instance: FastifyInstance, config: Config, metrics: Metrics): void {
  const log = new RequestLog(config.logLevel);
  instance.addHook('onRequest', (request, reply, done) => {
    announce(request, reply, config);
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    metrics.observeRequest(
      request.method,
      request.routeOptions.url ?? 'none',
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    log.record(request, reply);
    done();
  });
}

/** What every answer carries, whatever becomes of it. */
function announce(request: FastifyRequest, reply: FastifyReply, config: Config): void {
  reply.header('x-request-id', request.id);
  const headers = securityHeaders(request.url, { https: config.publicUrl.startsWith('https://') });
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
}

/** Bytes that never became a request: no route, no hook, no reply object. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = tooLarge ? new Problem('request.too_large') : new Problem('request.invalid', 'That is not HTTP/1.1.');
  const body = JSON.stringify(problem.toBody());
  const lines = [
    `HTTP/1.1 ${problem.status} ${tooLarge ? 'Content Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Tills and customers are answered before they give up; what they asked for may still happen, and a repeat tells. */
function answerInTime(instance: FastifyInstance): void {
  const deadline = new AnswerDeadline<FastifyReply>(ANSWER_TIMEOUT_MS);
  instance.addHook('onRequest', (request, reply, done) => {
    if (ANSWERS_IN_TIME.test(request.url)) {
      deadline.begin(reply, () => {
        if (!reply.sent) sendProblem(reply, new Problem('busy', undefined, { retryAfterS: 1 }));
      });
    }
    done();
  });
  instance.addHook('onResponse', (_request, reply, done) => {
    deadline.end(reply);
    done();
  });
  instance.addHook('onClose', (_instance, done) => {
    deadline.stop();
    done();
  });
}

/** A stream that someone watches must not keep the process from ending. */
function closePatiently(instance: FastifyInstance): void {
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    setTimeout(() => instance.server.closeAllConnections(), CLOSE_PATIENCE_MS).unref();
    done();
  });
  instance.addHook('onRequest', (_request, reply, done) => {
    if (!closing) return done();
    sendProblem(reply.header('connection', 'close'), new Problem('busy', undefined, { retryAfterS: 1 }));
  });
}
