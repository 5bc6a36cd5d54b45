import type { SimRandom } from './random.js';
import { driftOf, type FaultWeights, type Scenario } from './scenario.js';
import type { CrashPoint } from './sim-disk.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';
import { Happening } from './trace.js';

/**
 * Does harm: at random moments, and, where it does most harm, when a node stands for election or wins one, or has just
 * appended a configuration. Each fault ends
 * by itself after a while; all end with `stop`.
 */
export class Nemesis {
  readonly #cluster: SimCluster;
  readonly #scenario: Scenario;
  readonly #random: SimRandom;
  readonly #usable: readonly (readonly [weight: number, fault: keyof FaultWeights])[];
  #stopped = false;

  constructor(cluster: SimCluster, scenario: Scenario) {
    this.#cluster = cluster;
    this.#scenario = scenario;
    this.#random = cluster.kernel.random.fork();
    const faults = Object.entries(scenario.faults) as [keyof FaultWeights, number][];
    this.#usable = faults.filter(([, weight]) => weight > 0).map(([name, weight]) => [weight, name]);
    if (scenario.faultEvery !== Infinity) this.#next();
    cluster.onRole = (node, _group, role) => {
      if (this.#stopped || role === 'follower' || role === 'preCandidate') return;
      if (this.#random.chance(scenario.electionFaults)) this.#befall(node);
    };
    const { membership } = scenario;
    cluster.onConfiguration = (node) => {
      if (!this.#stopped && this.#random.chance(membership?.faults ?? 0)) this.#befall(node);
    };
  }

  /** Ends all harm: links heal, disks work, clocks run true, and whoever is down or has stopped starts again. */
  stop(): void {
    this.#stopped = true;
    const { nodes, network } = this.#cluster;
    network.healAll();
    for (const node of nodes) {
      const failed = node.disk.poisoned || (node.host !== undefined && !node.healthy);
      node.disk.heal();
      node.snapshots.heal();
      if (failed) node.crash();
      node.clock?.setRate(1);
      node.process?.resume();
      node.start();
    }
  }

  #next(): void {
    this.#cluster.kernel.after(this.#random.between(0, 2 * this.#scenario.faultEvery), () => {
      if (this.#stopped) return;
      this.#strike();
      this.#next();
    });
  }

  /** A time that an election timeout is small or large against. */
  #while(): number {
    return this.#cluster.consensus.electionTimeoutMax * this.#random.pick([0.1, 0.5, 1.5, 4]);
  }

  /** Calls back later, unless all harm has ended by then. */
  #later(delay: number, run: () => void): void {
    this.#cluster.kernel.after(delay, () => {
      if (!this.#stopped) run();
    });
  }

  /** Leaders make the better victims. */
  #victim(): SimNode {
    const group = this.#random.int(this.#cluster.ledgers.length);
    const leader = this.#random.chance(0.5) ? this.#cluster.leader(group) : undefined;
    return leader ?? this.#random.pick(this.#cluster.nodes);
  }

  #strike(): void {
    if (this.#usable.length === 0) return;
    const fault = this.#random.weighted(this.#usable);
    const node = this.#victim();
    this.#cluster.kernel.trace.add(this.#cluster.now, Happening.Fault, node.index, fault.length);
    this[fault](node);
  }

  #befall(node: SimNode): void {
    this.#random.pick([
      () => {
        this.crash(node);
      },
      () => {
        this.crashAtWrite(node);
      },
      () => {
        this.cutNode(node);
      },
      () => {
        this.cutOneWay(node);
      },
      () => {
        this.pause(node);
      },
      () => {
        this.hang(node);
      },
    ])();
  }

  #tell(node: SimNode, line: string): void {
    this.#cluster.kernel.trace.tell(this.#cluster.now, node.id, `** ${line}`);
  }

  // ---- the faults ----

  crash(node: SimNode): void {
    node.crash();
    this.#later(this.#while(), () => {
      node.start();
    });
  }

  /** Before, between or after the parts of one of its next writes. */
  crashAtWrite(node: SimNode): void {
    const point = this.#random.pick<CrashPoint>(['before', 'hardState', 'after']);
    this.#tell(node, `will crash ${point} one of its next writes`);
    node.disk.crashAtWrite(1 + this.#random.int(3), point, () => {
      this.crash(node);
    });
  }

  crashAll(): void {
    for (const node of this.#cluster.nodes) if (this.#random.chance(0.9)) this.crash(node);
  }

  pause(node: SimNode): void {
    const time = this.#while();
    this.#tell(node, `is paused for ${time.toFixed(0)} ms`);
    node.process?.block(time);
  }

  #others(node: SimNode): number[] {
    return this.#cluster.nodes.filter((other) => other !== node).map(({ index }) => index);
  }

  #healLater(links: readonly (readonly [number, number])[]): void {
    this.#later(this.#while(), () => {
      for (const [from, to] of links) this.#cluster.network.heal(from, to);
    });
  }

  #cut(links: readonly (readonly [number, number])[]): void {
    for (const [from, to] of links) this.#cluster.network.cut(from, to);
    this.#healLater(links);
  }

  /** Sometimes its connections break at once, so that the others elect while it still believes itself the leader. */
  cutNode(node: SimNode): void {
    this.#tell(node, 'is cut off');
    this.#cut(this.#others(node).flatMap((other) => [[node.index, other] as const, [other, node.index] as const]));
    if (this.#random.chance(0.5))
      for (const other of this.#others(node)) this.#cluster.network.reset(node.index, other);
  }

  cutOneWay(node: SimNode): void {
    const out = this.#random.chance(0.5);
    const some = this.#others(node).filter(() => this.#random.chance(0.7));
    this.#tell(node, out ? 'is not heard by some' : 'does not hear some');
    this.#cut(some.map((other) => (out ? ([node.index, other] as const) : ([other, node.index] as const))));
  }

  /** Two sides, and sometimes one node between them that hears both. */
  split(node: SimNode): void {
    const others = this.#random.shuffled(this.#others(node));
    const size = this.#random.int(others.length + 1);
    const left = [node.index, ...others.slice(0, size)];
    const right = others.slice(size + (this.#random.chance(0.3) ? 1 : 0));
    this.#tell(node, `splits from n${right.map((i) => i + 1).join(', n')}`);
    this.#cut(left.flatMap((a) => right.flatMap((b) => [[a, b] as const, [b, a] as const])));
  }

  reset(node: SimNode): void {
    for (const other of this.#others(node))
      if (this.#random.chance(0.5)) this.#cluster.network.reset(node.index, other);
  }

  hang(node: SimNode): void {
    this.#tell(node, 'has a disk that hangs');
    node.disk.hang();
    this.#later(this.#while(), () => {
      node.disk.resume();
    });
  }

  full(node: SimNode): void {
    this.#tell(node, 'has a full disk');
    node.disk.full = true;
    this.#later(this.#while(), () => {
      node.disk.full = false;
      node.start();
    });
  }

  /** The write fails, every group on the node stops, and somebody restarts it later. */
  fail(node: SimNode): void {
    this.#tell(node, 'has a disk that fails');
    node.disk.failWrite(1 + this.#random.int(3), this.#random.pick(['before', 'after']));
    this.#later(this.#while(), () => {
      if (node.disk.poisoned) this.crash(node);
    });
  }

  /** Nothing of its snapshots can be read or written for a while. */
  place(node: SimNode): void {
    this.#tell(node, 'cannot reach its snapshots');
    node.snapshots.away = true;
    this.#later(this.#while(), () => {
      node.snapshots.away = false;
    });
  }

  clock(node: SimNode): void {
    const { clock } = node;
    if (clock === undefined) return;
    const { settings } = this.#scenario;
    if (settings !== undefined) {
      const drift = driftOf(settings);
      clock.setRate(this.#random.pick([1 - drift, 1 + drift]));
    } else if (this.#random.chance(0.5)) clock.jump(this.#while());
    else clock.setRate(this.#random.between(0.8, 1.25));
  }
}
