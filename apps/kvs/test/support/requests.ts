import type {
  Command,
  Compare,
  CompareTarget,
  DeleteRangeRequest,
  Operation,
  OperationResult,
  PutRequest,
  RangeRequest,
  Relation,
  Response,
  TxnRequest,
} from '@lolraft/kvs-client';

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
export const text = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

export const put = (key: string, value = 'v', prevKv = false): PutRequest => ({
  type: 'put',
  key: bytes(key),
  value: bytes(value),
  prevKv,
});

export const del = (key: string, rangeEnd = '', prevKv = false): DeleteRangeRequest => ({
  type: 'deleteRange',
  key: bytes(key),
  rangeEnd: bytes(rangeEnd),
  prevKv,
});

export const range = (key: string, rangeEnd = '', options: Partial<RangeRequest> = {}): RangeRequest => ({
  type: 'range',
  key: bytes(key),
  rangeEnd: bytes(rangeEnd),
  limit: 0,
  revision: 0,
  keysOnly: false,
  countOnly: false,
  ...options,
});

export const when = (key: string, relation: Relation, target: CompareTarget, rangeEnd = ''): Compare => ({
  key: bytes(key),
  rangeEnd: bytes(rangeEnd),
  relation,
  target,
});

export const txn = (compare: Compare[], success: Operation[], failure: Operation[] = []): TxnRequest => ({
  type: 'txn',
  compare,
  success,
  failure,
});

export const compact = (revision: number): Command => ({ type: 'compact', revision });

/** `key=value@modRevision` of each key of a range. */
export function listing(response: Response | OperationResult): string[] {
  const result = 'result' in response ? response.result : response;
  if (result.type !== 'range') throw new Error(`no range, but ${JSON.stringify(result)}`);
  return result.kvs.map((kv) => `${text(kv.key)}=${text(kv.value)}@${kv.modRevision}`);
}

/** The code of a failure; undefined where it is none. */
export function code(response: Response): string | undefined {
  return response.result.type === 'failure' ? response.result.code : undefined;
}
