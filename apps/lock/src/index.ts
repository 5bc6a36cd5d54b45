export * from './machine/index.js';
export * from './service/index.js';
