import type { SimNode, SimRandom } from '@lolraft/raft-testkit';
import type { SessionId } from '../../../src/index.js';
import type { Ghost } from './ghost.js';
import type { HarmWeights } from './scenario.js';
import type { Site } from './site.js';
import type { User } from './user.js';

/** What harm is done to. */
export interface HarmSite extends Site {
  readonly users: readonly User[];
  readonly ghost: Ghost;
  /** One dies, and another one takes its place. */
  replaceUser(place: number): void;
}

/** Does harm at random moments, and at those where a leader is about to do what cannot be taken back. All of it ends with `stop`. */
export class Harm {
  readonly #world: HarmSite;
  readonly #random: SimRandom;
  /** Nodes that are to lead once they have the state of a snapshot. */
  readonly #heirs = new Set<SimNode>();
  #isOver = false;

  constructor(world: HarmSite) {
    this.#world = world;
    this.#random = world.cluster.kernel.random.fork();
    this.#next();
  }

  stop(): void {
    this.#isOver = true;
    const { nodes, network } = this.#world.cluster;
    network.healAll();
    for (const node of nodes) {
      node.clock?.setRate(1);
      node.process?.resume();
      node.start();
    }
    for (const { sim } of this.#world.users) {
      sim.clock.setRate(1);
      sim.process.resume();
      sim.healAll();
    }
  }

  #later(delay: number, run: () => void): void {
    this.#world.cluster.kernel.after(delay, () => {
      if (!this.#isOver) run();
    });
  }

  #next(): void {
    const { scenario } = this.#world;
    this.#later(this.#random.between(0, 2 * scenario.harmEvery), () => {
      const usable = (Object.entries(scenario.harms) as [keyof HarmWeights, number][])
        .filter(([, weight]) => weight > 0)
        .map(([name, weight]) => [weight, name] as const);
      if (usable.length > 0) this[this.#random.weighted(usable)]();
      this.#next();
    });
  }

  #victim(): SimNode {
    const leader = this.#random.chance(0.7) ? this.#world.cluster.leader() : undefined;
    return leader ?? this.#random.pick(this.#world.cluster.nodes);
  }

  /** A time that a session, or an election, is long or short against. */
  #while(): number {
    const { ttls, consensus } = this.#world.scenario;
    return this.#random.pick([...ttls, consensus.electionTimeoutMax]) * this.#random.between(0.3, 2.5);
  }

  // ---- at the worst moments ----

  /** A node is about to write that these sessions are over. */
  expires(node: SimNode, sessions: readonly SessionId[]): void {
    const { atExpiry, lateExpiry } = this.#world.scenario;
    if (this.#isOver || !this.#random.chance(atExpiry)) return;
    const within = Math.max(500, lateExpiry);
    // What is written late meets what came before it in the log, or another leadership of the same node.
    switch (lateExpiry > 0 ? this.#random.pick(['commands', 'pingPong', 'any'] as const) : 'any') {
      case 'commands':
        this.#areHeard(sessions, within, true);
        return;
      case 'pingPong':
        this.#areHeard(sessions, within, false);
        this.pingPong();
        return;
      case 'any':
        if (this.#random.chance(0.7)) this.#areHeard(sessions, within, this.#random.chance(0.4));
        if (this.#random.chance(0.6)) this.#befall(node);
    }
  }

  /** They are heard of after all, before it is decided; here, or at who follows. */
  #areHeard(sessions: readonly SessionId[], within: number, byCommands: boolean): void {
    const { ghost, cluster, log } = this.#world;
    const open = (node: string, session: SessionId): void => {
      const terms = log.session(session)?.terms;
      if (terms !== undefined) ghost.open(node, terms);
    };
    for (const { id } of cluster.nodes)
      for (const delay of [0, this.#random.between(0, within), this.#random.between(0, within)])
        this.#later(delay, () => {
          if (!byCommands) ghost.keep(id, sessions);
          else for (const session of sessions) open(id, session);
        });
  }

  /** Somebody was answered that a session lives. */
  promised(session: SessionId, ttl: number): void {
    const { scenario, cluster, users } = this.#world;
    if (this.#isOver || !this.#random.chance(scenario.atAnswer)) return;
    const user = users.find((one) => one.has(session));
    const leader = cluster.leader();
    switch (this.#random.pick(scenario.afterAnswer)) {
      case 'befall':
        if (leader !== undefined) this.#befall(leader);
        return;
      // It is not heard of again.
      case 'block':
        user?.sim.process.block(this.#while());
        return;
      case 'cut':
        if (user !== undefined) this.#cutClient(user, ttl * this.#random.between(1.2, 2), true);
    }
  }

  /** A node has the state of a snapshot. */
  installed(node: SimNode): void {
    if (this.#isOver || !this.#heirs.delete(node)) return;
    this.#handOver(node);
  }

  #befall(node: SimNode): void {
    this.#later(this.#random.pick([0, 0, this.#random.between(0, 40)]), () => {
      this.#random.pick([
        () => this.#crash(node),
        () => node.process?.block(this.#while()),
        () => this.#cutOff(node),
        () => this.#handOver(undefined),
        () => this.pingPong(),
      ])();
    });
  }

  // ---- the kinds ----

  crash(): void {
    this.#crash(this.#victim());
  }

  #crash(node: SimNode): void {
    node.crash();
    this.#later(this.#while(), () => node.start());
  }

  pause(): void {
    this.#victim().process?.block(this.#while());
  }

  #cutOff(node: SimNode, time = this.#while(), isNoticed = this.#random.chance(0.7)): void {
    const { network, nodes } = this.#world.cluster;
    const others = nodes.filter((other) => other !== node).map(({ index }) => index);
    const links = others.flatMap((other) => [[node.index, other] as const, [other, node.index] as const]);
    for (const [from, to] of links) network.cut(from, to);
    // The others find out at once, and elect while it still believes itself the leader.
    if (isNoticed) for (const other of others) network.reset(node.index, other);
    this.#later(time, () => {
      for (const [from, to] of links) network.heal(from, to);
    });
  }

  cut(): void {
    this.#cutOff(this.#victim());
  }

  cutOneWay(): void {
    const node = this.#victim();
    const { network, nodes } = this.#world.cluster;
    const isOut = this.#random.chance(0.5);
    for (const { index } of nodes) {
      if (index === node.index || this.#random.chance(0.3)) continue;
      const [from, to] = isOut ? [node.index, index] : [index, node.index];
      network.cut(from, to);
      this.#later(this.#while(), () => network.heal(from, to));
    }
  }

  transfer(): void {
    this.#handOver(undefined);
  }

  #handOver(target: SimNode | undefined): void {
    const { cluster } = this.#world;
    const leader = cluster.leader();
    const group = leader?.group(0);
    if (leader === undefined || group === undefined || leader === target) return;
    leader.process?.input(() => {
      group.transferLeadership(target?.id).catch(() => undefined);
    });
  }

  pingPong(): void {
    const leader = this.#world.cluster.leader();
    this.#handOver(undefined);
    this.#later(this.#random.between(20, 300), () => this.#handOver(leader));
  }

  deposed(): void {
    const { cluster, users, log, ghost, scenario } = this.#world;
    const leader = cluster.leader();
    const { live } = log;
    if (leader === undefined || live.length === 0) return;
    const session = this.#random.pick(live);
    const ttl = log.session(session)?.terms.ttlMs ?? 0;
    const time = 1.5 * scenario.consensus.electionTimeoutMax + ttl * this.#random.between(0.9, 2);
    leader.process?.block(time);
    // It hears of its successor later than of its clients.
    if (this.#random.chance(0.7)) this.#cutOff(leader, time + 100, false);
    for (const user of users) if (user.has(session)) user.sim.process.block(time);
    for (let at = 0; at < time + ttl / 2; at += ttl / 6) this.#later(at, () => ghost.keep(leader.id, [session]));
  }

  lag(): void {
    const { cluster } = this.#world;
    const node = this.#random.pick(cluster.nodes);
    if (node === cluster.leader()) return;
    this.#heirs.add(node);
    this.#cutOff(node);
  }

  clock(): void {
    const { cluster, users, scenario } = this.#world;
    const node = this.#random.pick(cluster.nodes);
    const user = this.#random.pick(users);
    const { drift } = scenario;
    const rate = this.#random.pick([1 - drift, 1, 1 + drift]);
    // A clock that leaps while its node leads runs faster than any bound.
    const isFree = scenario.isWild || node.group(0)?.consensusState.role !== 'leader';
    this.#random.pick([
      () => node.clock?.setRate(rate),
      () => user.sim.clock.setRate(rate),
      () => user.sim.clock.jump(this.#while()),
      () => {
        if (isFree) node.clock?.jump(this.#while());
      },
    ])();
  }

  clientPause(): void {
    this.#random.pick(this.#world.users).sim.process.block(this.#while());
  }

  clientKill(): void {
    this.#world.replaceUser(this.#random.int(this.#world.users.length));
  }

  clientCut(): void {
    this.#cutClient(this.#random.pick(this.#world.users), this.#while(), this.#random.chance(0.5));
  }

  /** From all nodes, or from most. */
  #cutClient({ sim }: User, time: number, isWhole: boolean): void {
    for (const { index } of this.#world.cluster.nodes) {
      if (!isWhole && this.#random.chance(0.4)) continue;
      sim.cut(index);
      this.#later(time, () => sim.heal(index));
    }
  }

  ghost(): void {
    const { ghost, log, cluster } = this.#world;
    const { live } = log;
    if (live.length > 0) ghost.keep(this.#random.pick(cluster.nodes).id, [this.#random.pick(live)]);
  }
}
