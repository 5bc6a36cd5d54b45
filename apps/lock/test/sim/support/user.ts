import { type Lock, LockClient, LockError, type Session } from '@lolraft/lock-client';
import { RaftError } from '@lolraft/raft-core';
import { SimClient, type SimRandom } from '@lolraft/raft-testkit';
import type { SessionId } from '../../../src/index.js';
import { tapped } from './promise-tap.js';
import { drawClock } from './scenario.js';
import type { Site } from './site.js';

interface Section {
  readonly lock: Lock;
  readonly token: number;
  readonly session: SessionId;
  readonly ttl: number;
}

/** Calls of one client, as `LockClient` is used: real client, simulated process, clock and connections. */
export class User {
  readonly id: string;
  readonly sim: SimClient;
  readonly #client: LockClient;
  readonly #world: Site;
  readonly #random: SimRandom;
  readonly #sessions = new Map<SessionId, Session>();
  #section: Section | undefined;
  /** What its history has to say where it dies now. */
  #ifKilled: () => void = () => undefined;
  isDone = false;

  constructor(world: Site, id: string) {
    this.id = id;
    this.#world = world;
    const { cluster, scenario } = world;
    this.#random = cluster.kernel.random.fork();
    this.sim = new SimClient(cluster, {
      clock: drawClock(this.#random, scenario, 'client'),
      delayMin: 0.3,
      delayMax: scenario.clientDelayMax,
      silence: 500,
    });
    this.#client = new LockClient({
      transport: tapped(this.sim, cluster.kernel, (...promise) => world.promised(...promise)),
      endpoints: cluster.nodes.map(({ id: node }) => `sim:${node}`),
      group: 'g1',
      clock: this.sim.clock,
      owner: id,
      timeout: 3_000,
      attemptTimeout: 400,
      connectTimeout: 200,
      silence: 500,
      backoff: { min: 50, max: 300 },
    });
  }

  /** Takes locks in sessions until the world is over. */
  begin(): void {
    this.#does(async () => {
      while (!this.#world.isOver) await this.#live();
    });
  }

  /** Takes each lock once, by a session of its own: nobody is forgotten. */
  takeEach(): void {
    this.#does(async () => {
      for (const name of this.#world.scenario.names) {
        const lock = await this.#client.acquire(name, { ttl: 10_000 });
        this.#world.looks(name, lock, this.id);
        await lock.release();
      }
    });
  }

  close(): void {
    this.#does(() => this.#client.close());
  }

  /** It dies without a word. */
  kill(): void {
    this.sim.kill();
    this.#ifKilled();
  }

  #does(what: () => Promise<void>): void {
    this.isDone = false;
    this.sim.run(() => {
      what().then(
        () => {
          this.isDone = true;
        },
        (error: unknown) => this.#world.cluster.kernel.escaped(error),
      );
    });
  }

  #pause(most: number): Promise<void> {
    return new Promise((resolve) => {
      this.sim.clock.setTimer(this.#random.between(1, most), resolve);
    });
  }

  /** What may fail by a fault; any other error is one of ours. */
  async #tries<T>(what: () => Promise<T>): Promise<T | undefined> {
    try {
      return await what();
    } catch (error) {
      if (error instanceof LockError || error instanceof RaftError) return undefined;
      throw error;
    }
  }

  async #live(): Promise<void> {
    const ttl = this.#random.pick(this.#world.scenario.ttls);
    const session = await this.#tries(() => this.#client.session({ ttl }));
    if (session === undefined) {
      await this.#pause(200);
      return;
    }
    const id = session.id as SessionId;
    this.#sessions.set(id, session);
    for (let left = 1 + this.#random.int(5); left > 0 && session.isAlive && !this.#world.isOver; left--) {
      if (this.#random.chance(0.2)) await this.#asks();
      await this.#take(session);
      await this.#pause(50);
    }
    await this.#tries(() => session.close());
    this.#sessions.delete(id);
  }

  /** Who has it? */
  async #asks(): Promise<void> {
    const { history, cluster, scenario } = this.#world;
    const name = this.#random.pick(scenario.names);
    const called = cluster.now;
    const told = await this.#tries(async () => ({ details: await this.#client.describe(name) }));
    if (told === undefined) return;
    const [holder] = told.details?.holders ?? [];
    history.sees(name, called, holder?.session ?? null, holder?.token);
  }

  async #take(session: Session): Promise<void> {
    const { history, cluster, scenario } = this.#world;
    const name = this.#random.pick(scenario.names);
    const id = session.id as SessionId;
    const patience = this.#random.pick([{}, {}, { wait: 0 }, { wait: 300 }]);
    const asked = history.asks(name, id);
    this.#ifKilled = asked.fails;
    const lock = await this.#tries(() => this.#client.acquire(name, { session, ...patience }));
    // It may be over by the time that somebody looks.
    if (lock?.isHeld !== true) {
      asked.fails();
      this.#ifKilled = () => undefined;
      return;
    }
    const { token } = lock;
    const section: Section = { lock, token, session: id, ttl: session.ttl };
    this.#section = section;
    const held = asked.holds(token);
    this.#ifKilled = held.isLost;
    const until = cluster.now + this.#random.between(0, scenario.holdMax * session.ttl);
    // As a long garbage collection would: it holds, and is not heard of.
    if (this.#random.chance(scenario.stops)) await this.#stops(section);
    let isHeld = this.#world.looks(name, lock, id);
    while (isHeld && cluster.now < until && !this.#world.isOver) {
      held.isSeen();
      if (this.#random.chance(0.5)) await this.#add(name, section);
      else await this.#pause(60);
      isHeld = this.#world.looks(name, lock, id);
    }
    if (isHeld) {
      held.isSeen();
      this.#ifKilled = () => undefined;
      const released = held.gives();
      const told = await this.#tries(() => lock.release().then(() => true));
      // Where its session ended first, the cluster has said nothing.
      if (told === true && session.isAlive) released();
    } else held.isLost();
    this.#ifKilled = () => undefined;
    this.#section = undefined;
  }

  /** Looks, and then does what the lock is for; between the two, and on the way, any time may pass. */
  async #add(name: string, section: Section): Promise<void> {
    const { lock, token } = section;
    const register = this.#world.register(name);
    if (!lock.isHeld) return;
    const value = await this.#travels(() => register.read(token));
    if (value === undefined || !lock.isHeld) return;
    // The worst place of all for a pause: only the token helps.
    if (this.#random.chance(this.#world.scenario.stops)) await this.#stops(section);
    await this.#travels(() => register.write(token, value + 1));
  }

  /** Long enough for its session to end. */
  #stops({ ttl }: Section): Promise<void> {
    this.sim.process.block(ttl * this.#random.between(0.5, 3));
    return new Promise((resolve) => {
      this.sim.run(resolve);
    });
  }

  /** To the register and back. */
  #travels<T>(ask: () => T): Promise<T> {
    const { kernel } = this.#world.cluster;
    const delay = (): number => this.#random.between(0.5, this.#random.chance(0.1) ? 400 : 10);
    return new Promise((resolve) => {
      kernel.after(delay(), () => {
        const answer = ask();
        kernel.after(delay(), () => {
          this.sim.run(() => {
            resolve(answer);
          });
        });
      });
    });
  }

  /** Somebody else has been granted this. A process that stands still looks when it goes on. */
  looksAgain(name: string): void {
    const section = this.#section;
    if (section?.lock.name !== name) return;
    this.sim.run(() => {
      if (this.#section === section) this.#world.looks(name, section.lock, section.session);
    });
  }

  has(id: SessionId): boolean {
    return this.#sessions.has(id);
  }

  /** Whether it takes a session for alive that has expired. */
  doubts(id: SessionId): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.sim.run(() => {
      if (session.isAlive) this.#world.outlived(this.id, id);
    });
  }
}
