import { expect } from 'chai';
import { SnapshotStoreError } from '../../src/model/errors.js';
import type { CompactionOptions } from '../../src/node/snapshots/compaction-options.js';
import { SnapshotCluster, watch, type NodeSettings, type SnapshotNode } from './snapshot-cluster.js';
import type { StoreCall } from './test-snapshots.js';

/** Thresholds that nothing reaches, so that a test sets the one that it means. */
export const NEVER: Partial<CompactionOptions> = {
  entries: 1e9,
  bytes: 1e9,
  growth: 0,
  interval: Infinity,
  trailingEntries: 0,
  trailingBytes: 0,
};

const running: SnapshotCluster[] = [];

/** A cluster that `endAll` ends. */
export function cluster(ids: readonly string[], settings: NodeSettings = {}): SnapshotCluster {
  const made = new SnapshotCluster(ids, settings);
  running.push(made);
  return made;
}

/** Ends what a test has begun: nobody broke the ports' contracts, and nothing stays open. */
export async function endAll(): Promise<void> {
  for (const each of running.splice(0)) {
    const nodes = [...each.nodes.values()];
    expect(nodes.flatMap(({ violations }) => violations)).to.deep.equal([]);
    await each.close();
    expect(nodes.map(({ snapshots }) => snapshots.reading)).to.deep.equal(nodes.map(() => 0));
    expect(each.clock.timers, 'timers left').to.equal(0);
  }
}

/** The only node of its cluster, which leads. Its first entries are a no-op at 1 and a configuration at 2. */
export async function alone(compaction: Partial<CompactionOptions> = {}, settings: NodeSettings = {}) {
  const only = cluster(['a'], { ...settings, compaction: { ...NEVER, ...compaction } });
  const node = await only.up();
  const write = (...texts: string[]): Promise<void> => only.write(node, ...texts);
  return { cluster: only, clock: only.clock, node, write, applied: node.group.status().appliedIndex };
}

export function fail(
  node: SnapshotNode,
  call: StoreCall,
  error = new SnapshotStoreError('no room', { retryable: true }),
): void {
  node.snapshots.before = (each) => (each === call ? Promise.reject(error) : undefined);
}

/** Holds calls of the store until they are let go. */
export function hold(node: SnapshotNode, call: StoreCall): { waiting: number; release: () => void } {
  const ends: (() => void)[] = [];
  node.snapshots.before = (each) => (each === call ? new Promise((resolve) => ends.push(resolve)) : undefined);
  return {
    get waiting() {
      return ends.length;
    },
    release: () => {
      node.snapshots.before = () => undefined;
      for (const end of ends) end();
    },
  };
}

export const taken = ({ events }: SnapshotNode): string[] => events.filter((event) => event.startsWith('taken'));

export async function watchDone(clock: SnapshotCluster['clock'], call: Promise<unknown>): Promise<void> {
  const watched = watch(call);
  await clock.settle();
  await clock.advance(1);
  expect(watched.ending).to.equal('done');
}
