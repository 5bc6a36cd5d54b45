export * from './machine/index.js';
export * from './service/index.js';
export { LOCK, type LockSettings } from './node-app.js';
