export {
  type AskedUnblock,
  BLOCK_REASONS,
  type BlockReason,
  BlockService,
  type Blocking,
  UNBLOCK,
  type UnblockDecision,
  rangeOfSubject,
} from './block.service.js';
export * from './card-return.entity.js';
export * from './consignment.entity.js';
export { ConsignmentService, type OfficeCall, type Shipment } from './consignment.service.js';
export type { CardPlace, ConsignmentFilter, ConsignmentView } from './consignment.store.js';
export { ExpiryService } from './expiry.service.js';
export * from './inventory.checks.js';
export * from './inventory.module.js';
export type { CountedBox } from './receipt.policy.js';
export * from './reorder-point.entity.js';
export { type NewReturn, ReturnService } from './return.service.js';
export type { ReturnView } from './return.store.js';
export * from './stock-count.entity.js';
export { type Count, type CountResult, type StockLine, StockService } from './stock.service.js';
export type { StockFilter, StockPlace, WarehouseStock } from './stock.store.js';
