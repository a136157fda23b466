export * from './access-token.entity.js';
export * from './access.checks.js';
export * from './access.module.js';
export {
  AccessService,
  type Credentials,
  SESSION_LIFE_S,
  type SignedIn,
  type StaffToCreate,
  type TokenToIssue,
  createStaff,
  issueToken,
} from './access.service.js';
export type { Factors, TokenFacts } from './access.store.js';
export * from './approval.entity.js';
export * from './approval.reader.js';
export * from './approvals.js';
export { auditChainCheck } from './audit-chain.checks.js';
export * from './audit-chain.entity.js';
export { AuditChain, type ChainState } from './audit-chain.service.js';
export { headsFileIn } from './audit-heads-file.js';
export * from './audit.entity.js';
export * from './audit.js';
export * from './audit.reader.js';
export * from './fingerprint.js';
export { createFirstAdmin } from './first-admin.js';
export * from './office-calls.js';
export * from './office-key.entity.js';
export * from './own-account.service.js';
export { PASSKEYS_MAX, type PasskeyFacts, type PasskeyPlace } from './passkey-factor.js';
export { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, hashPassword } from './password.js';
export { type CreatedPerson, type OneTimeCode, PeopleService, type PersonToCreate } from './people.service.js';
export type { PersonFacts } from './people.store.js';
export * from './policy.service.js';
export * from './recovery.service.js';
export { SESSION_IDLE_S } from './staff-directory.js';
export * from './staff-session.entity.js';
export * from './staff.entity.js';
export { FACTOR_METHODS, type FactorMethod, TotpFactor, type TotpToShow } from './totp-factor.js';
export { newTotpSecret } from './totp.js';
