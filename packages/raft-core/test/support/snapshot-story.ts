import { expect } from 'chai';
import type { PeerMessage } from '../../src/model/messages.js';
import type { CompactionOptions } from '../../src/node/snapshots/compaction-options.js';
import type { NodeSettings, SnapshotCluster, SnapshotNode } from './snapshot-cluster.js';
import { cluster, hold, NEVER, watchDone } from './snapshot-trial.js';
import type { StoreCall, TestSnapshots } from './test-snapshots.js';

/** Three pieces: five chunks of a resource. */
export const LARGE = ['x', 'y', 'z'].map((letter) => letter.repeat(200_000));

export interface Story {
  readonly all: SnapshotCluster;
  readonly leader: SnapshotNode;
  /** Cut off, and without what the others have compacted. */
  readonly late: SnapshotNode;
  readonly other: SnapshotNode;
  readonly shared: TestSnapshots | undefined;
}

export async function behind(
  compaction: Partial<CompactionOptions> = {},
  settings: NodeSettings & { readonly isShared?: boolean } = {},
): Promise<Story> {
  const all = cluster(['a', 'b', 'c'], { ...settings, compaction: { ...NEVER, ...compaction } });
  const shared = settings.isShared === true ? all.share() : undefined;
  const leader = await all.up();
  const [late, other] = [...all.nodes.values()].filter((node) => node !== leader);
  if (late === undefined || other === undefined) throw new Error('three nodes');
  all.cut(late.id);
  await all.write(leader, ...LARGE);
  await watchDone(all.clock, leader.group.takeSnapshot());
  await all.clock.settle();
  return { all, leader, late, other, shared };
}

/** The late one has everything that the leader has. */
export async function caughtUp({ all, leader, late }: Pick<Story, 'all' | 'leader' | 'late'>): Promise<void> {
  await all.until(
    'it has caught up',
    () => late.app.state.length === leader.app.state.length && leader.app.state.length > 0,
  );
  expect(late.app.state).to.deep.equal(leader.app.state);
  expect(late.group.status().snapshot.activity).to.equal('idle');
}

export const count = (node: SnapshotNode, event: string): number => node.events.filter((each) => each === event).length;
export const messages = <T extends PeerMessage['type']>({ sent }: SnapshotCluster, type: T) =>
  sent.filter(
    (each): each is typeof each & { message: Extract<PeerMessage, { type: T }> } => each.message.type === type,
  );
export const isOfLate = ({ late }: Story, path: string): boolean => path.includes(`/${late.id}/`);

/** Damages the resource that a node has recorded. */
export function damage(node: SnapshotNode, places: TestSnapshots = node.snapshots): void {
  for (const [path, bytes] of places.whole)
    if (path.includes(`/${node.id}/`)) bytes[300_000] = (bytes[300_000] ?? 0) ^ 1;
}

/** Holds the calls of a store for one node, of several that share it. */
export function holdOwn(
  node: SnapshotNode,
  call: StoreCall,
  shared?: TestSnapshots,
): { readonly waiting: number; release: () => void } {
  const place = shared ?? node.snapshots;
  if (shared === undefined) return hold(node, call);
  const ends: (() => void)[] = [];
  place.before = (each, path) =>
    each === call && path.includes(`/${node.id}/`) ? new Promise((resolve) => ends.push(resolve)) : undefined;
  return {
    get waiting() {
      return ends.length;
    },
    release: () => {
      place.before = () => undefined;
      for (const end of ends) end();
    },
  };
}
