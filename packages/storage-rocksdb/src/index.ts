export { RocksStorage } from './rocks-storage.js';
export type { RocksStorageOptions } from './options.js';
export { StoreInspector, type InspectedGroup } from './offline/store-inspector.js';
export type { InspectedEntry } from './offline/walk-log.js';
export { replaceEntry } from './offline/replace-entry.js';
