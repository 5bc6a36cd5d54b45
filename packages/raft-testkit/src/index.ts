export type { ConformanceCase, ConformanceGroup } from './conformance/case.js';
export * from './conformance/storage/index.js';
export * from './conformance/snapshots/index.js';
export * from './conformance/transport/index.js';
export * from './faults/index.js';
export * from './memory/index.js';
export * from './history/index.js';
export * from './sim/index.js';
export * from './snapshots/index.js';
