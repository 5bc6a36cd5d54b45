import {
  clusterId,
  groupId,
  nodeId,
  snapshotTag,
  storeId,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotTag,
} from '@lolraft/raft-core';

export const OWNER: SnapshotOwner = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('g'),
  node: nodeId('a'),
  store: storeId('5'.repeat(32)),
};

export const PEER: SnapshotOwner = { ...OWNER, node: nodeId('b'), store: storeId('6'.repeat(32)) };

/** Owners whose names begin as `OWNER`'s do, end as they do, or differ from them in nothing but the case of a letter. */
export const NEIGHBOURS: readonly SnapshotOwner[] = [
  { ...OWNER, node: nodeId('ab') },
  { ...OWNER, node: nodeId('a-1') },
  { ...OWNER, node: nodeId('A') },
  { ...OWNER, group: groupId('g-1') },
  { ...OWNER, group: groupId('gg') },
  { ...OWNER, group: groupId('G') },
  { ...OWNER, group: groupId('a'), node: nodeId('g') },
  { ...OWNER, cluster: clusterId('d'.repeat(32)) },
  { ...OWNER, store: storeId('5'.repeat(31) + '6') },
  { ...OWNER, node: nodeId('con'), group: groupId('NUL') },
  { ...OWNER, node: nodeId('n'.repeat(63)), group: groupId('G'.repeat(63)) },
];

let nonces = 0;

/** A name that no other call gives. */
export function nextName(index = 12, term = 3): SnapshotName {
  nonces++;
  return { index, term, nonce: nonces.toString(16).padStart(32, '0') };
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

export function textOf(tag: SnapshotTag): string {
  return new TextDecoder().decode(tag);
}

/** Tags that no store makes: hostile, damaged, or of something else. */
export function foreignTags(): readonly SnapshotTag[] {
  const good = textOf(snapshotTag(OWNER, nextName()));
  const texts = [
    '',
    '.',
    '..',
    '/',
    '/etc/passwd',
    '../../../../../../etc/passwd',
    good.replace('/g/', '/../'),
    good.replace('/a/', '/./'),
    `../${good}`,
    `/${good}`,
    `${good}/`,
    `${good}/..`,
    `${good}.partial`,
    `${good}\0`,
    good.replace('/a/', '/a\\..\\'),
    good.replace('/a/', '//'),
    good.replaceAll('/', '\\'),
    good.slice(0, -1),
    good.repeat(8),
    'x'.repeat(1024),
  ];
  const encoder = new TextEncoder();
  return [...texts.map((text) => encoder.encode(text)), new Uint8Array([0xff, 0xfe, 0]), new Uint8Array(1024)];
}
