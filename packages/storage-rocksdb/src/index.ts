export { RocksStorage } from './rocks-storage.js';
export type { RocksStorageOptions } from './options.js';
