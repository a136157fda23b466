export * from './clerk.entity.js';
export * from './clerks.js';
export * from './retail.module.js';
export * from './retail.service.js';
export type {
  KeyFacts,
  NewRetailer,
  NewStore,
  RetailerFacts,
  Slice,
  StoreFacts,
  TerminalFacts,
} from './retail.store.js';
export * from './retailer.entity.js';
export * from './shift.entity.js';
export * from './shifts.js';
export * from './store.entity.js';
export * from './terminal-key.entity.js';
export { type PublicKeyInput, keyIdOf, readPublicKey } from './terminal-public-key.js';
export * from './terminal.entity.js';
