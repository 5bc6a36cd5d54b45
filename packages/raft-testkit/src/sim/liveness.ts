import { crc32c, encodeSessions, findMember, groupId, isJoint } from '@lolraft/raft-core';
import type { CallEnd } from './calls.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';
import { QUICK_DISK } from './sim-disk.js';
import { QUIET_NETWORK } from './network-settings.js';

/** Election timeouts after which a healed cluster must be whole again. */
const PATIENCE = 30;
/** And so many milliseconds for each entry that a node may have to catch up with, one message at a time. */
const PER_ENTRY = 8;
/** Milliseconds before another try. */
const RETRY = 20;

/**
 * Raft's promise once the faults are over: within a bound there is one leader for each group, it serves a fresh write and a linearizable
 * read, every member has the same log and state, and nobody waits for an answer any more.
 */
export async function checkLiveness(cluster: SimCluster): Promise<void> {
  cluster.network.settings = { ...QUIET_NETWORK, delayMax: 1, dialMax: 10 };
  for (const node of cluster.nodes) node.disk.settings = QUICK_DISK;
  const entries = Math.max(
    ...cluster.nodes.flatMap(({ disk }) => cluster.ledgers.map((l) => lastIndex(disk, l.group))),
  );
  const patience = PATIENCE * cluster.consensus.electionTimeoutMax + 5_000 + entries * PER_ENTRY;
  const deadline = cluster.now + patience;
  const fail = (what: string): void => {
    if (cluster.kernel.violation !== undefined) return;
    cluster.kernel.violate('liveness', `${what}, ${patience.toFixed(0)} ms after all faults were over`);
  };
  for (const [group] of cluster.ledgers.entries()) {
    if (!(await serve(cluster, group, deadline))) {
      fail(`g${group + 1} does not serve a fresh write and read`);
      return;
    }
  }
  const whole = (): boolean => cluster.ledgers.every((_, group) => isWhole(cluster, group));
  if (!(await cluster.kernel.run(whole, deadline))) fail(`the nodes do not agree: ${describe(cluster)}`);
  for (const [group] of cluster.ledgers.entries()) checkSessions(cluster, group);
  // Reads that wait at a node settle by their own time limit.
  const settled = (): boolean => cluster.calls.pending === 0;
  if (!(await cluster.kernel.run(settled, deadline + 6_000)))
    fail(`calls never settled: ${cluster.calls.describePending()}`);
}

function lastIndex(disk: SimCluster['nodes'][number]['disk'], group: string): number {
  return disk.group(groupId(group))?.lastIndex ?? 0;
}

/** Asks whoever leads until a write and then a read are answered. */
async function serve(cluster: SimCluster, group: number, deadline: number): Promise<boolean> {
  const key = 200;
  const write = (leader: SimNode, done: (end: CallEnd) => void) =>
    cluster.write(leader, cluster.put(key, 7, group), {}, done);
  const read = (leader: SimNode, done: (end: CallEnd) => void) => cluster.read(leader, group, key, {}, done);
  for (const ask of [write, read]) {
    const ends: CallEnd[] = [];
    while (ends.at(-1)?.type !== 'ok') {
      if (cluster.now >= deadline || cluster.kernel.violation !== undefined) return false;
      const before = ends.length;
      const leader = cluster.leader(group);
      const asked =
        leader !== undefined &&
        ask(leader, (answer) => {
          ends.push(answer);
        }) !== undefined;
      if (asked) await cluster.kernel.run(() => ends.length > before, deadline);
      // Nobody leads, or who leads does not know better yet.
      if (ends.at(-1)?.type !== 'ok') await cluster.kernel.run(() => false, Math.min(deadline, cluster.now + RETRY));
    }
  }
  return true;
}

/** Asked after every step: it looks first at what is mostly not so. */
function isWhole(cluster: SimCluster, group: number): boolean {
  let leader: SimNode | undefined;
  for (const node of cluster.nodes) {
    const found = node.group(group);
    if (found?.failure !== undefined || found?.consensusState.role !== 'leader') continue;
    if (leader !== undefined) return false;
    leader = node;
  }
  const leading = leader?.group(group)?.consensusState;
  if (leader === undefined || leading === undefined || isJoint(leading.configuration)) return false;
  const last = leading.log.lastIndex;
  if (leading.appliedIndex !== last) return false;
  const digest = leader.app(group)?.digest;
  for (const node of cluster.nodes) {
    if (findMember(leading.configuration, node.id) === undefined) continue;
    const state = node.group(group)?.consensusState;
    const isLikeIt =
      state !== undefined &&
      state.leader === leader.id &&
      state.log.lastIndex === last &&
      state.log.durableIndex === last &&
      state.appliedIndex === last &&
      node.app(group)?.digest === digest &&
      node.healthy;
    if (!isLikeIt) return false;
  }
  return true;
}

/** Rule 15: all that have applied the same know the same of sessions, and keep the same responses. */
function checkSessions(cluster: SimCluster, group: number): void {
  let first: { readonly node: SimNode; readonly index: number; readonly digest: number } | undefined;
  for (const node of cluster.nodes) {
    const found = node.group(group);
    if (found === undefined || found.failure !== undefined) continue;
    const { appliedIndex, commitIndex } = found.consensusState;
    if (appliedIndex < commitIndex) continue;
    const { sessionTable } = found;
    let digest = sessionTable.size;
    for (const piece of encodeSessions(sessionTable.freeze())) digest = crc32c(piece, 0, piece.length, digest);
    first ??= { node, index: appliedIndex, digest };
    if (appliedIndex === first.index && digest !== first.digest)
      cluster
        .ledger(group)
        .violate('sessions', `${node.id} has other sessions after ${appliedIndex} than ${first.node.id}`);
  }
}

function describe(cluster: SimCluster): string {
  return cluster.nodes
    .flatMap((node) =>
      cluster.ledgers.map((ledger, group) => {
        const s = node.group(group)?.consensusState;
        return s === undefined
          ? `${node.id} down`
          : `${node.id} ${ledger.group} ${s.role} t${s.term} last=${s.log.lastIndex} commit=${s.commitIndex} applied=${s.appliedIndex}`;
      }),
    )
    .join('; ');
}
