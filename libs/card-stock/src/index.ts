export * from './bundles/index.js';
export * from './card-stock.module.js';
export * from './sheet.entity.js';
export * from './sheet-parts.js';
export * from './sheet.service.js';
export * from './sheets/index.js';
export * from './templates/index.js';
