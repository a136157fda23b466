export * from './attempt.entity.js';
export * from './attempt.store.js';
export * from './pin-scan.check.js';
export * from './risk.module.js';
