export * from './account.entity.js';
export * from './device-grant.entity.js';
export * from './device-time.js';
export * from './device.entity.js';
export * from './device.store.js';
export * from './subscriptions.checks.js';
export * from './subscriptions.module.js';
export * from './subscriptions.service.js';
