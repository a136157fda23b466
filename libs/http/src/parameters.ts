import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Problem, invariant } from '#lib/kernel';
import type { FastifyRequest } from 'fastify';
import { readIdempotencyKey } from './idempotency-key.js';
import type { StaffIdentity, TerminalIdentity } from './identity.js';
import { ApiProblems } from './problem-docs.js';

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

/** `@Terminal() terminal: TerminalIdentity`, in routes marked `@ForTerminals()`. */
export const Terminal = createParamDecorator((_: unknown, context: ExecutionContext): TerminalIdentity => {
  const { terminal } = requestOf(context);
  invariant(terminal !== undefined, 'the route is not for terminals');
  return terminal;
});

/** `@Staff() staff: StaffIdentity`, in routes marked `@ForStaff(…)`. */
export const Staff = createParamDecorator((_: unknown, context: ExecutionContext): StaffIdentity => {
  const { staff } = requestOf(context);
  invariant(staff !== undefined, 'the route is not for staff');
  return staff;
});

/** `@ClientAddress() address: string`: where the request came from, behind our own proxies. Limits count by it. */
export const ClientAddress = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => requestOf(context).clientAddress,
);

export interface IdempotencyKeyOptions {
  readonly optional?: boolean;
}

/** `@IdempotencyKey() key: string`, or `@IdempotencyKey({ optional: true }) key: string | undefined`. */
export const IdempotencyKey = (options: IdempotencyKeyOptions = {}): ParameterDecorator => {
  const required = options.optional !== true;
  const read = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
    const key = readIdempotencyKey(requestOf(context).headers['idempotency-key']);
    if (key === undefined && required) throw new Problem('key.missing');
    return key;
  });
  return (target, key, index) => {
    read()(target, key, index);
    const descriptor = Object.getOwnPropertyDescriptor(target, key!)!;
    ApiHeader({
      name: 'Idempotency-Key',
      required,
      description: 'Repeating the call with the same key gives the same answer and has one effect.',
      example: '0001-20261124-000017',
    })(target, key!, descriptor);
    ApiProblems('request.key_reused', ...(required ? (['key.missing'] as const) : []))(target, key!, descriptor);
  };
};
