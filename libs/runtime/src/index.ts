export * from './config.js';
export * from './keyring.js';
export * from './logger.js';
export * from './runtime.module.js';
