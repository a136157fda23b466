export * from './deed.js';
export * from './generated/index.js';
export * from './queries.js';
export * from './refusal.js';
