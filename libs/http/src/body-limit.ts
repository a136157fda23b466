import { RouteConfig } from '@nestjs/platform-fastify';

export const BODY_LIMIT_CONFIG = 'bodyBytesMax';

/** `@BodyLimit(1024 * 1024)`: for the few routes whose body may exceed 64 KiB. */
export function BodyLimit(bytes: number): MethodDecorator {
  return RouteConfig({ [BODY_LIMIT_CONFIG]: bytes }) as MethodDecorator;
}
