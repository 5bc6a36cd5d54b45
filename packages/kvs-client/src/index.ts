export type * from './model/key-value.js';
export type * from './model/requests.js';
export type * from './model/responses.js';
export * from './model/limits.js';
export { decodeCommand, encodeCommand } from './codec/command-codec.js';
export { decodeQuery, encodeQuery } from './codec/query-codec.js';
export { decodeResponse, encodeResponse } from './codec/response-codec.js';
export {
  compareKey,
  KvsClient,
  type CasResult as KvsCasResult,
  type Expectation,
  type GetOptions,
  type Range,
  type RangeOptions,
  type TxnResult as KvsTxnResult,
} from './client/kvs-client.js';
export { KvsError } from './client/kvs-error.js';
export { prefixEnd, type Bytes } from './client/keys.js';
