import type { RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach } from 'mocha';
import { RaftClient, type RaftClientOptions } from '../../src/index.js';
import { FakeCluster } from './fake-cluster.js';
import { VirtualClock } from '@lolraft/raft-testkit';

export interface Fixture {
  readonly clock: VirtualClock;
  readonly cluster: FakeCluster;
  readonly client: RaftClient;
}

let fixtures: Fixture[] = [];

/** A client of three nodes; `a` leads. What a test leaves behind is an error of the client's. */
export function start(options: Partial<RaftClientOptions> = {}, cluster = new FakeCluster('a', 'b', 'c')): Fixture {
  const clock = new VirtualClock();
  if (cluster.nodes.every((node) => node.role === 'follower')) cluster.elect('a');
  const client = new RaftClient({ transport: cluster, endpoints: ['a', 'b', 'c'], clock, session: false, ...options });
  const fixture = { clock, cluster, client };
  fixtures.push(fixture);
  return fixture;
}

afterEach(async () => {
  const left = fixtures;
  fixtures = [];
  for (const { clock, cluster, client } of left) {
    await client.close();
    await clock.settle();
    expect(clock.pendingTimers, 'timers after close').to.equal(0);
    for (const node of cluster.nodes) expect(node.connections.size, `connections to ${node.address}`).to.equal(0);
  }
});

/** What a promise is now: its value, its error, or still open. */
export type Settled<T> = { value?: T; error?: RaftError; isOpen: boolean };

export function watch<T>(promise: Promise<T>): Settled<T> {
  const state: Settled<T> = { isOpen: true };
  promise.then(
    (value) => Object.assign(state, { value, isOpen: false }),
    (error: unknown) => Object.assign(state, { error, isOpen: false }),
  );
  return state;
}
