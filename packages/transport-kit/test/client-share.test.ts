import {
  DEFAULT_GROUP,
  type CallContext,
  type QueryRequest,
  type ServiceRequest,
  type ServiceResponse,
} from '@lolraft/raft-core';
import { decodeServerFrame, encodeClientFrame, type ClientMessage } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Channel, ChannelEvents } from '../src/channel.js';
import { ClientShare, type Piecewise } from '../src/client-share.js';
import { CloseCode } from '../src/close-codes.js';
import { Connection, NOBODY } from '../src/connection.js';
import { whole } from '../src/framing.js';
import { resolveLimits } from '../src/limits.js';
import { ServedClient } from '../src/served-client.js';
import { Turn } from '../src/turn.js';

/** One more turn of the event loop, behind everything that was asked for by now. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that only work moves on. */
class Time {
  now = 0;
  readonly share = new ClientShare(() => this.now);
}

describe('the share that clients have of the event loop', () => {
  /** `pieces` pieces, each of which takes so many milliseconds. */
  function worker(time: Time, done: string[], name: string, pieces: number, milliseconds: number): Piecewise {
    let left = pieces;
    return {
      work: () => {
        time.now += milliseconds;
        done.push(name);
        return --left > 0;
      },
    };
  }

  it('is used at once where there is some of it left, by whoever has work, in turn', async () => {
    const time = new Time();
    const done: string[] = [];
    time.share.add(worker(time, done, 'a', 2, 1));
    expect(done).to.deep.equal(['a']);
    time.share.add(worker(time, done, 'b', 3, 1));
    time.share.add(worker(time, done, 'c', 1, 1));
    await Promise.resolve();
    await turn();
    expect(done).to.deep.equal(['a', 'a', 'b', 'c', 'b', 'b']);
  });

  it('ends, and what is left waits for the next turn', async () => {
    const time = new Time();
    const done: string[] = [];
    time.share.add(worker(time, done, 'a', 5, 6));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    // Six milliseconds leave some of the ten, twelve none.
    expect(done).to.deep.equal(['a', 'a']);
    time.share.add(worker(time, done, 'b', 1, 6));
    expect(done, 'also for those who come later').to.deep.equal(['a', 'a']);
    await turn();
    expect(done).to.deep.equal(['a', 'a', 'a', 'b']);
    await turn();
    expect(done).to.deep.equal(['a', 'a', 'a', 'b', 'a', 'a']);
  });

  it('counts what promises do meanwhile', async () => {
    const time = new Time();
    const done: string[] = [];
    let left = 4;
    const late = async (): Promise<void> => {
      await Promise.resolve();
      time.now += 20;
    };
    time.share.add({
      work: () => {
        done.push('a');
        void late();
        return --left > 0;
      },
    });
    await turn();
    // The second piece is begun before the first one's promise is done; a third would be too much.
    expect(done.length).to.be.within(1, 2);
  });
});

/** A channel that only writes down what becomes of it. */
class Quiet implements Channel {
  readonly remote = 'somebody';
  readonly security = undefined;
  readonly unsent = 0;
  readonly received = 0;
  readonly taken = 0;
  readonly ended = Promise.resolve();
  readonly written: Uint8Array[] = [];
  isOpen = true;
  isPaused = false;
  pings = 0;
  closedWith: number | undefined;
  events: ChannelEvents | undefined;

  attach(events: ChannelEvents): void {
    this.events = events;
  }
  cork(): void {}
  uncork(): void {}
  write(frame: Uint8Array): void {
    this.written.push(frame);
  }
  ping(): void {
    this.pings++;
  }
  pause(paused: boolean): void {
    this.isPaused = paused;
  }
  close(code: number): void {
    this.isOpen = false;
    this.closedWith = code;
  }
  terminate(): void {
    this.isOpen = false;
  }
}

const call = (id: number, payload = new Uint8Array(1), timeout?: number): ClientMessage => {
  const request: QueryRequest = { type: 'query', group: DEFAULT_GROUP, level: { type: 'linearizable' }, payload };
  return { type: 'call', id, timeout, traceparent: undefined, credential: undefined, request };
};
const frameOf = (...ids: number[]): Uint8Array => encodeClientFrame(ids.map((id) => call(id)));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('a client that asks for very much at once', () => {
  /** Of a handler that takes a millisecond for each call: whom it was called by, for which call. */
  class Served {
    readonly time = new Time();
    readonly turn = new Turn();
    readonly handled: string[] = [];

    client(name: string, onCall?: (context: CallContext) => void): { channel: Quiet; served: ServedClient } {
      const channel = new Quiet();
      const options = { framing: () => whole('client'), closeTimeout: 100 };
      const connection = new Connection(channel, NOBODY, this.turn, options);
      let calls = 0;
      const handlers = {
        onCall: (_request: ServiceRequest, context: CallContext): Promise<ServiceResponse> => {
          this.time.now++;
          this.handled.push(`${name}${++calls}`);
          onCall?.(context);
          return Promise.resolve({ type: 'query', index: 1, value: new Uint8Array() });
        },
        onStream: () => {
          throw new Error('no streams here');
        },
        onRefused: () => undefined,
      };
      const served = new ServedClient(connection, resolveLimits(), handlers, this.time.share, () => undefined);
      return { channel, served };
    }
  }

  const answered = (channel: Quiet): number[] =>
    channel.written.flatMap((frame) => decodeServerFrame(frame).map(({ id }) => id));

  it('is begun with at once, and leaves each turn to others, in the order of its calls', async () => {
    const served = new Served();
    const { channel } = served.client('a');
    channel.events?.onFrame(frameOf(...upTo(500)));
    const before = served.handled.length;
    expect(before, 'it begins at once').to.be.within(1, 50);
    let turns = 0;
    while (served.handled.length < 500) {
      const so = served.handled.length;
      await turn();
      turns++;
      expect(served.handled.length - so, 'in one turn').to.be.within(1, 50);
    }
    expect(turns).to.be.above(5);
    await turn();
    expect(served.handled).to.deep.equal(upTo(500).map((n) => `a${n}`));
    expect(answered(channel)).to.deep.equal(upTo(500));
  });

  it('waits with what it has sent for a client that asks for little', async () => {
    const served = new Served();
    const [much, little] = [served.client('a').channel, served.client('b').channel];
    much.events?.onFrame(frameOf(...upTo(500)));
    little.events?.onFrame(frameOf(1));
    while (!served.handled.includes('b1')) await turn();
    expect(served.handled.length).to.be.below(100);
  });

  it('is not read from before all of it is begun', async () => {
    const served = new Served();
    const { channel } = served.client('a');
    channel.events?.onFrame(frameOf(...upTo(300)));
    expect(channel.isPaused).to.equal(true);
    // A carrier may still bring what it had read.
    channel.events?.onFrame(frameOf(301, 302));
    while (served.handled.length < 302) {
      expect(channel.isPaused).to.equal(true);
      await turn();
    }
    await turn();
    expect(channel.isPaused).to.equal(false);
    expect(answered(channel)).to.deep.equal(upTo(302));
    channel.events?.onFrame(frameOf(303));
    expect(served.handled.at(-1)).to.equal('a303');
    expect(channel.isPaused, 'little needs no pause').to.equal(false);
  });

  it('is shown that the node lives while nothing is read from it, its pings neither', async () => {
    const served = new Served();
    const { channel, served: client } = served.client('a');
    const keepAlive = { interval: 10_000, timeout: 30_000 };
    client.connection.tick(0, keepAlive);
    expect(channel.pings).to.equal(0);
    channel.events?.onFrame(frameOf(...upTo(300)));
    client.connection.tick(1, keepAlive);
    client.connection.tick(2, keepAlive);
    expect(channel.pings).to.equal(2);
    while (channel.isPaused) await turn();
    client.connection.tick(3, keepAlive);
    expect(channel.pings).to.equal(2);
  });

  it('is read from again after the last bytes of a frame that has no calls', async () => {
    const served = new Served();
    const { channel } = served.client('a');
    for (let n = 0; n < 100; n++) channel.events?.onFrame(new Uint8Array());
    await turn();
    await turn();
    expect(channel.isPaused).to.equal(false);
  });

  it('has the time that its calls have waited count', async () => {
    const served = new Served();
    const ends: number[] = [];
    const { channel } = served.client('a', (context) => {
      const now = performance.now();
      ends.push(now + (context.remaining ?? 0));
    });
    channel.events?.onFrame(encodeClientFrame(upTo(100).map((id) => call(id, undefined, 60_000))));
    const came = performance.now();
    while (performance.now() < came + 20);
    while (ends.length < 100) await turn();
    for (const end of ends) expect(end).to.be.at.most(came + 60_000);
    channel.events?.onClosed(1006, '');
  });

  it('is told of what makes no sense, after what came before it, and nothing comes after', async () => {
    const served = new Served();
    const { channel } = served.client('a');
    channel.events?.onFrame(frameOf(...upTo(100)));
    channel.events?.onFrame(Uint8Array.of(255));
    channel.events?.onFrame(frameOf(101));
    while (channel.isOpen) await turn();
    expect(channel.closedWith).to.equal(CloseCode.Protocol);
    await turn();
    await turn();
    expect(served.handled).to.have.length(100);
  });

  it('has all of it answered where it asks nothing more, and none of it begun where it has gone', async () => {
    const served = new Served();
    const { channel } = served.client('a');
    channel.events?.onFrame(frameOf(...upTo(100)));
    channel.events?.onHalfClosed();
    while (channel.isOpen) await turn();
    expect(answered(channel)).to.deep.equal(upTo(100));

    const gone = new Served();
    const { channel: broken } = gone.client('b');
    broken.events?.onFrame(frameOf(...upTo(100)));
    const begun = gone.handled.length;
    broken.events?.onClosed(1006, '');
    for (let n = 0; n < 10; n++) await turn();
    expect(gone.handled).to.have.length(begun);
  });

  it('has none of it begun once the node closes', async () => {
    const served = new Served();
    const { channel, served: client } = served.client('a');
    channel.events?.onFrame(frameOf(...upTo(100)));
    client.close(CloseCode.GoingAway, 'closing');
    const begun = served.handled.length;
    for (let n = 0; n < 10; n++) await turn();
    expect(served.handled).to.have.length(begun);
    channel.events?.onClosed(1000, '');
  });
});
