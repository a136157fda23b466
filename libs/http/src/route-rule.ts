import 'reflect-metadata';
import { ApiBearerAuth, ApiCookieAuth, ApiSecurity } from '@nestjs/swagger';
import { invariant } from '#lib/kernel';
import type { Role } from './identity.js';
import { ApiProblems } from './problem-docs.js';

/** Who may call a route. */
export type RouteRule =
  | { readonly kind: 'terminals' }
  | { readonly kind: 'staff'; readonly roles: readonly Role[] }
  | { readonly kind: 'anyone' };

const RULE = Symbol('route rule');

const ENROLLING = Symbol('for people who set up their second factor');
const STEP_UP = Symbol('asks for a recent second factor');

/** A second factor is asked for again when the last one is older. */
export const STEP_UP_AGE_S = 10 * 60;

/** Names of the security schemes in the OpenAPI document. */
export const SCHEMES = { terminal: 'terminal', session: 'session', token: 'token' } as const;

/** Tills only: the request is signed with the terminal's key. */
export function ForTerminals(): MethodDecorator {
  return withRule({ kind: 'terminals' }, [
    ApiSecurity(SCHEMES.terminal),
    ApiProblems('signature.invalid', 'signature.expired'),
  ]);
}

/** Signed-in people, or their scripts, who have one of these roles. For "any role" all are spelled out. */
export function ForStaff(...roles: readonly [Role, ...Role[]]): MethodDecorator {
  return withRule({ kind: 'staff', roles }, [
    ApiCookieAuth(SCHEMES.session),
    ApiBearerAuth(SCHEMES.token),
    ApiProblems('session.missing', 'session.expired', 'token.invalid', 'role.missing', 'second_factor.enrol'),
  ]);
}

/** Nobody is asked who they are. */
export function ForAnyone(): MethodDecorator {
  return withRule({ kind: 'anyone' }, []);
}

/** Beside `@ForStaff`: also for a session whose person has no second factor yet. All other routes refuse it. */
export function WhileEnrolling(): MethodDecorator {
  return mark(ENROLLING, []);
}

/**
 * Beside `@ForStaff`: what can't be undone or gives secrets away. A session must have proved its second factor within
 * ten minutes; an access token need not, for a script has no second factor.
 */
export function StepUp(): MethodDecorator {
  return mark(STEP_UP, [ApiProblems('step_up.required')]);
}

function mark(name: symbol, docs: readonly MethodDecorator[]): MethodDecorator {
  return (target, key, descriptor) => {
    Reflect.defineMetadata(name, true, descriptor.value as object);
    for (const doc of docs) doc(target, key, descriptor);
  };
}

function withRule(rule: RouteRule, docs: readonly MethodDecorator[]): MethodDecorator {
  return (target, key, descriptor) => {
    const route = descriptor.value as object;
    invariant(!Reflect.hasOwnMetadata(RULE, route), `${String(key)} has two rules of who may call it`);
    Reflect.defineMetadata(RULE, rule, route);
    for (const doc of docs) doc(target, key, descriptor);
  };
}

export function ruleOf(route: object): RouteRule | undefined {
  return Reflect.getOwnMetadata(RULE, route) as RouteRule | undefined;
}

export function isWhileEnrolling(route: object): boolean {
  return Reflect.hasOwnMetadata(ENROLLING, route);
}

export function needsStepUp(route: object): boolean {
  return Reflect.hasOwnMetadata(STEP_UP, route);
}
