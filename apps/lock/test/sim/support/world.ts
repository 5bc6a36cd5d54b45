import type { Lock } from '@lolraft/lock-client';
import type { AppliedCommand, CallContext, MountedService, RaftApp, RaftHost, WriteOptions } from '@lolraft/raft-core';
import { SimCluster, type SimNode, SimRandom } from '@lolraft/raft-testkit';
import {
  decodeCommand,
  decodeResult,
  LockApp,
  type LockEvent,
  LockFeed,
  type LockGroup,
  LockService,
  type SessionId,
} from '../../../src/index.js';
import { FencedRegister } from './fenced-register.js';
import { Ghost } from './ghost.js';
import { Harm, type HarmSite } from './harm.js';
import { LockHistory } from './lock-history.js';
import { LockLog } from './lock-log.js';
import { drawClock, drawScenario, type LockScenario } from './scenario.js';
import { User } from './user.js';

/** What a run has seen, so that a test can tell whether there was something to see. */
export interface Seen {
  grants: number;
  expired: number;
  /** Expiries that came too late in the log to take effect. */
  spared: number;
  /** Answers to signs of life, and sessions that were opened. */
  promises: number;
  /** Looks of a client that found what it holds held. */
  looks: number;
  terms: number;
  installs: number;
  refused: number;
  operations: number;
  undecided: number;
}

/** One life of a node's app. */
interface Life {
  readonly app: LockApp;
  readonly feed: LockFeed;
}

/**
 * The lock service on simulated nodes, with real clients on simulated processes of their own, their clocks, and harm, all decided
 * by a seed; and the judges over what becomes of it.
 */
export class LockWorld implements HarmSite {
  readonly scenario: LockScenario;
  readonly cluster: SimCluster;
  readonly log: LockLog;
  readonly history: LockHistory;
  readonly users: User[] = [];
  readonly ghost: Ghost;
  readonly #lives = new Map<SimNode, Life>();
  readonly #registers = new Map<string, FencedRegister>();
  readonly #harm: Harm;
  readonly #random: SimRandom;
  #replaced = 0;
  #promises = 0;
  #looks = 0;
  #installs = 0;
  isOver = false;

  constructor(seed: number, change: Partial<LockScenario> = {}) {
    const random = new SimRandom(seed);
    this.#random = random;
    const scenario = { ...drawScenario(random), ...change };
    this.scenario = scenario;
    this.cluster = new SimCluster({
      seed: random.bits(),
      nodes: scenario.nodes,
      consensus: scenario.consensus,
      network: scenario.network,
      process: { turnMin: 0, turnMax: scenario.turnMax },
      ...(scenario.compaction === undefined ? undefined : { compaction: scenario.compaction }),
      app: (node) => this.#makeApp(node),
      services: (node, host) => this.#makeServices(node, host),
    });
    const { kernel } = this.cluster;
    this.log = new LockLog(kernel);
    this.history = new LockHistory(kernel);
    this.log.watcher = {
      granted: (name) => {
        for (const user of this.users) user.looksAgain(name);
      },
      expired: (session) => {
        for (const user of this.users) user.doubts(session);
      },
    };
    for (const node of this.cluster.nodes)
      node.settings = { ...node.settings, clock: drawClock(random, scenario, 'node') };
    this.cluster.startAll();
    for (let i = 0; i < scenario.users; i++) this.#addUser(i);
    this.ghost = new Ghost(this);
    this.#harm = new Harm(this);
  }

  get #kernel() {
    return this.cluster.kernel;
  }

  // ---- nodes ----

  #makeApp(node: SimNode): RaftApp {
    const feed = new LockFeed();
    let events: readonly LockEvent[] = [];
    const app = new LockApp({
      onEvents: (index, told) => {
        events = told;
        feed.listener(index, told);
      },
      slices: () => ({ areDue: () => false, pause: () => Promise.resolve() }),
    });
    this.#lives.set(node, { app, feed });
    const apply = (at: AppliedCommand): Uint8Array => {
      events = [];
      const [response = new Uint8Array()] = app.apply([at]);
      this.log.applied(node.id, at, decodeCommand(at.payload), decodeResult(response), events);
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

  #makeServices(node: SimNode, host: RaftHost): readonly MountedService[] {
    const life = this.#lives.get(node);
    const { clock } = node;
    if (life === undefined || clock === undefined) throw new Error('a host without its app');
    host.events.on('snapshotInstalled', () => {
      this.#installs++;
      this.#harm.installed(node);
    });
    const group = this.#watched(node, host.group('g1'));
    const options = { sessions: this.scenario.keeper };
    return [new LockService({ ...life, group, events: host.events, clock }, options).mounted];
  }

  /** Harm is told of expiries before they are written. */
  #watched(node: SimNode, group: LockGroup): LockGroup {
    const write = (payload: Uint8Array, options?: WriteOptions, origin?: CallContext) => {
      const command = decodeCommand(payload);
      if (command.type !== 'expireSessions') return group.write(payload, options, origin);
      const sessions = command.sessions.map(({ session }) => session);
      this.#harm.expires(node, sessions);
      return this.#later(node, () => group.write(payload, options, origin));
    };
    return {
      id: group.id,
      get consensusState() {
        return group.consensusState;
      },
      get failure() {
        return group.failure;
      },
      read: (payload, options) => group.read(payload, options),
      write: write as LockGroup['write'],
    };
  }

  /** Between a decision and the log there may be anything, another leadership too. */
  async #later<T>(node: SimNode, run: () => Promise<T>): Promise<T> {
    const delay = this.scenario.lateExpiry * this.#random.between(0.3, 1);
    if (delay > 0)
      await new Promise<void>((resolve) => {
        node.clock?.setTimer(delay, resolve);
      });
    return run();
  }

  // ---- clients ----

  #addUser(place: number): void {
    const user = new User(this, `u${place + 1}.${this.#replaced}`);
    this.users[place] = user;
    user.begin();
  }

  replaceUser(place: number): void {
    this.users[place]?.kill();
    this.#replaced++;
    this.#addUser(place);
  }

  register(name: string): FencedRegister {
    let register = this.#registers.get(name);
    if (register === undefined) {
      register = new FencedRegister(name, this.#kernel, this.scenario.isFenced);
      this.#registers.set(name, register);
    }
    return register;
  }

  // ---- judgement ----

  /** By the fastest clock that there is. */
  promised(session: SessionId, sentAt: number, told: number | undefined): void {
    this.#promises++;
    const ttl = told ?? this.log.session(session)?.terms.ttlMs ?? 0;
    if (!this.scenario.isWild) this.log.promises(session, sentAt + ttl / (1 + this.scenario.drift));
    this.#harm.promised(session, ttl);
  }

  looks(name: string, lock: Lock, who: string): boolean {
    if (!lock.isHeld) return false;
    const { token } = lock;
    this.#looks++;
    const { holder } = this.log.mutex(name);
    if (!this.scenario.isWild && holder?.token !== token)
      this.#kernel.violate(
        'mutual exclusion',
        `${who} takes ${name} for held (token ${token}), and ${holder === undefined ? 'nobody holds it' : `${holder.session} has it (token ${holder.token})`}`,
      );
    return true;
  }

  outlived(user: string, session: SessionId): void {
    if (!this.scenario.isWild)
      this.#kernel.violate('never early', `${user} takes ${session} for alive, and it has expired`);
  }

  // ---- running ----

  /** Load and harm; then all must be well again, everybody served, and nothing left. @throws where a rule was broken. */
  async run(): Promise<Seen> {
    const { cluster, scenario } = this;
    await cluster.pass(scenario.duration);
    this.#harm.stop();
    this.isOver = true;
    const everybody = (): boolean => this.users.every(({ isDone }) => isDone);
    await cluster.until('everybody who waits is served', everybody, 20_000);
    for (const user of this.users) user.takeEach();
    await cluster.until('everybody is served once more', everybody, 20_000);
    for (const user of this.users) user.close();
    await cluster.until('all clients are closed', everybody, 20_000);
    const empty = new LockApp().digest();
    await cluster.until(
      'nothing is left on any node',
      () => cluster.nodes.every((node) => this.#lives.get(node)?.app.digest() === empty),
      5_000 + 5 * Math.max(...scenario.ttls),
    );
    if (!scenario.isWild) this.history.check();
    cluster.check();
    return this.#seen();
  }

  #seen(): Seen {
    const { log, history, cluster } = this;
    return {
      grants: log.grants,
      expired: log.expired,
      spared: log.spared,
      promises: this.#promises,
      looks: this.#looks,
      terms: cluster.leader()?.group(0)?.consensusState.term ?? 0,
      installs: this.#installs,
      refused: [...this.#registers.values()].reduce((sum, { refused }) => sum + refused, 0),
      operations: history.size,
      undecided: history.undecided,
    };
  }
}
