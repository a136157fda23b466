import type { Config } from '#lib/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

interface Cookie {
  readonly name: string;
  readonly secure: boolean;
}

/** `__Host-` binds the cookie to this very host over TLS; a browser takes neither on plain http. */
function cookieOf(config: Config): Cookie {
  return config.publicUrl.startsWith('https://')
    ? { name: '__Host-reup', secure: true }
    : { name: 'reup', secure: false };
}

export function sessionTokenOf(request: FastifyRequest, config: Config): string | undefined {
  return request.cookies[cookieOf(config).name];
}

/** A cookie of the browser's session: when it ends is decided here, not there. */
export function setSessionCookie(reply: FastifyReply, config: Config, token: string): void {
  const { name, secure } = cookieOf(config);
  reply.setCookie(name, token, { path: '/', httpOnly: true, sameSite: 'strict', secure });
}

export function clearSessionCookie(reply: FastifyReply, config: Config): void {
  const { name, secure } = cookieOf(config);
  reply.clearCookie(name, { path: '/', httpOnly: true, sameSite: 'strict', secure });
}
