export * from './accounts.js';
export * from './exception.entity.js';
export * from './exceptions.js';
export * from './ledger.checks.js';
export * from './ledger.module.js';
export * from './ledger.store.js';
export * from './postings.js';
export * from './transfer.entity.js';
