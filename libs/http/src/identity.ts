import type { KeyObject } from 'node:crypto';

/** The till behind a request, with what its store and retailer say of every sale. */
export interface TerminalIdentity {
  readonly terminalId: number;
  readonly keyId: string;
  readonly storeId: number;
  readonly retailerId: number;
  /** IANA zone of the store. */
  readonly zone: string;
  /** When the store's business day begins, minutes after midnight. */
  readonly cutOffMinutes: number;
  readonly commissionBp: number;
  /** Whether a card that nobody marked as received may be sold. */
  readonly receiving: 'strict' | 'lenient';
  /** Whether the retailer gives its commission back when a sale is undone. */
  readonly clawBack: boolean;
  /** ISO 4217; what the retailer's credit is agreed in. */
  readonly currency: string;
  /** Whether there is a limit to what the retailer may owe. */
  readonly creditLimited: boolean;
  /** A machine host: many sales in minutes are no alarm (`till.burst`). */
  readonly sellsInBursts: boolean;
  /** A retailer that only plays. */
  readonly sandbox: boolean;
}

export const ROLES = ['admin', 'batch-manager', 'approver', 'stock', 'support', 'reviewer', 'finance'] as const;
export type Role = (typeof ROLES)[number];

/** The person behind an office request. */
export interface StaffIdentity {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Absent: an access token, which people who proved a second factor made for their scripts. */
  readonly session?: SessionState;
}

/** How far the person behind a browser's session has proved who they are. */
export interface SessionState {
  /** Seconds since a second factor was last asked for, by the database's clock; `null`: there is none yet. */
  readonly secondFactorAgeS: number | null;
}

/** Who holds a terminal's key. Answered by `retail`; the app wires it. */
export abstract class TerminalDirectory {
  /** `undefined`: unknown or revoked. The same KeyObject every time, so that it is not parsed for every request. */
  abstract byKeyId(
    keyId: string,
  ): Promise<{ readonly publicKey: KeyObject; readonly terminal: TerminalIdentity } | undefined>;
}

/** Whose session or token it is. Answered by `access`; the app wires it. */
export abstract class StaffDirectory {
  abstract bySession(token: string): Promise<StaffIdentity | 'expired' | undefined>;
  abstract byToken(token: string): Promise<StaffIdentity | undefined>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came: what a signature covers. */
    rawBody?: Buffer;
    /** Where it came from, behind our own proxies. */
    readonly clientAddress: string;
    terminal?: TerminalIdentity;
    staff?: StaffIdentity;
  }
}
