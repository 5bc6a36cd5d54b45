import { expect } from 'chai';
import { afterEach } from 'mocha';
import { LockClient, type LockClientOptions } from '../../src/index.js';
import { ScriptedService } from './scripted-service.js';
import { VirtualClock } from '@lolraft/raft-testkit';

export interface Fixture {
  readonly clock: VirtualClock;
  readonly service: ScriptedService;
  readonly client: LockClient;
}

let fixtures: Fixture[] = [];

/** A client of three nodes; `a` leads. What a test leaves behind is an error of the client's. */
export function start(options: Partial<LockClientOptions> = {}): Fixture {
  const clock = new VirtualClock();
  const service = new ScriptedService(() => clock.now());
  const client = new LockClient({ transport: service, endpoints: ['a', 'b', 'c'], clock, ttl: 3_000, ...options });
  const fixture = { clock, service, client };
  fixtures.push(fixture);
  return fixture;
}

afterEach(async () => {
  const left = fixtures;
  fixtures = [];
  for (const { clock, service, client } of left) {
    const closing = watch(client.close());
    await clock.advance(10_000);
    expect(closing.isOpen, 'still closing').to.equal(false);
    expect(clock.pendingTimers, 'timers after close').to.equal(0);
    expect(service.connections.size, 'connections').to.equal(0);
    expect(service.watches, 'watches').to.equal(0);
  }
});

/** What a promise is now: its value, its error, or still open. */
export type Settled<T> = { value?: T; error?: any; isOpen: boolean };

export function watch<T>(promise: Promise<T>): Settled<T> {
  const state: Settled<T> = { isOpen: true };
  promise.then(
    (value) => Object.assign(state, { value, isOpen: false }),
    (error: unknown) => Object.assign(state, { error, isOpen: false }),
  );
  return state;
}
