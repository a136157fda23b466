export { QUANTITY_MAX, SPOIL_CARDS_MAX } from './batch.policy.js';
export * from './batch.reader.js';
export * from './batch.service.js';
export * from './card-batch.checks.js';
export * from './card-batch.module.js';
export * from './mint/mint.service.js';
export * from './seal.service.js';
