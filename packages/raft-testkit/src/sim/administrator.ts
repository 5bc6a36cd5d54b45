import { isBlank, membersOf, type Configuration, type MemberChange } from '@lolraft/raft-core';
import type { CallEnd } from './calls.js';
import type { SimRandom } from './random.js';
import type { MembershipSettings, Scenario } from './scenario.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** Voters at most: more make runs slow and show nothing new. */
const MAX_VOTERS = 7;

/**
 * Administrators who change the membership of running groups, each as it thinks best: several at once, half of what they want
 * is not possible, and they do not wait for good weather.
 */
export class Administrator {
  readonly #cluster: SimCluster;
  readonly #settings: MembershipSettings;
  readonly #random: SimRandom;
  #stopped = false;

  constructor(cluster: SimCluster, settings: MembershipSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#random = cluster.kernel.random.fork();
    this.#next();
  }

  static of(cluster: SimCluster, { membership }: Scenario): Administrator | undefined {
    return membership === undefined ? undefined : new Administrator(cluster, membership);
  }

  stop(): void {
    this.#stopped = true;
  }

  #next(): void {
    this.#cluster.kernel.after(this.#random.between(0, 2 * this.#settings.every), () => {
      if (this.#stopped) return;
      this.#act();
      this.#next();
    });
  }

  #act(): void {
    const random = this.#random;
    const group = random.int(this.#cluster.ledgers.length);
    const node = random.chance(0.9) ? this.#cluster.leader(group) : random.pick(this.#cluster.nodes);
    if (node === undefined) return;
    const timeout = random.chance(0.3) ? random.between(1, 4 * this.#cluster.consensus.electionTimeoutMax) : undefined;
    if (random.chance(0.2)) {
      const target = random.chance(0.5) ? random.pick(this.#cluster.nodes).id : undefined;
      this.#cluster.transfer(node, group, target, {
        timeout: timeout ?? this.#cluster.consensus.electionTimeoutMax * 20,
      });
      return;
    }
    this.#change(node, group, timeout);
  }

  #change(node: SimNode, group: number, timeout: number | undefined): void {
    const state = node.group(group)?.consensusState;
    if (state === undefined) return;
    const { configuration, index } = state.configurations.current;
    const changes = this.#wishes(configuration);
    if (changes.length === 0) return;
    const expected = this.#random.chance(0.3) ? index - (this.#random.chance(0.2) ? 1 : 0) : undefined;
    const told = changes.map((change) => `${change.type} ${change.id}`).join(', ');
    this.#cluster.kernel.trace.tell(this.#cluster.now, node.id, `-- g${group + 1} is to ${told}`);
    this.#cluster.change(node, group, changes, { expected, timeout }, (end: CallEnd) => {
      if (end.type === 'ok') this.#cluster.membershipChanges++;
    });
  }

  /** One wish or a few; now and then all voters are replaced by others at once. */
  #wishes(configuration: Configuration): MemberChange[] {
    const random = this.#random;
    // One that has joined knows nobody.
    if (isBlank(configuration)) return [];
    const members = new Set<string>(membersOf(configuration).map((m) => m.id));
    const outside = random.shuffled(this.#cluster.nodes.filter(({ id }) => !members.has(id)).map(({ id }) => id));
    if (random.chance(0.1)) {
      const pairs = configuration.voters.slice(0, outside.length);
      return pairs.map(({ id }, i): MemberChange => {
        const by = outside[i] ?? id;
        return { type: 'replace', id, by: { id: by, address: `sim:${by}` } };
      });
    }
    const count = random.chance(0.3) ? 2 : 1;
    return Array.from({ length: count }, () => this.#wish(configuration, outside.pop()));
  }

  #wish(configuration: Configuration, newcomer: SimNode['id'] | undefined): MemberChange {
    const random = this.#random;
    const { id } = random.pick(membersOf(configuration));
    const kind = random.unit();
    const room = configuration.voters.length < MAX_VOTERS;
    if (newcomer !== undefined && room && kind < 0.45) {
      const role = random.chance(0.75) ? 'voter' : 'learner';
      return { type: 'add', id: newcomer, address: `sim:${newcomer}`, role };
    }
    if (newcomer !== undefined && kind < 0.6)
      return { type: 'replace', id, by: { id: newcomer, address: `sim:${newcomer}` } };
    if (kind < 0.72) return { type: 'remove', id };
    if (kind < 0.84) return { type: 'promote', id };
    if (kind < 0.94) return { type: 'demote', id };
    return { type: 'prioritize', id, priority: random.int(3) };
  }
}
