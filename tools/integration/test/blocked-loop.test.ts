import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DEFAULT_CONSENSUS_OPTIONS } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { FromNode, ToNode } from './support/blockable-node.js';
import { freePort } from '@lolraft/tool-process-kit';
import { until } from './support/wait.js';

const PROGRAM = fileURLToPath(new URL('support/blockable-node.js', import.meta.url));
const LONG = 3 * DEFAULT_CONSENSUS_OPTIONS.electionTimeoutMin;

/** One node in a process of its own, whose event loop a test can block. */
class Child {
  readonly id: string;
  readonly process: ChildProcess;
  state: Extract<FromNode, { type: 'state' }> | undefined;
  unblocked = 0;

  constructor(id: string, members: readonly { id: string; address: string }[]) {
    this.id = id;
    this.process = fork(PROGRAM, [id, JSON.stringify(members)]);
    this.process.on('message', (message: FromNode) => {
      if (message.type === 'state') this.state = message;
      else this.unblocked++;
    });
  }

  tell(message: ToNode): void {
    this.process.send(message);
  }

  /** Blocks the event loop of the node, and waits until it goes on. */
  async block(milliseconds: number): Promise<void> {
    const before = this.unblocked;
    this.tell({ type: 'block', milliseconds });
    await until(() => this.unblocked > before, `${this.id} goes on`);
  }
}

describe('a blocked event loop', function () {
  this.timeout(60_000);
  let nodes: Child[] = [];

  const leader = (): Child | undefined => nodes.find(({ state }) => state?.role === 'leader');
  const term = (): number => Math.max(...nodes.map(({ state }) => state?.term ?? 0));
  const whole = (): boolean => {
    const first = leader()?.state;
    return (
      first !== undefined && nodes.every(({ state }) => state?.term === first.term && state.leader === first.leader)
    );
  };

  beforeEach(async () => {
    const ids = ['n1', 'n2', 'n3'];
    const members: { id: string; address: string }[] = [];
    for (const id of ids) members.push({ id, address: `ws://127.0.0.1:${await freePort()}` });
    nodes = ids.map((id) => new Child(id, members));
    await until(whole, 'a leader that all follow', 30_000);
  });

  afterEach(async () => {
    await Promise.all(
      nodes.map(
        ({ process }) =>
          new Promise<void>((resolve) => {
            process.once('exit', () => resolve());
            process.disconnect();
          }),
      ),
    );
  });

  it('of a follower, for three election timeouts, causes no election', async () => {
    const before = term();
    const follower = nodes.find((node) => node !== leader()) as Child;
    await follower.block(LONG);
    // Whatever it had in mind would have happened within one more timeout.
    await settled();
    expect(term()).to.equal(before);
    expect(whole()).to.equal(true);
  });

  it('of all nodes at once causes no election', async () => {
    const before = term();
    await Promise.all(nodes.map((node) => node.block(LONG)));
    await settled();
    expect(term()).to.equal(before);
    expect(whole()).to.equal(true);
  });

  it('of the leader costs one election, and its return none', async () => {
    const old = leader() as Child;
    const before = term();
    await old.block(LONG);
    await until(() => whole() && leader() !== old, 'the others have gone on without it');
    const after = term();
    expect(after).to.be.greaterThan(before);
    await settled();
    expect(term()).to.equal(after);
  });

  /** A leader's heartbeat has passed through every node a few times. */
  async function settled(): Promise<void> {
    const beats = nodes.map((node) => node.state?.beat ?? 0);
    await until(() => nodes.every((node, i) => (node.state?.beat ?? 0) >= (beats[i] ?? 0) + 10), 'ten more reports');
  }
});
