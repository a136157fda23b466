export * from './clerk.entity.js';
export * from './clerk-suspension.js';
export * from './clerk-desk.js';
export * from './clerks.js';
export * from './commission-rate.entity.js';
export * from './drawer-move.entity.js';
export * from './drawer.js';
export * from './enrolment.js';
export * from './own-keys.js';
export * from './retail.module.js';
export * from './retail.service.js';
export type {
  EndedTerminal,
  KeyFacts,
  NewRetailer,
  NewStore,
  RetailerFacts,
  Slice,
  StoreDetails,
  StoreFacts,
  TerminalFacts,
} from './retail.store.js';
export { retailersOfStores } from './retail.store.js';
export * from './retailer.entity.js';
export * from './sale-terms.js';
export type { NewCommissionRate, NewTaxRate, RateSlice } from './sale-terms.store.js';
export * from './shift.entity.js';
export * from './shifts.js';
export * from './store.entity.js';
export * from './tax-rate.entity.js';
export * from './taxes.js';
export * from './terminal-key.entity.js';
export { type PublicKeyInput, keyIdOf, readPublicKey } from './terminal-public-key.js';
export * from './terminal-view.js';
export * from './terminal.entity.js';
