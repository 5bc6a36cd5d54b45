export { run } from './run.js';
export type { Context } from './context.js';
