export { BlockService } from './block.service.js';
export * from './consignment.entity.js';
export { ConsignmentService, type OfficeCall, type Shipment } from './consignment.service.js';
export { ExpiryService } from './expiry.service.js';
export * from './inventory.module.js';
export type { CountedBox } from './receipt.policy.js';
