export { proto } from './codec/generated.js';
