import { InvalidArgumentError } from './errors.js';

declare const brand: unique symbol;

/** Names a node of the cluster. Unique for ever: the id of a removed node is never given to another. */
export type NodeId = string & { readonly [brand]: 'NodeId' };
/** Names one Raft group; a host runs any number of them. */
export type GroupId = string & { readonly [brand]: 'GroupId' };
/** 128 bits as 32 lower-case hexadecimal digits; see `clusterIdOf`. */
export type ClusterId = string & { readonly [brand]: 'ClusterId' };
/** 128 random bits drawn when a data directory is formatted, as 32 lower-case hexadecimal digits. */
export type StoreId = string & { readonly [brand]: 'StoreId' };

/** The group of a host that runs only one. */
export const DEFAULT_GROUP = 'main' as GroupId;

/** Ids become paths and object keys, so their alphabet and length are those that every file system and bucket takes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const HEX_128 = /^[0-9a-f]{32}$/;

function checked(what: string, value: string, pattern: RegExp, expected: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new InvalidArgumentError(`${what} ${JSON.stringify(value)} is not valid: expected ${expected}`);
  }
  return value;
}

const NAME_RULE = '1 to 63 letters, digits, "-" or "_", the first a letter or digit';

/** @throws {InvalidArgumentError} unless `value` is 1 to 63 letters, digits, `-` or `_`. */
export function nodeId(value: string): NodeId {
  return checked('node id', value, NAME, NAME_RULE) as NodeId;
}

/** @throws {InvalidArgumentError} unless `value` is 1 to 63 letters, digits, `-` or `_`. */
export function groupId(value: string): GroupId {
  return checked('group id', value, NAME, NAME_RULE) as GroupId;
}

/** @throws {InvalidArgumentError} unless `value` is 32 lower-case hexadecimal digits. */
export function clusterId(value: string): ClusterId {
  return checked('cluster id', value, HEX_128, '32 hexadecimal digits') as ClusterId;
}

/** @throws {InvalidArgumentError} unless `value` is 32 lower-case hexadecimal digits. */
export function storeId(value: string): StoreId {
  return checked('store id', value, HEX_128, '32 hexadecimal digits') as StoreId;
}

/** 128 random bits as 32 lower-case hexadecimal digits. `random` yields numbers in [0, 1), as `Clock.random` does. */
export function drawHex128(random: () => number): string {
  let hex = '';
  for (let i = 0; i < 8; i++)
    hex += Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return hex;
}

/** Draws a new store id. */
export function drawStoreId(random: () => number): StoreId {
  return drawHex128(random) as StoreId;
}
