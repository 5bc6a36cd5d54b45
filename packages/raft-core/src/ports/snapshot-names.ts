import { InvalidArgumentError } from '../model/errors.js';
import { clusterId, groupId, nodeId, storeId } from '../model/ids.js';
import type { SnapshotTag } from '../model/state.js';
import type { SnapshotName, SnapshotOwner } from './snapshots.js';

/** Of the longest ids and numbers. */
const MAX_BYTES = 32 + 1 + 63 + 1 + 63 + 1 + 32 + 1 + (16 + 1 + 16 + 1 + 32);

/** What a tag names. */
export interface NamedSnapshot {
  readonly owner: SnapshotOwner;
  readonly name: SnapshotName;
}

/**
 * The tag of a resource: `cluster/group/node/store/index-term-nonce` as ASCII, about 120 bytes. The one form that all
 * stores here share: a place that is moved, or reached by another way, keeps its tags.
 *
 * @throws {InvalidArgumentError} where a part is not of its form. They become paths and keys, so nothing else gets in.
 */
export function snapshotTag(owner: SnapshotOwner, name: SnapshotName): SnapshotTag {
  return new TextEncoder().encode(`${snapshotOwnerPath(owner)}/${snapshotFileName(name)}`);
}

/** `cluster/group/node/store`. @throws {InvalidArgumentError} as `snapshotTag` does. */
export function snapshotOwnerPath({ cluster, group, node, store }: SnapshotOwner): string {
  return `${clusterId(cluster)}/${groupId(group)}/${nodeId(node)}/${storeId(store)}`;
}

/** `index-term-nonce`. @throws {InvalidArgumentError} as `snapshotTag` does. */
export function snapshotFileName({ index, term, nonce }: SnapshotName): string {
  const text = `${index}-${term}-${nonce}`;
  if (parseSnapshotFileName(text) === undefined) {
    throw new InvalidArgumentError(
      `snapshot name ${JSON.stringify(text)} is not valid: expected an index, a term and 32 hexadecimal digits`,
    );
  }
  return text;
}

/** Undefined for whatever `snapshotFileName` does not make. */
export function parseSnapshotFileName(text: string): SnapshotName | undefined {
  const match = /^(0|[1-9]\d{0,15})-(0|[1-9]\d{0,15})-([0-9a-f]{32})$/.exec(text);
  if (match === null) return undefined;
  const [index, term] = [Number(match[1]), Number(match[2])];
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(term)) return undefined;
  return { index, term, nonce: match[3] as string };
}

/** Undefined for whatever `snapshotTag` does not make. Tags come from logs and from peers: nothing about them is trusted. */
export function parseSnapshotTag(tag: SnapshotTag): NamedSnapshot | undefined {
  if (tag.length > MAX_BYTES) return undefined;
  // Not by a spread, which makes an object for each byte.
  const text = Reflect.apply(String.fromCharCode, undefined, tag) as string;
  const [cluster = '', group = '', node = '', store = '', file = '', ...more] = text.split('/');
  const name = parseSnapshotFileName(file);
  if (name === undefined || more.length > 0) return undefined;
  try {
    const owner = { cluster: clusterId(cluster), group: groupId(group), node: nodeId(node), store: storeId(store) };
    return { owner, name };
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined;
    throw error;
  }
}

export function sameSnapshotOwner(a: SnapshotOwner, b: SnapshotOwner): boolean {
  return a.cluster === b.cluster && a.group === b.group && a.node === b.node && a.store === b.store;
}
