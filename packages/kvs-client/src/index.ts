export type * from './model/key-value.js';
export type * from './model/requests.js';
export type * from './model/responses.js';
export * from './model/limits.js';
export { decodeCommand, encodeCommand } from './codec/command-codec.js';
export { decodeQuery, encodeQuery } from './codec/query-codec.js';
export { decodeResponse, encodeResponse } from './codec/response-codec.js';
export {
  KvsClient,
  type CasResult,
  type Expectation,
  type ChangeOptions,
  type GetOptions,
  type RangeOptions,
  type TxnOutcome,
} from './client/kvs-client.js';
export { KvsError, StaleTokenError } from './client/kvs-error.js';
export { prefixEnd, type Bytes, type Range } from './client/keys.js';
export { compareKey, deleteKey, deleteKeys, getKey, getRange, putKey } from './client/operations.js';
