import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Clock, Problem, invariant } from '#lib/kernel';
import { Config } from '#lib/runtime';
import type { FastifyRequest } from 'fastify';
import { type Role, StaffDirectory, type StaffIdentity, TerminalDirectory } from './identity.js';
import { STEP_UP_AGE_S, isWhileEnrolling, needsStepUp, ruleOf } from './route-rule.js';
import { originOf } from './same-origin.js';
import { sessionTokenOf } from './session-cookie.js';
import { terminalBehind } from './terminal-signature.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/i;

/** Learns who is behind every request, and lets nobody into a route that does not say for whom it is. */
@Injectable()
export class IdentityGuard implements CanActivate {
  private readonly publicHost: string;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly terminals: TerminalDirectory,
    private readonly staff: StaffDirectory,
  ) {
    this.publicHost = new URL(config.publicUrl).host;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = ruleOf(context.getHandler());
    invariant(
      rule !== undefined,
      `${context.getClass().name}.${context.getHandler().name} does not say for whom it is`,
    );
    switch (rule.kind) {
      case 'terminals':
        request.terminal = await terminalBehind(request, this.terminals, this.clock.now());
        return true;
      case 'staff':
        request.staff = requireRole(
          requireSecondFactor(await this.personBehind(request), context.getHandler()),
          rule.roles,
        );
        if (needsStepUp(context.getHandler())) requireStepUp(request.staff);
        return true;
      case 'anyone':
        if (this.mayAct(request) && this.origin(request) === 'elsewhere') throw new Problem('origin.foreign');
        return true;
    }
  }

  private async personBehind(request: FastifyRequest): Promise<StaffIdentity> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.holderOf(authorization);
    const token = sessionTokenOf(request, this.config);
    if (token === undefined) throw new Problem('session.missing');
    // A cookie travels by itself, whoever made the browser send it; a token or a signature does not.
    if (this.mayAct(request) && this.origin(request) !== 'here') {
      throw new Problem(
        'origin.foreign',
        'With a session, send Sec-Fetch-Site or Origin; scripts use an access token.',
      );
    }
    const found = await this.staff.bySession(token);
    if (found === 'expired') throw new Problem('session.expired');
    if (found === undefined) throw new Problem('session.missing');
    return found;
  }

  private async holderOf(authorization: string): Promise<StaffIdentity> {
    const token = BEARER.exec(authorization)?.[1];
    const found = token === undefined ? undefined : await this.staff.byToken(token);
    if (found === undefined) throw new Problem('token.invalid');
    return found;
  }

  private mayAct({ method }: FastifyRequest): boolean {
    return !SAFE_METHODS.has(method);
  }

  private origin({ headers }: FastifyRequest): ReturnType<typeof originOf> {
    return originOf(headers, [this.publicHost, headers.host ?? this.publicHost]);
  }
}

/** Who has none yet may set one up and nothing else. */
function requireSecondFactor(person: StaffIdentity, route: object): StaffIdentity {
  if (person.session?.secondFactorAgeS !== null || isWhileEnrolling(route)) return person;
  throw new Problem('second_factor.enrol', 'Set up a second factor first: POST /v1/office/me/totp or …/me/passkeys.');
}

/** Also for a route of which only some calls need it. Who is enrolling has nothing to prove it with. */
export function requireStepUp({ session }: StaffIdentity): void {
  if (session === undefined || session.secondFactorAgeS === null) return;
  if (session.secondFactorAgeS <= STEP_UP_AGE_S) return;
  throw new Problem('step_up.required', 'Confirm with your second factor: POST /v1/office/session/step-up.');
}

function requireRole(person: StaffIdentity, allowed: readonly Role[]): StaffIdentity {
  if (!person.roles.some((role) => allowed.includes(role))) {
    throw new Problem('role.missing', `This needs one of the roles: ${allowed.join(', ')}.`);
  }
  return person;
}
