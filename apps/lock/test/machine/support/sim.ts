import type { AppliedCommand, RaftApp } from '@lolraft/raft-core';
import { type Kernel, SimCluster, type SimNode, SimRandom } from '@lolraft/raft-testkit';
import {
  type Command,
  decodeAnswer,
  decodeCommand,
  decodeResult,
  encodeCommand,
  encodeQuery,
  LockApp,
  type Query,
  type Result,
  type SessionId,
} from '../../../src/index.js';
import { Naive } from './naive.js';

/** Milliseconds of a session without a sign of life. */
export const TTL = 3_000;
/** How often a leader looks for sessions to expire, and clients say that they live. */
const WATCH = 200;

export type Variant =
  | 'right'
  /** The machine takes an expiry whatever has happened since it was decided. */
  | 'expires whatever has happened';

/** The machine, or one that is wrong on purpose. */
function variantOf(app: LockApp, command: Command, { term }: AppliedCommand, variant: Variant): Command {
  if (variant !== 'expires whatever has happened' || command.type !== 'expireSessions') return command;
  const sessions = command.sessions.map((each) => ({ ...each, epoch: app.session(each.session)?.epoch ?? each.epoch }));
  return { ...command, term, sessions };
}

/** What the log has made of locks, told by the first node that applies an entry, and held against all the others. */
export class LockLedger {
  readonly naive = new Naive();
  readonly #results = new Map<number, string>();
  readonly #kernel: Kernel;
  /** Commands by their results, for the test to see that there was something to see. */
  readonly seen = new Map<string, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  applied(node: SimNode, { index, term }: AppliedCommand, command: Command, result: Result, isRight: boolean): void {
    const told = JSON.stringify(result);
    const before = this.#results.get(index);
    if (before !== undefined) {
      if (before !== told)
        this.#kernel.violate('determinism', `${node.id} answers entry ${index} with ${told}, another with ${before}`);
      return;
    }
    this.#results.set(index, told);
    const key = `${command.type} ${result.type}`;
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    if (!isRight) return;
    const expected = JSON.stringify(this.naive.apply(command, index, term));
    if (expected !== told)
      this.#kernel.violate('naive model', `entry ${index}, ${command.type}: ${told}, where ${expected} is right`);
  }
}

/** Who a client believes to hold what: two that exclude each other never overlap. */
class Beliefs {
  readonly #kernel: Kernel;
  readonly #held = new Map<string, { holder: Client; session: SessionId; isShared: boolean; token: number }[]>();
  readonly #newest = new Map<string, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  begin(name: string, holder: Client, session: SessionId, isShared: boolean, token: number): void {
    const live = (this.#held.get(name) ?? []).filter((one) => one.holder.isSureOf(one.session));
    const other = live.find((one) => !(one.isShared && isShared));
    if (other !== undefined)
      this.#kernel.violate(
        'mutual exclusion',
        `${name} is granted to ${holder.id} (token ${token}), and ${other.holder.id} holds it (token ${other.token})`,
      );
    if (!isShared) {
      if (token <= (this.#newest.get(name) ?? 0))
        this.#kernel.violate('fencing', `${name} is granted with token ${token} after ${this.#newest.get(name)}`);
      this.#newest.set(name, token);
    }
    this.#held.set(name, [...live, { holder, session, isShared, token }]);
  }

  end(name: string, holder: Client): void {
    const left = (this.#held.get(name) ?? []).filter((one) => one.holder !== holder);
    this.#held.set(name, left);
  }
}

/** The leader's watch over sessions, as the server will have it: in memory, and begun anew with each leadership. */
class SessionWatch {
  readonly #simulation: LockSimulation;
  readonly #node: SimNode;
  readonly #heard = new Map<SessionId, number>();
  #term = 0;

  constructor(simulation: LockSimulation, node: SimNode) {
    this.#simulation = simulation;
    this.#node = node;
    this.#tick();
  }

  /** Its client lives. */
  heard(session: SessionId): void {
    this.#heard.set(session, this.#node.clock?.now() ?? 0);
  }

  #tick(): void {
    this.#simulation.cluster.kernel.after(WATCH, () => {
      this.#node.process?.input(() => {
        this.#look();
      });
      this.#tick();
    });
  }

  #look(): void {
    const { clock } = this.#node;
    const state = this.#node.group(0)?.consensusState;
    const app = this.#simulation.appOf(this.#node);
    if (clock === undefined || state === undefined || app === undefined) return;
    if (state.role !== 'leader') {
      this.#term = 0;
      return;
    }
    if (this.#term !== state.term) this.#heard.clear();
    this.#term = state.term;
    const now = clock.now();
    const dead: { session: SessionId; epoch: number }[] = [];
    for (const { session, ttlMs, epoch } of app.sessions()) {
      const heard = this.#heard.get(session);
      if (heard === undefined) this.#heard.set(session, now);
      else if (now - heard > ttlMs + WATCH) dead.push({ session, epoch });
    }
    if (dead.length === 0) return;
    const command: Command = { type: 'expireSessions', term: state.term, sessions: dead };
    // Between the decision and the log there may be anything, another leadership too.
    const { random, cluster } = this.#simulation;
    const delay = random.chance(0.5) ? 0 : random.between(0, 2 * TTL);
    cluster.kernel.after(delay, () => {
      this.#simulation.call(this.#node, command, () => undefined);
    });
  }
}

/** A client that opens a session, takes locks, holds them for a while, and gives them back; with doubts and retries. */
class Client {
  readonly id: string;
  readonly #simulation: LockSimulation;
  readonly #random: SimRandom;
  #session: SessionId | undefined;
  #request = 0;
  /** Until then the session is certainly not expired: its last confirmed sign of life, and its time to live. */
  #sureUntil = 0;
  #stopped = false;
  #lives = 0;

  constructor(simulation: LockSimulation, number: number) {
    this.id = `c${number}`;
    this.#simulation = simulation;
    this.#random = simulation.cluster.kernel.random.fork();
    this.#begin();
    this.#keepAlive();
  }

  isSureOf(session: SessionId): boolean {
    return this.#session === session && this.#simulation.cluster.now < this.#sureUntil;
  }

  get isDone(): boolean {
    return this.#stopped && this.#session === undefined;
  }

  stop(): void {
    this.#stopped = true;
  }

  #after(most: number, run: () => void): void {
    this.#simulation.cluster.kernel.after(this.#random.between(1, most), run);
  }

  /** Sends a command until it is answered, now and then twice, to whoever may lead. */
  #persist(command: Command, done: (result: Result) => void): void {
    let isDone = false;
    const attempt = (): void => {
      if (isDone) return;
      const node = this.#simulation.guess(this.#random);
      this.#simulation.call(node, command, (result) => {
        if (isDone || result === undefined) return;
        isDone = true;
        done(result);
      });
      this.#after(1_500, attempt);
    };
    attempt();
    if (this.#random.chance(0.2)) attempt();
  }

  #begin(): void {
    if (this.#stopped) return;
    const session =
      `${this.id.charCodeAt(1).toString(16)}${(++this.#lives).toString(16).padStart(30, '0')}` as SessionId;
    const sent = this.#simulation.cluster.now;
    const owner = this.id;
    this.#request = 0;
    this.#persist({ type: 'openSession', session, namespace: 'sim', owner, ttlMs: TTL }, (result) => {
      if (result.type !== 'opened') {
        this.#after(500, () => this.#begin());
        return;
      }
      this.#session = session;
      this.#sureUntil = sent + TTL;
      this.#next();
    });
  }

  /** A sign of life counts once a leader has been confirmed after it, and from when it was sent. */
  #keepAlive(): void {
    this.#after(2 * WATCH, () => {
      const session = this.#session;
      const node = this.#simulation.guess(this.#random);
      const sent = this.#simulation.cluster.now;
      if (session !== undefined && this.#random.chance(0.98))
        this.#simulation.ask(node, { type: 'session', session }, (answer) => {
          const { role } = node.group(0)?.consensusState ?? {};
          if (answer?.type !== 'session' || answer.session === undefined || role !== 'leader') return;
          this.#simulation.watches.get(node)?.heard(session);
          if (this.#session === session) this.#sureUntil = Math.max(this.#sureUntil, sent + TTL);
        });
      this.#keepAlive();
    });
  }

  #next(): void {
    this.#after(800, () => {
      const session = this.#session;
      if (session === undefined) return;
      if (this.#stopped) {
        this.#persist({ type: 'closeSession', session }, () => {
          this.#session = undefined;
        });
        return;
      }
      // Some leave without a word.
      if (this.#random.chance(0.03)) {
        this.#gone();
        return;
      }
      this.#take(session);
    });
  }

  /** Its session is over, or it does not care any more: another one. */
  #gone(): void {
    this.#session = undefined;
    this.#after(500, () => this.#begin());
  }

  #take(session: SessionId): void {
    const isShared = this.#random.chance(0.3);
    const [name, want] = this.#random.chance(0.6)
      ? (['mutex', { kind: 'mutex' }] as const)
      : (['rw', { kind: 'rwlock', mode: isShared ? 'read' : 'write' }] as const);
    const request = ++this.#request as Extract<Command, { type: 'acquire' }>['request'];
    const shared = name === 'rw' && isShared;
    const command: Command = { type: 'acquire', session, request, floor: request, name, want, wait: true };
    const granted = (token: number): void => {
      // Who is not sure of its session does nothing under the lock.
      if (!this.isSureOf(session)) {
        giveBack();
        return;
      }
      this.#simulation.beliefs.begin(name, this, session, shared, token);
      this.#simulation.grants++;
      this.#after(1_000, () => {
        giveBack();
      });
    };
    const giveBack = (): void => {
      this.#simulation.beliefs.end(name, this);
      if (this.#session !== session) return;
      this.#persist({ type: 'release', session, request, floor: request }, (result) => {
        if (result.type === 'sessionGone') this.#gone();
        else this.#next();
      });
    };
    const decided = (result: { readonly type: string; readonly token?: number }): void => {
      if (this.#session !== session) return;
      if (result.type === 'granted') {
        granted(result.token ?? 0);
        return;
      }
      if (result.type === 'sessionGone') {
        this.#gone();
        return;
      }
      if (result.type !== 'queued') {
        this.#next();
        return;
      }
      // Waits, and gives up now and then.
      if (this.#random.chance(0.05)) {
        this.#persist({ type: 'cancel', session, request, floor: request }, decided);
        return;
      }
      this.#after(400, () => {
        const node = this.#simulation.guess(this.#random);
        let isAnswered = false;
        this.#simulation.ask(node, { type: 'request', session, request }, (answer) => {
          if (isAnswered) return;
          isAnswered = true;
          decided(answer?.type === 'request' && answer.state.type !== 'unknown' ? answer.state : { type: 'queued' });
        });
        this.#simulation.cluster.kernel.after(2_000, () => {
          if (isAnswered) return;
          isAnswered = true;
          decided({ type: 'queued' });
        });
      });
    };
    this.#persist(command, decided);
  }
}

/** A cluster of lock machines, clients, the watch over sessions, and faults, all decided by a seed. */
export class LockSimulation {
  readonly cluster: SimCluster;
  readonly random: SimRandom;
  readonly ledger: LockLedger;
  readonly beliefs: Beliefs;
  readonly watches = new Map<SimNode, SessionWatch>();
  readonly clients: Client[] = [];
  grants = 0;
  readonly #apps = new Map<SimNode, LockApp>();
  #faulty = true;

  constructor(seed: number, variant: Variant = 'right') {
    this.cluster = new SimCluster({
      seed,
      consensus: { heartbeatInterval: 100, electionTimeoutMin: 500, electionTimeoutMax: 1_500 },
      network: { delayMin: 1, delayMax: 30 },
      compaction: { entries: 60, growth: 0, trailingEntries: 10 },
      app: (node) => this.#makeApp(node, variant),
    });
    this.random = new SimRandom(seed);
    this.ledger = new LockLedger(this.cluster.kernel);
    this.beliefs = new Beliefs(this.cluster.kernel);
    for (const node of this.cluster.nodes) this.watches.set(node, new SessionWatch(this, node));
    this.cluster.startAll();
    for (let i = 1; i <= 5; i++) this.clients.push(new Client(this, i));
    this.#harm();
  }

  #makeApp(node: SimNode, variant: Variant): RaftApp {
    const app = new LockApp({ slices: () => ({ areDue: () => false, pause: () => Promise.resolve() }) });
    this.#apps.set(node, app);
    const apply = (at: AppliedCommand): Uint8Array => {
      const command = variantOf(app, decodeCommand(at.payload), at, variant);
      const [response = new Uint8Array()] = app.apply([{ ...at, payload: encodeCommand(command) }]);
      this.ledger.applied(node, at, command, decodeResult(response), variant === 'right');
      return response;
    };
    return {
      apply: (commands) => commands.map(apply),
      query: (request) => app.query(request),
      install: (snapshot) => app.install(snapshot),
      snapshot: () => app.snapshot(),
      validate: (payload, terms) => app.validate(payload, terms),
    };
  }

  /** Of the node's present life. */
  appOf(node: SimNode): LockApp | undefined {
    return node.host === undefined ? undefined : this.#apps.get(node);
  }

  /** Mostly the leader. */
  guess(random: SimRandom): SimNode {
    return (random.chance(0.8) ? this.cluster.leader() : undefined) ?? random.pick(this.cluster.nodes);
  }

  /** `done` is given nothing where the call came to nothing; never where the process dies. */
  call(node: SimNode, command: Command, done: (result: Result | undefined) => void): void {
    const { process } = node;
    const group = node.group(0);
    if (process === undefined || group === undefined) {
      done(undefined);
      return;
    }
    process.input(() => {
      group.write(encodeCommand(command), { timeout: 3_000 }).then(
        ({ value }) => {
          if (process.alive) done(value === undefined ? undefined : decodeResult(value));
        },
        () => {
          if (process.alive) done(undefined);
        },
      );
    });
  }

  ask(node: SimNode, query: Query, done: (answer: ReturnType<typeof decodeAnswer> | undefined) => void): void {
    const { process } = node;
    const group = node.group(0);
    if (process === undefined || group === undefined) {
      done(undefined);
      return;
    }
    process.input(() => {
      group.read(encodeQuery(query), { timeout: 2_000 }).then(
        ({ value }) => {
          if (process.alive) done(decodeAnswer(value));
        },
        () => {
          if (process.alive) done(undefined);
        },
      );
    });
  }

  // ---- faults ----

  #harm(): void {
    this.cluster.kernel.after(this.random.between(200, 3_000), () => {
      if (!this.#faulty) return;
      const node =
        (this.random.chance(0.6) ? this.cluster.leader() : undefined) ?? this.random.pick(this.cluster.nodes);
      const time = this.random.between(200, 4_000);
      this.random.pick([
        () => {
          node.crash();
          this.cluster.kernel.after(time, () => node.start());
        },
        () => node.process?.block(time),
        () => {
          this.#cut(node, time);
        },
      ])();
      this.#harm();
    });
  }

  #cut(node: SimNode, time: number): void {
    const { network, nodes, kernel } = this.cluster;
    const others = nodes.filter((other) => other !== node);
    for (const { index } of others) {
      network.cut(node.index, index);
      network.cut(index, node.index);
      network.reset(node.index, index);
    }
    kernel.after(time, () => {
      for (const { index } of others) {
        network.heal(node.index, index);
        network.heal(index, node.index);
      }
    });
  }

  heal(): void {
    this.#faulty = false;
    this.cluster.network.healAll();
    for (const node of this.cluster.nodes) {
      node.process?.resume();
      node.start();
    }
  }

  /** Load and faults for so long (simulated milliseconds); then all must come to an end. @throws where a rule was broken. */
  async run(milliseconds: number): Promise<void> {
    await this.cluster.pass(milliseconds);
    this.heal();
    for (const client of this.clients) client.stop();
    await this.cluster.until(
      'every client has had its lock, and is gone',
      () => this.clients.every((one) => one.isDone),
      60_000,
    );
    const empty = new LockApp().digest();
    await this.cluster.until(
      'nothing is left on any node',
      () => this.cluster.nodes.every((node) => this.appOf(node)?.digest() === empty),
      60_000,
    );
  }
}
