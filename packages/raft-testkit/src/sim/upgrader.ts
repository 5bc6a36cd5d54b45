import { BUILD_VERSIONS, type GroupSettings, type VersionRange } from '@lolraft/raft-core';
import type { CallEnd } from './calls.js';
import type { SimRandom } from './random.js';
import type { Scenario, UpgradeSettings } from './scenario.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** A build that knows one version more than this one. */
const NEXT: VersionRange = { min: BUILD_VERSIONS.min, max: BUILD_VERSIONS.max + 1 };

/**
 * Operators who run nodes as other builds, this one and the next, one at a time; who raise the cluster version whether or not every
 * member supports it, and change settings of the group. They do not go back to an older build once a raise may have been made; where a
 * group was raised under one that runs the older build all the same, it stops by itself, and is upgraded.
 */
export class Upgrader {
  readonly #cluster: SimCluster;
  readonly #settings: UpgradeSettings;
  readonly #random: SimRandom;
  /** Raises that may have been made, or may be yet. */
  #raising = 0;
  #raised = false;
  #stopped = false;

  constructor(cluster: SimCluster, settings: UpgradeSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#random = cluster.kernel.random.fork();
    for (const node of cluster.nodes) if (this.#random.chance(0.5)) node.build = NEXT;
    this.#next();
  }

  static of(cluster: SimCluster, { upgrades }: Scenario): Upgrader | undefined {
    return upgrades === undefined ? undefined : new Upgrader(cluster, upgrades);
  }

  /** Everybody runs the next build, where that may be needed. Before the faults end, which start who is down. */
  stop(): void {
    this.#stopped = true;
    if (!this.#raised && this.#raising === 0) return;
    for (const node of this.#cluster.nodes) this.#run(node, NEXT);
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
    const kind = random.unit();
    const group = random.int(this.#cluster.ledgers.length);
    const leader = random.chance(0.9) ? this.#cluster.leader(group) : random.pick(this.#cluster.nodes);
    if (kind < 0.6) {
      const mayGoBack = !this.#raised && this.#raising === 0;
      this.#run(random.pick(this.#cluster.nodes), mayGoBack && random.chance(0.35) ? BUILD_VERSIONS : NEXT);
    } else if (leader !== undefined) {
      if (kind < 0.85) this.#raise(leader, group);
      else this.#set(leader, group, { leases: random.chance(0.5) });
    }
  }

  /** Ends the node's process, where that is of another build, and starts it as this one. */
  #run(node: SimNode, build: VersionRange): void {
    if (node.build === build) return;
    const { kernel } = this.#cluster;
    kernel.trace.tell(kernel.now, node.id, `-- runs a build of cluster versions up to ${build.max} from now on`);
    node.build = build;
    if (node.process === undefined) return;
    node.crash();
    node.start();
  }

  #raise(leader: SimNode, group: number): void {
    const asked = this.#cluster.change(
      leader,
      group,
      [{ type: 'clusterVersion', version: NEXT.max }],
      { timeout: this.#cluster.consensus.electionTimeoutMax * 20 },
      (end: CallEnd) => {
        this.#raising--;
        if (end.type !== 'notApplied') this.#raised = true;
        if (end.type === 'ok') this.#cluster.raises++;
      },
    );
    if (asked !== undefined) this.#raising++;
  }

  #set(leader: SimNode, group: number, settings: Partial<GroupSettings>): void {
    this.#cluster.change(
      leader,
      group,
      [{ type: 'settings', settings }],
      { timeout: this.#cluster.consensus.electionTimeoutMax * 20 },
      (end: CallEnd) => {
        if (end.type === 'ok') this.#cluster.settingChanges++;
      },
    );
  }
}
