export * from './calendar.js';
export * from './canonical-json.js';
export * from './check.js';
export * from './clock.js';
export * from './ids.js';
export * from './invariant.js';
export * from './money.js';
export * from './problem.js';
