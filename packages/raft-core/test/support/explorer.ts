import { holdsLease } from '../../src/consensus/lease.js';
import { Random } from '../../src/consensus/random.js';
import { decodeConfiguration, isJoint, membersOf, type Configuration } from '../../src/model/configuration.js';
import { EntryKind } from '../../src/model/entry.js';
import { nodeId } from '../../src/model/ids.js';
import type { MemberChange } from '../../src/model/membership.js';
import { classOf, type ConsensusMessage } from '../../src/model/messages.js';
import { MembershipProperties } from './membership-properties.js';
import { Net, voters, type NetNode, type Wire } from './net.js';
import { Violation } from './violation.js';

function fail(property: string, detail: string): never {
  throw new Violation(`${property}: ${detail}`);
}

/**
 * A random walk over bare cores: proposals, deliveries in any order a transport may choose, losses, syncs of single writes, crashes that keep
 * only what is synced, cuts, time. After each step the properties of figure 3 are checked, and what is sent against what is durable.
 */
export class Explorer {
  readonly net: Net;
  readonly #random: Random;
  readonly #ids: string[];
  /** Leader of each term, and what each leader's log was when last seen. */
  readonly #leaders = new Map<number, string>();
  readonly #leaderLogs = new Map<string, { term: number; length: number }>();
  /** Committed entries by index, as `term:text`, once any node has committed them. */
  readonly #committed: string[] = [];
  readonly #votes = new Map<string, string>();
  readonly #asked = new Map<number, number>();
  readonly #snapshots: boolean;
  readonly #membership: boolean;
  /** What each node's configuration was when last looked at: an entry may have been committed by its majority. */
  readonly #configurations = new Map<string, Configuration>();
  /** The node that has lost its disk, until it is renewed or removed; one at a time, as much as three voters stand. */
  #wiped: { id: string; generation: number } | undefined;
  #generations = 0;
  #forced = false;
  /** What was on the disks that were lost: it had been acknowledged. */
  readonly #lost: Pick<NetNode, 'id' | 'disk' | 'snapshot'>[] = [];
  #calls = 0;
  readonly #membershipWalk: MembershipProperties;
  #counter = 0;
  #reads = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    const size = 1 + Math.floor(this.#random.unit() * 5);
    const all = ['a', 'b', 'c', 'd', 'e'].slice(0, size);
    // Learners and joint halves now and then.
    const learners = size > 3 && this.#chance(0.2) ? [all.pop() as string] : [];
    const outgoing = size > 2 && this.#chance(0.15) ? all.slice(1) : [];
    const configuration: Configuration = {
      ...voters(...(outgoing.length > 0 ? all.slice(0, -1) : all)),
      learners: voters(...learners).voters,
      outgoing: voters(...outgoing).voters,
      // All clocks are one here.
      ...(this.#chance(0.5) ? { settings: { leases: true, maxClockDrift: this.#chance(0.5) ? 0 : 100 } } : undefined),
    };
    this.#ids = [...all, ...learners];
    this.#snapshots = this.#chance(0.6);
    this.#membership = this.#chance(0.7);
    this.net = new Net(this.#ids, {
      seed,
      configuration,
      options: {
        maxAppendBytes: this.#chance(0.5) ? 1 : 300,
        maxInflightMessages: this.#chance(0.5) ? 1 + Math.floor(this.#random.unit() * 3) : 64,
        logCacheBytes: this.#chance(0.3) ? 200 : 1e6,
        snapshotPatience: 5_000,
      },
    });
    this.#membershipWalk = new MembershipProperties(configuration);
    this.net.onSend = (wire, node) => {
      this.#checkWire(wire, node);
      this.#membershipWalk.sent(wire, node, this.net.node(wire.to));
    };
  }

  #chance(p: number): boolean {
    return this.#random.unit() < p;
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random.unit() * list.length)];
  }

  get #up(): NetNode[] {
    return [...this.net.nodes.values()].filter((n) => n.up && !n.state.stopped);
  }

  run(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.#act();
      this.check();
    }
  }

  /** Everything is mended: soon one leads, all logs are equal, and a new command is committed everywhere. */
  heal(): void {
    for (const [id, node] of this.net.nodes) if (!node.up) this.net.restart(id);
    this.net.heal();
    // A half that has lost a majority of its disks for good decides nothing any more.
    const isDead = (): boolean => this.#up.some((n) => !this.#isAlive(n.state.configuration));
    if (isDead()) return;
    for (let i = 0; i < 100 && !this.#atRest(); i++) {
      this.net.advance(300);
      this.check();
      const [leader] = this.net.leaders();
      if (leader !== undefined && i % 10 === 5) this.net.propose(leader.id, `h${String(i)}`);
    }
    // Whoever forces a change may give the majority to a disk that is lost.
    if (this.#forced && isDead()) return;
    if (!this.#atRest())
      fail(
        'liveness',
        [...this.net.nodes.values()]
          .map(
            (n) =>
              `${n.id} ${n.state.role} ${String(n.state.term)} commit ${String(n.committed)} log ${String(n.state.log.lastIndex)}`,
          )
          .join('; '),
      );
    // Who is gone hears of it by its own election timeout, or is given up.
    for (let i = 0; i < 100 && this.#membershipWalk.open(this.#up) !== undefined; i++) {
      this.net.advance(300);
      this.check();
    }
    const open = this.#membershipWalk.open(this.#up);
    if (open !== undefined) fail('membership comes to rest', open);
  }

  #isAlive({ voters: incoming, outgoing }: Configuration): boolean {
    return [incoming, outgoing].every((half) => {
      const intact = half.filter(({ id, store }) => {
        const { state, store: has } = this.net.node(id);
        return !state.stopped && !state.blank && (store === undefined || store === has);
      });
      return half.length === 0 || intact.length * 2 > half.length;
    });
  }

  #atRest(): boolean {
    const leaders = this.net.leaders();
    const [leader] = leaders;
    if (leader === undefined || leaders.length > 1) return false;
    const { termStart: start = Infinity, change, transfer } = leader.state.leadership ?? {};
    if (isJoint(leader.state.configuration) || change !== undefined || transfer !== undefined) return false;
    const members = new Set(membersOf(leader.state.configuration).map((m) => m.id));
    return this.#up.every(
      (n) =>
        !members.has(n.id) ||
        (n.committed === leader.state.log.lastIndex &&
          n.committed >= start &&
          n.state.log.durableIndex === n.committed),
    );
  }

  #act(): void {
    const { net } = this;
    const roll = this.#random.unit();
    if (roll < 0.4) this.#deliver();
    else if (roll < 0.62) this.#sync();
    else if (roll < 0.72) this.#propose();
    else if (roll < 0.86) this.#time();
    else if (roll < 0.88) this.#drop();
    else if (roll < 0.89) this.#read();
    else if (roll < 0.91) this.#change();
    else if (roll < 0.914) this.#transfer();
    else if (roll < 0.92) net.settle();
    else if (roll < 0.935) this.#snapshot();
    else if (roll < 0.945) this.#crash();
    else if (roll < 0.965) this.#restart();
    else if (roll < 0.975) {
      const [x, y] = [this.#pick(this.#ids), this.#pick(this.#ids)];
      if (x !== undefined && y !== undefined && x !== y) {
        if (this.#chance(0.5)) net.cut([x], [y]);
        else net.cutOneWay(x, y);
      }
    } else if (roll < 0.985) net.heal();
    else {
      const [x, y] = [this.#pick(this.#up), this.#pick(this.#up)];
      if (x !== undefined && y !== undefined && x !== y) {
        net.queue = net.queue.filter((w) => !(w.from === x.id && w.to === y.id) && !(w.from === y.id && w.to === x.id));
        net.down(x.id, y.id);
        net.down(y.id, x.id);
        net.up(x.id, y.id);
        net.up(y.id, x.id);
      }
    }
  }

  /** The oldest message of one link and class; classes overtake each other, links do as well. */
  #deliver(): void {
    const wire = this.#pick(this.net.queue);
    if (wire === undefined) return;
    const first = this.net.queue.find(
      (w) => w.from === wire.from && w.to === wire.to && classOf(w.message) === classOf(wire.message),
    ) as Wire;
    this.net.queue.splice(this.net.queue.indexOf(first), 1);
    this.net.deliverOne(first);
  }

  #drop(): void {
    const wire = this.#pick(this.net.queue);
    if (wire !== undefined) this.net.queue.splice(this.net.queue.indexOf(wire), 1);
  }

  #sync(): void {
    const node = this.#pick(this.#up.filter((n) => n.writes.length > 0));
    if (node === undefined) return;
    if (node.writes.some(({ entries }) => entries !== undefined) && this.#chance(0.1)) this.net.refuse(node.id);
    else this.net.sync(node.id, this.#chance(0.5) ? 1 : Infinity);
  }

  #propose(): void {
    const leader = this.#pick(this.net.leaders());
    if (leader === undefined) return;
    const count = 1 + Math.floor(this.#random.unit() * 3);
    this.net.propose(leader.id, ...Array.from({ length: count }, () => `${String(this.#counter++)};`));
  }

  /** Somebody takes a snapshot, or gets on with one that it is given. */
  #snapshot(): void {
    const node = this.#pick(this.#up);
    if (node === undefined || !this.#snapshots) return;
    if (node.install !== undefined) this.net.endInstall(node.id);
    else if (node.fetch !== undefined) this.net.endFetch(node.id, this.#chance(0.2) ? 'fails' : 'arrives');
    else this.net.record(node.id, Math.floor(this.#random.unit() * 4));
  }

  /** An administrator changes the membership, with nodes that are new, known, gone, or have lost their disk. */
  #change(): void {
    if (!this.#membership) return;
    const { net } = this;
    const leader = this.#pick(net.leaders());
    if (leader === undefined) return;
    if (this.#chance(0.3) && net.nodes.size < 9) {
      const name = String.fromCharCode('a'.charCodeAt(0) + net.nodes.size);
      net.join(name);
      this.#ids.push(name);
    }
    const { configuration } = leader.state;
    if (this.#chance(0.1)) this.#loseDisk(configuration);
    if (!leader.up) return;
    const wishes = Array.from({ length: this.#chance(0.3) ? 2 : 1 }, () => this.#wish(configuration));
    const id = ++this.#calls;
    const force = this.#chance(0.1);
    this.#forced ||= force;
    this.#membershipWalk.asked(leader, id);
    net.step(leader.id, {
      type: 'changeMembership',
      now: net.now,
      id,
      changes: wishes,
      expected: this.#chance(0.2) ? leader.state.configurations.current.index : undefined,
      force,
    });
  }

  #wish(configuration: Configuration): MemberChange {
    const members = membersOf(configuration).map((m) => m.id);
    const id = this.#pick(members) ?? nodeId('a');
    const other = nodeId(this.#pick(this.#ids) ?? 'a');
    const roll = this.#random.unit();
    if (this.#wiped !== undefined && roll < 0.3) return { type: 'renew', id: nodeId(this.#wiped.id) };
    if (roll < 0.55)
      return { type: 'add', id: other, address: `mem:${other}`, role: this.#chance(0.7) ? 'voter' : 'learner' };
    if (roll < 0.7) return { type: 'remove', id };
    if (roll < 0.78) return { type: 'promote', id };
    if (roll < 0.86) return { type: 'demote', id };
    if (roll < 0.9) return { type: 'prioritize', id, priority: Math.floor(this.#random.unit() * 3) };
    if (roll < 0.92) return { type: 'move', id, address: `mem:${id}:${String(this.#counter++)}` };
    return { type: 'replace', id, by: { id: other, address: `mem:${other}` } };
  }

  #loseDisk(configuration: Configuration): void {
    if (this.#wiped !== undefined && this.#isBound(this.#wiped.id, configuration)) this.#wiped = undefined;
    const victim = this.#pick(configuration.voters);
    if (this.#wiped !== undefined || victim?.store === undefined || configuration.voters.length < 3) return;
    const generation = ++this.#generations;
    if (configuration.outgoing.length > 0) return;
    this.#wiped = { id: victim.id, generation };
    const { disk, snapshot } = this.net.node(victim.id);
    this.#lost.push({ id: victim.id, disk, snapshot });
    this.#crashed(this.net.node(victim.id));
    this.net.wipe(victim.id, generation, 'joins');
  }

  /** The wiped node is what the cluster knows under its id now. */
  #isBound(id: string, configuration: Configuration): boolean {
    const member = configuration.voters.find((m) => m.id === id);
    const { store, state } = this.net.node(id);
    return member?.store === store && !state.blank;
  }

  #transfer(): void {
    const leader = this.#pick(this.net.leaders());
    if (leader === undefined) return;
    const target = this.#chance(0.5) ? undefined : nodeId(this.#pick(this.#ids) ?? 'a');
    const id = ++this.#calls;
    this.#membershipWalk.handsOver(leader, id);
    this.net.step(leader.id, { type: 'transfer', now: this.net.now, id, target });
  }

  #read(): void {
    const leader = this.#pick(this.net.leaders());
    if (leader === undefined) return;
    const id = ++this.#reads;
    this.#asked.set(id, this.#committed.length);
    this.net.step(leader.id, { type: 'read', now: this.net.now, id, lease: this.#chance(0.5) });
  }

  #time(): void {
    this.net.now += this.#chance(0.2) ? this.#random.between(0, 900) : this.#random.between(0, 60);
    for (const node of this.#up) {
      if (node.core.deadline <= this.net.now && this.#chance(0.8))
        this.net.step(node.id, { type: 'tick', now: this.net.now });
    }
  }

  #crash(): void {
    const node = this.#pick(this.#up);
    if (node === undefined || !this.#chance(0.5)) return;
    // Some of what was under way reaches the disk after all.
    if (this.#chance(0.3)) {
      const before = this.net.queue.length;
      this.net.sync(node.id, 1);
      if (this.#chance(0.5)) this.net.queue.length = Math.min(this.net.queue.length, before);
    }
    this.#crashed(node);
  }

  #crashed(node: NetNode): void {
    this.net.crash(node.id);
    this.#leaderLogs.delete(node.id);
    this.#membershipWalk.happened(node, node.effects);
    this.#membershipWalk.crashed(node);
    node.effects = [];
  }

  #restart(): void {
    const node = this.#pick([...this.net.nodes.values()].filter((n) => !n.up));
    if (node !== undefined) this.net.restart(node.id);
  }

  // ---- the properties ----

  check(): void {
    for (const node of this.net.nodes.values()) {
      this.#membershipWalk.happened(node, node.effects);
      if (node.up && !node.state.stopped) this.#checkNode(node);
      node.effects = [];
    }
    this.#membershipWalk.check(this.#up, this.#committed.length);
  }

  #checkWire({ from, to, message }: Wire, node: NetNode): void {
    const question = message.type === 'preVoteRequest' || (message.type === 'preVoteReply' && message.granted);
    if (!question && message.term > node.hardState.term) {
      fail(
        'rule 1',
        `${from} sent ${message.type} of term ${String(message.term)} with term ${String(node.hardState.term)} on disk`,
      );
    }
    this.#checkVote(from, to, message);
    if (message.type === 'appendReply' && message.accepted && message.matchIndex > node.disk.length) {
      fail('rule 2', `${from} acknowledged ${String(message.matchIndex)} with ${String(node.disk.length)} on disk`);
    }
    if (message.type !== 'append' && message.type !== 'heartbeat') return;
    const leader = this.#leaders.get(message.term) ?? from;
    if (leader !== from) fail('election safety', `${from} and ${leader} lead term ${String(message.term)}`);
  }

  #checkVote(from: string, to: string, message: ConsensusMessage): void {
    if (message.type !== 'voteReply' || !message.granted) return;
    const key = `${from}/${String(message.term)}`;
    const before = this.#votes.get(key) ?? to;
    if (before !== to)
      fail('one vote per term', `${from} voted for ${before} and ${to} in term ${String(message.term)}`);
    this.#votes.set(key, to);
  }

  /** Rule 13: while a leader holds a lease, nobody has been elected after it. */
  #checkLease({ id, state }: NetNode): void {
    const l = state.leadership;
    if (l === undefined || !holdsLease(state, l, this.net.now)) return;
    for (const [term, leader] of this.#leaders)
      if (term > state.term)
        fail('lease', `${id} holds one of term ${String(state.term)}, and ${leader} leads term ${String(term)}`);
  }

  #checkNode(node: NetNode): void {
    const { state } = node;
    const entryAt = (index: number): { term: number; kind: number; payload: Uint8Array } =>
      state.log.cached(index, index, 1)?.entry(index) ??
      node.disk[index - 1] ??
      fail('log', `${node.id} has lost entry ${String(index)}`);
    const text = (index: number): string => {
      // What a snapshot stands for is compared by its own index and term, below.
      if (index <= state.log.baseIndex) return this.#committed[index - 1] ?? 'nothing';
      const entry = entryAt(index);
      return `${String(entry.term)}:${new TextDecoder().decode(entry.payload)}`;
    };
    if (state.role === 'leader') {
      const known = this.#leaders.get(state.term) ?? node.id;
      if (known !== node.id) fail('election safety', `${known} and ${node.id} lead term ${String(state.term)}`);
      if (!this.#leaders.has(state.term)) {
        this.#leaders.set(state.term, node.id);
        for (let i = 1; i <= this.#committed.length; i++) {
          if (i > state.log.lastIndex || text(i) !== this.#committed[i - 1])
            fail('leader completeness', `${node.id} leads term ${String(state.term)} without entry ${String(i)}`);
        }
      }
      const seen = this.#leaderLogs.get(node.id);
      if (seen?.term === state.term && seen.length > state.log.lastIndex)
        fail('leader append-only', `${node.id} cut its log in term ${String(state.term)}`);
      this.#leaderLogs.set(node.id, { term: state.term, length: state.log.lastIndex });
      this.#checkLease(node);
    }
    const { index, term } = state.snapshot;
    if (index > 0 && this.#committed[index - 1]?.startsWith(`${String(term)}:`) !== true)
      fail('snapshot', `${node.id} has a snapshot at ${String(index)} of term ${String(term)}, which is not committed`);
    if (node.committed > state.log.lastIndex) fail('commit', `${node.id} has committed beyond its log`);
    for (let i = this.#committed.length + 1; i <= node.committed; i++) {
      const holders = [...this.net.nodes.values(), ...this.#lost].filter(
        (n) =>
          n.snapshot.index >= i ||
          (n.disk[i - 1] !== undefined &&
            `${String(n.disk[i - 1]?.term)}:${new TextDecoder().decode(n.disk[i - 1]?.payload)}` === text(i)),
      );
      const ids = new Set<string>(holders.map((n) => n.id));
      const decides = ({ voters: incoming, outgoing }: Configuration): boolean =>
        [incoming, outgoing].every(
          (half) => half.length === 0 || half.filter((m) => ids.has(m.id)).length * 2 > half.length,
        );
      const before = this.#configurations.get(node.id);
      if (!decides(state.configuration) && (before === undefined || !decides(before)))
        fail(
          'commit on a quorum of disks',
          `entry ${String(i)} is committed by ${node.id}, and on the disks of ${[...ids].join()}`,
        );
      this.#committed.push(text(i));
      if (i > state.log.baseIndex && entryAt(i).kind === EntryKind.Configuration)
        this.#membershipWalk.committed(i, decodeConfiguration(entryAt(i).payload));
    }
    // The newest commits suffice: older ones were compared when they were the newest.
    for (let i = Math.max(1, node.committed - 2); i <= node.committed; i++) {
      if (text(i) !== this.#committed[i - 1])
        fail(
          'state machine safety',
          `${node.id} has ${text(i)} at ${String(i)}, where ${String(this.#committed[i - 1])} is committed`,
        );
    }
    this.#configurations.set(node.id, state.configuration);
    for (const effect of node.effects) {
      if (effect.type !== 'readReady') continue;
      const asked = this.#asked.get(effect.id) ?? 0;
      if (effect.index < asked)
        fail(
          'linearizable reads',
          `read ${String(effect.id)} is answered at ${String(effect.index)}, and ${String(asked)} was committed before it was asked`,
        );
    }
  }

  /** Log matching (§5.3): where two logs have an entry of the same index and term, all before it are equal. */
  checkLogMatching(): void {
    const nodes = [...this.net.nodes.values()];
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) {
        let last = Math.min(a.disk.length, b.disk.length);
        while (last > 0 && (a.disk[last - 1] === undefined || a.disk[last - 1]?.term !== b.disk[last - 1]?.term))
          last--;
        for (let k = 0; k < last; k++) {
          const [x, y] = [a.disk[k], b.disk[k]];
          if (x === undefined || y === undefined) continue;
          if (x?.term !== y?.term || new TextDecoder().decode(x?.payload) !== new TextDecoder().decode(y?.payload)) {
            fail('log matching', `${a.id} and ${b.id} agree at ${String(last)} and differ at ${String(k + 1)}`);
          }
        }
      }
    }
  }
}
