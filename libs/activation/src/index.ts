export * from './activation.checks.js';
export * from './activation.entity.js';
export * from './activation.module.js';
export {
  ActivationService,
  type CheckedCard,
  type Done,
  type KeyStatus,
  OFFLINE_CARDS_MAX,
  type StoredAnswer,
} from './activation.service.js';
export { type KeyRecord, type Sale, type SellCard, type Till, isSale } from './activation.types.js';
export * from './sandbox/index.js';
export * from './shifts/index.js';
export * from './slip/index.js';
export * from './terminal-networks.js';
export * from './terminal-revocation.js';
