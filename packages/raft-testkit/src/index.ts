export * from './conformance/storage/index.js';
export * from './faults/index.js';
export * from './memory/index.js';
