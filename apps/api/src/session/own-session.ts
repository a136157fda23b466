import { type ExecutionContext, Injectable, type PipeTransform, createParamDecorator } from '@nestjs/common';
import type { OwnSession } from '#lib/access';
import { sessionTokenOf } from '#lib/http';
import { Problem, invariant } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { FastifyRequest } from 'fastify';
import { passkeyPlaceOf } from './passkey-place.js';

const TheRequest = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** What people do with their own account they do signed in: a script's token is not the person. */
@Injectable()
export class OwnSessionPipe implements PipeTransform<FastifyRequest, OwnSession> {
  constructor(private readonly config: Config) {}

  transform(request: FastifyRequest): OwnSession {
    const { staff } = request;
    invariant(staff !== undefined, 'the route is not for staff');
    const token = sessionTokenOf(request, this.config);
    if (staff.session === undefined || token === undefined) {
      throw new Problem('session.missing', 'This is done signed in, not with an access token.');
    }
    const place = passkeyPlaceOf(this.config, request.headers.host);
    return { staff, token, address: request.clientAddress, place };
  }
}

/** `@Own() session: OwnSession`, in routes marked `@ForStaff(…)`: refuses access tokens. */
export const Own = (): ParameterDecorator => TheRequest(OwnSessionPipe);
