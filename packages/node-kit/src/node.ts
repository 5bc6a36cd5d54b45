// What a node is made of and what it is told, for programs that run one in their own process.
export { checkSettings } from './check-settings.js';
export { readSettings } from './run-serve.js';
export { serve, type Server } from './serve.js';
