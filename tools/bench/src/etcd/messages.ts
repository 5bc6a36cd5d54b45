import { MessageReader, MessageWriter } from './protobuf.js';

/** etcd's v3 API (etcdserverpb), as far as the benchmark speaks it. */

export function putRequest(key: Uint8Array, value: Uint8Array): MessageWriter {
  return new MessageWriter().bytes(1, key).bytes(2, value);
}

export function rangeRequest(key: Uint8Array, serializable: boolean): MessageWriter {
  const message = new MessageWriter().bytes(1, key);
  return serializable ? message.uint(7, 1) : message;
}

/** The value of the first key in a RangeResponse; undefined where it has none. */
export function firstValue(bytes: Uint8Array): Uint8Array | undefined {
  const response = new MessageReader(bytes);
  while (response.next()) {
    if (response.field !== 2) {
      response.skip();
      continue;
    }
    const kv = new MessageReader(response.bytes());
    while (kv.next()) {
      if (kv.field === 5) return kv.bytes();
      kv.skip();
    }
    return new Uint8Array(0);
  }
  return undefined;
}

export interface EtcdStatus {
  readonly member: bigint;
  /** 0 while there is none. */
  readonly leader: bigint;
  readonly term: number;
}

export function decodeStatus(bytes: Uint8Array): EtcdStatus {
  let member = 0n;
  let leader = 0n;
  let term = 0;
  const response = new MessageReader(bytes);
  while (response.next()) {
    if (response.field === 1) {
      const header = new MessageReader(response.bytes());
      while (header.next()) {
        if (header.field === 2) member = header.uint();
        else header.skip();
      }
    } else if (response.field === 4) leader = response.uint();
    else if (response.field === 6) term = Number(response.uint());
    else response.skip();
  }
  return { member, leader, term };
}
