import { NotLeaderError } from '@lolraft/raft-core';
import type { CallEnd } from './calls.js';
import type { SimRandom } from './random.js';
import { type ClientSession, noSession, SessionLoad } from './session-load.js';
import type { Scenario } from './scenario.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** Enough for a run. */
const MAX_CALLS = 1_500;

/** What one client believes about each group's leader: it finds out on its own, so that some ask a deposed one for a while. */
type Beliefs = (SimNode | undefined)[] & { readonly sessions: readonly ClientSession[] };

/** Clients that write, compare-and-set and read, follow the leader's hints, and now and then ask the wrong node. */
export class Workload {
  readonly #cluster: SimCluster;
  readonly #scenario: Scenario;
  readonly #random: SimRandom;
  readonly #sessions: SessionLoad | undefined;
  #stopped = false;
  #values = 0;
  #asked = 0;

  constructor(cluster: SimCluster, scenario: Scenario) {
    this.#cluster = cluster;
    this.#scenario = scenario;
    this.#random = cluster.kernel.random.fork();
    const { sessions } = scenario;
    this.#sessions = sessions === undefined ? undefined : new SessionLoad(cluster, sessions, this.#random);
    for (let i = 0; i < scenario.clients; i++) {
      const beliefs = cluster.ledgers.map(() => undefined);
      this.#think(Object.assign(beliefs, { sessions: cluster.ledgers.map(noSession) }));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#sessions?.stop();
  }

  /** `patience`: milliseconds to wait before looking again, after a call that came to nothing. */
  #think(beliefs: Beliefs, patience = 0): void {
    const wait = this.#random.between(0, this.#scenario.thinkMax + 2 * patience);
    this.#cluster.kernel.quietly(wait, () => {
      if (this.#stopped || this.#asked > MAX_CALLS) return;
      const group = this.#random.int(this.#cluster.ledgers.length);
      const guess = beliefs[group];
      // Who knows no leader asks around before it sends much.
      const count = guess === undefined || this.#random.chance(0.3) ? 1 : 1 + this.#random.int(this.#scenario.burst);
      const node =
        guess === undefined || this.#random.chance(this.#scenario.stray)
          ? this.#random.pick(this.#cluster.nodes)
          : guess;
      this.#asked += count;
      let open = count;
      let patience = 0;
      let waiting = true;
      const goOn = (): void => {
        if (waiting) this.#think(beliefs, patience);
        waiting = false;
      };
      const end = (): void => {
        if (--open === 0) goOn();
      };
      // What is not answered by then may come when it comes.
      this.#cluster.kernel.quietly(this.#scenario.patience, goOn);
      const done = (result: CallEnd): void => {
        this.#learn(beliefs, group, result);
        if (result.type === 'notApplied') patience = this.#cluster.consensus.heartbeatInterval;
        end();
      };
      for (let i = 0; i < count; i++) {
        if (this.#ask(node, group, beliefs.sessions[group], done)) continue;
        beliefs[group] = undefined;
        patience = this.#cluster.consensus.heartbeatInterval;
        end();
      }
    });
  }

  #learn(beliefs: Beliefs, group: number, end: CallEnd): void {
    if (end.type === 'ok') return;
    beliefs[group] =
      end.error instanceof NotLeaderError
        ? this.#cluster.nodes.find(({ id }) => id === (end.error as NotLeaderError).leader?.id)
        : this.#random.pick(this.#cluster.nodes);
  }

  /** Returns false where the node is not there to be asked. */
  #ask(node: SimNode, group: number, session: ClientSession | undefined, done: (end: CallEnd) => void): boolean {
    const random = this.#random;
    const key = random.int(this.#scenario.keys);
    const timeout = random.chance(0.1) ? random.between(1, this.#cluster.consensus.electionTimeoutMax) : undefined;
    const kind = random.unit();
    if (kind < 0.005 && this.#scenario.compaction !== undefined)
      return this.#cluster.snapshot(random.pick(this.#cluster.nodes), group, done) !== undefined;
    if (kind < 0.35) {
      const lease = this.#scenario.settings !== undefined && random.chance(0.7);
      return (
        this.#cluster.read(node, group, key, { timeout, level: lease ? 'lease' : 'linearizable' }, done) !== undefined
      );
    }
    if (kind < 0.4) {
      return (
        this.#cluster.read(random.pick(this.#cluster.nodes), group, key, { timeout, level: 'local' }, done) !==
        undefined
      );
    }
    const padding = random.int(this.#scenario.paddingMax + 1);
    const value = ++this.#values;
    if (kind < 0.45)
      return (
        this.#cluster.write(
          node,
          this.#cluster.put(key, value, group),
          { timeout, padding, acknowledge: 'commit' },
          done,
        ) !== undefined
      );
    const command =
      kind < 0.85
        ? this.#cluster.put(key, value, group)
        : this.#cluster.cas(key, random.chance(0.8) ? this.#latest(group, key) : random.int(value), value, group);
    const { sessions: settings } = this.#scenario;
    if (
      session !== undefined &&
      settings !== undefined &&
      random.chance(settings.share) &&
      this.#sessions?.write(session, node, command, padding, done) === true
    )
      return true;
    return this.#cluster.write(node, command, { timeout, padding }, done) !== undefined;
  }

  /** Mostly what the key holds now, so that many a compare-and-set succeeds. */
  #latest(group: number, key: number): number {
    const ledger = this.#cluster.ledger(group);
    return ledger.valueAt(key, ledger.committed);
  }
}
