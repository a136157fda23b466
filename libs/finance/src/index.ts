export * from './finance.module.js';
export { type BatchEquation, ReconciliationService, type RetailerBalance } from './reconciliation.service.js';
