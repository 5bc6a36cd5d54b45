export { proto } from './codec/generated.js';
export * from './protocol/index.js';
