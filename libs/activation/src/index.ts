export * from './activation.checks.js';
export * from './activation.entity.js';
export * from './activation.module.js';
export { ActivationService, type CheckedCard, type Done, type KeyStatus } from './activation.service.js';
export { type KeyRecord, type Sale, type Till, isSale } from './activation.types.js';
