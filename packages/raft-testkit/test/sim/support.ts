import type { PeerEnvelope, PeerMessage } from '@lolraft/raft-core';
import { type CallEnd, type ClusterSettings, type Hold, SimCluster, type SimNode } from '../../src/sim/index.js';

/** A cluster whose nodes have met: one leader, every store bound, all logs equal. */
export async function settled(settings: Partial<ClusterSettings> = {}): Promise<SimCluster> {
  // Timings that the stories are told in, whatever the defaults are.
  const consensus = {
    heartbeatInterval: 100,
    electionTimeoutMin: 500,
    electionTimeoutMax: 2_000,
    ...settings.consensus,
  };
  const cluster = new SimCluster({ seed: 1, ...settings, consensus });
  cluster.startAll();
  await agreed(cluster);
  return cluster;
}

/** Until all nodes follow one leader with equal logs. */
export async function agreed(cluster: SimCluster): Promise<SimNode> {
  await cluster.until('all agree', () => {
    const leader = cluster.leader();
    const state = leader?.group(0)?.consensusState;
    if (leader === undefined || state === undefined || !state.configurations.current.bound) return false;
    return cluster.nodes.every((node) => {
      const own = node.group(0)?.consensusState;
      return (
        own?.leader === leader.id &&
        own.log.durableIndex === state.log.lastIndex &&
        own.appliedIndex === state.log.lastIndex
      );
    });
  });
  return leaderOf(cluster);
}

export function leaderOf(cluster: SimCluster): SimNode {
  const leader = cluster.leader();
  if (leader === undefined) throw new Error('nobody leads');
  return leader;
}

export function stateOf(node: SimNode) {
  const group = node.group(0);
  if (group === undefined) throw new Error(`${node.id} has not started`);
  return group.consensusState;
}

export function othersOf(cluster: SimCluster, ...nodes: SimNode[]): SimNode[] {
  return cluster.nodes.filter((node) => !nodes.includes(node));
}

/** Cuts every link between the two sides; with `at once`, their connections break too. */
export function split(cluster: SimCluster, left: SimNode[], right: SimNode[], atOnce = true): void {
  for (const a of left) {
    for (const b of right) {
      cluster.network.cut(a.index, b.index);
      cluster.network.cut(b.index, a.index);
      if (atOnce) cluster.network.reset(a.index, b.index);
    }
  }
}

/** Keeps back messages of some types; `which` narrows it down. */
export function hold(
  cluster: SimCluster,
  types: readonly PeerMessage['type'][],
  which: (from: string, to: string, message: PeerMessage) => boolean = () => true,
): Hold {
  return cluster.network.hold(
    (from: string, to: string, { message }: PeerEnvelope) => types.includes(message.type) && which(from, to, message),
  );
}

/** Only this node can be elected, until the returned hold is dropped. */
export function onlyCandidate(cluster: SimCluster, node: SimNode): Hold {
  return hold(cluster, ['preVoteRequest', 'voteRequest'], (from) => from !== node.id);
}

export async function untilLeads(cluster: SimCluster, node: SimNode, within = 20_000): Promise<void> {
  await cluster.until(`${node.id} leads`, () => cluster.leader() === node && stateOf(node).role === 'leader', within);
}

/** Asks whoever leads until the write is done. */
export async function write(cluster: SimCluster, key: number, value: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const leader = cluster.leader();
    const ends: CallEnd[] = [];
    if (leader !== undefined) {
      const call = cluster.write(leader, cluster.put(key, value), {}, (end) => ends.push(end));
      if (call !== undefined) await cluster.until('an answer', () => ends.length > 0);
    }
    if (ends[0]?.type === 'ok') return;
    await cluster.pass(50);
  }
  throw new Error('no write is served');
}

/** The outcome of a read at a node, once there is one. */
export async function read(cluster: SimCluster, node: SimNode, key: number): Promise<CallEnd> {
  const ends: CallEnd[] = [];
  cluster.read(node, 0, key, {}, (end) => ends.push(end));
  await cluster.until('an answer', () => ends.length > 0);
  return ends[0]!;
}

/** Starts a write and gives the list that its outcome will be in. */
export function startWrite(cluster: SimCluster, node: SimNode, key: number, value: number): CallEnd[] {
  const ends: CallEnd[] = [];
  cluster.write(node, cluster.put(key, value), {}, (end) => ends.push(end));
  return ends;
}
