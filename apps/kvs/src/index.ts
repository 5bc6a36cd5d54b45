export { KvsApp, type KvsAppOptions } from './app.js';
export { KVS, type KvsSettings } from './node-app.js';
