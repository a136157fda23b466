export { HoldService, type Replacement } from './hold.service.js';
export * from './redemption.checks.js';
export * from './redemption.entity.js';
export * from './redemption.module.js';
export { type PinRequest, RedemptionService } from './redemption.service.js';
export type { StandingRedemption } from './redemption.types.js';
