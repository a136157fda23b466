export * from './clerk-words.js';
export * from './contract.js';
export * from './ladder.js';
export * from './node-signer.js';
export * from './outcome.js';
export * from './signature.js';
export * from './signer.js';
export * from './till-client.js';
