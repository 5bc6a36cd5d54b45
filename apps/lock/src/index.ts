export * from './machine/index.js';
export * from './service/index.js';
export type { LockSettings } from './lock-settings.js';
export { LOCK } from './node-app.js';
