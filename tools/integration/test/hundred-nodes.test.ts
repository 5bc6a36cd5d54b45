import { type MemberChange, nodeId, RaftError, type RaftGroup, RaftHost } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { bytes, Journal } from './support/journal.js';
import { resources } from './support/resources.js';
import { until } from './support/wait.js';

const FOUNDER = 'n1';

interface Node {
  readonly id: string;
  readonly host: RaftHost;
  readonly group: RaftGroup;
  readonly journal: Journal;
}

/** Nodes in this process that begin with one founder. */
class Crowd implements AsyncDisposable {
  readonly nodes: Node[] = [];
  readonly acknowledged: string[] = [];
  readonly #network = new MemoryNetwork();
  readonly #unknown: string[] = [];
  #cluster: string | undefined;
  #writing = true;
  #writes: Promise<void> | undefined;

  static async found(): Promise<Crowd> {
    const crowd = new Crowd();
    const { host } = await crowd.#start(FOUNDER);
    crowd.#cluster = host.clusterId;
    await crowd.leader();
    crowd.#writes = crowd.#write();
    return crowd;
  }

  async #start(id: string): Promise<Node> {
    const journal = new Journal();
    const how =
      this.#cluster === undefined
        ? ({
            cluster: { name: 'crowd', token: '' },
            initial: 'new',
            members: [{ id, address: `mem:${id}` }],
          } as const)
        : ({ cluster: { id: this.#cluster }, initial: 'existing' } as const);
    const transport = this.#network.transport(`mem:${id}`);
    const host = await RaftHost.start({
      id,
      ...how,
      groups: { main: { app: journal } },
      transport,
      storage: new MemoryStorage(),
    });
    const node = { id, host, group: host.group('main'), journal };
    this.nodes.push(node);
    return node;
  }

  async leader(): Promise<Node> {
    const find = (): Node | undefined => this.nodes.find(({ group }) => group.status().role === 'leader');
    await until(() => find() !== undefined, 'a leader');
    return find() ?? this.leader();
  }

  /** One write after the other, while members come. */
  async #write(): Promise<void> {
    for (let n = 1; this.#writing; n++) {
      const name = `w${n}`;
      const { group } = await this.leader();
      try {
        await group.write(bytes(name));
        this.acknowledged.push(name);
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
        if (error.outcome === 'unknown') this.#unknown.push(name);
      }
    }
  }

  /** These join together, in one change. */
  async join(ids: readonly string[], role: (id: string) => 'voter' | 'learner'): Promise<void> {
    await Promise.all(ids.map((id) => this.#start(id)));
    const before = this.acknowledged.length;
    for (let made = false; !made; ) made = await this.#add(ids, role);
    await until(() => this.acknowledged.length > before, 'writes go on');
  }

  /** Returns whether all of them are members now; a change that came too early, or was cut short, is asked for again. */
  async #add(ids: readonly string[], role: (id: string) => 'voter' | 'learner'): Promise<boolean> {
    const { group } = await this.leader();
    const { members, committed, joint } = group.status().membership;
    const missing = ids.filter((id) => !members.some((member) => member.id === id && member.role === role(id)));
    if (missing.length === 0) return committed && !joint;
    const change = (id: string): MemberChange => ({
      type: 'add',
      id: nodeId(id),
      address: `mem:${id}`,
      role: role(id),
    });
    try {
      await group.changeMembership(missing.map(change));
      return true;
    } catch (error) {
      if (!(error instanceof RaftError && error.retryable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return false;
    }
  }

  /** Ends the writes; everybody has applied the same then, with every acknowledged write in it. */
  async agree(): Promise<void> {
    this.#writing = false;
    await this.#writes;
    const { commitIndex } = (await this.leader()).group.status();
    await until(
      () => this.nodes.every(({ group }) => group.status().appliedIndex >= commitIndex),
      'all have applied all',
    );
    const [first] = this.nodes;
    const digests = new Set(this.nodes.map(({ journal }) => journal.digest));
    expect(digests.size, 'different states').to.equal(1);
    const entries = new Set(first?.journal.entries);
    expect(this.acknowledged.filter((name) => !entries.has(name))).to.deep.equal([]);
    const known = new Set([...this.acknowledged, ...this.#unknown]);
    expect([...entries].filter((name) => !known.has(name))).to.deep.equal([]);
    expect(first?.journal.entries, 'nothing was applied twice').to.have.lengthOf(entries.size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writing = false;
    await this.#writes;
    await Promise.all(this.nodes.map(({ host }) => host.close()));
  }
}

describe('a hundred nodes in one process', function () {
  this.timeout(120_000);
  const ids = Array.from({ length: 99 }, (_, i) => `n${i + 2}`);

  for (const [what, size, voters] of [
    ['seven vote and the rest learn', 33, 7],
    ['all of them vote', 33, 100],
  ] as const) {
    it(`join one founder while it is written to, of whom ${what}; nothing is left of them`, async () => {
      // Mocha's own timer runs from the first await on.
      await Promise.resolve();
      const before = resources();
      {
        await using crowd = await Crowd.found();
        const votes = new Set([FOUNDER, ...ids].slice(0, voters));
        for (let i = 0; i < ids.length; i += size)
          await crowd.join(ids.slice(i, i + size), (id) => (votes.has(id) ? 'voter' : 'learner'));
        const { membership } = (await crowd.leader()).group.status();
        expect(membership.members.filter(({ role }) => role === 'voter')).to.have.lengthOf(voters);
        expect(membership.members).to.have.lengthOf(100);
        await crowd.agree();
      }
      await until(() => resources().length <= before.length, `only ${before.join(', ')} is left`);
      expect(resources()).to.deep.equal(before);
    });
  }
});
