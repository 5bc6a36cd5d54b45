import {
  type CallOptions,
  DeadlineExceededError,
  InvalidArgumentError,
  ProtocolError,
  RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type SnapshotPart,
  type StreamItem,
  type Timer,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FakeNode, Script } from './support/fake-cluster.js';
import { type Fixture, start, watch } from './support/fixture.js';
import type { VirtualClock } from '@lolraft/raft-testkit';

/** Plays every request but `takeSnapshot`, which it answers when it is told to, or ends at the timeout that it came with. */
class Slow {
  readonly asked: string[] = [];
  readonly #clock: VirtualClock;
  readonly #timers: Timer[] = [];
  #answer: ((response: ServiceResponse) => void) | undefined;

  constructor({ clock, cluster }: Fixture) {
    this.#clock = clock;
    for (const node of cluster.nodes) node.script = (request, options, self) => this.#play(request, options, self);
  }

  #play(request: ServiceRequest, { timeout = Infinity }: CallOptions, node: FakeNode): ReturnType<Script> {
    if (request.type !== 'takeSnapshot') return node.play(request);
    this.asked.push(node.address);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#timers.push(this.#clock.setTimer(timeout, () => reject(new DeadlineExceededError('unknown'))));
    });
  }

  /** Answers the last one; the others are never answered. */
  finish(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#answer?.({ type: 'takeSnapshot', index: 300, size: 7_000 });
  }
}

describe('a snapshot that is asked for', () => {
  it('is that of the node that is asked, or of the leader', async () => {
    const { clock, cluster, client } = start();
    for (const node of cluster.nodes) {
      node.script = (request) =>
        request.type === 'takeSnapshot'
          ? { type: 'takeSnapshot', index: node.address.charCodeAt(0), size: 5 }
          : node.play(request);
    }
    const asked = [client.takeSnapshot('b'), client.takeSnapshot()];
    await clock.settle();
    expect(await Promise.all(asked)).to.deep.equal([
      { index: 98, size: 5 },
      { index: 97, size: 5 },
    ]);
  });

  it('is asked for once, however long it takes within its timeout', async () => {
    for (const endpoint of ['b', undefined]) {
      const fixture = start();
      const { clock, client } = fixture;
      const long = new Slow(fixture);
      const snapshot = watch(client.takeSnapshot(endpoint, { timeout: 120_000 }));
      await clock.advance(100_000);
      expect(long.asked).to.deep.equal([endpoint ?? 'a']);
      long.finish();
      await clock.settle();
      expect(snapshot.value).to.deep.equal({ index: 300, size: 7_000 });
    }
  });

  it('is asked for again of the next leader where the connection breaks', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    const long = new Slow(fixture);
    const snapshot = watch(client.takeSnapshot(undefined, { timeout: 60_000 }));
    await clock.settle();
    cluster.node('a').kill();
    cluster.elect('b');
    await clock.advance(5_000);
    expect(long.asked).to.deep.equal(['a', 'b']);
    long.finish();
    await clock.settle();
    expect(snapshot.value).to.deep.equal({ index: 300, size: 7_000 });
  });

  it('may be taken all the same where its caller gives up, but not where nobody was asked', async () => {
    const fixture = start();
    const { clock, cluster, client } = fixture;
    const long = new Slow(fixture);
    const controller = new AbortController();
    const late = watch(client.takeSnapshot('b', { timeout: 500 }));
    const aborted = watch(client.takeSnapshot('b', { signal: controller.signal }));
    await clock.advance(600);
    expect(late.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    controller.abort();
    await clock.settle();
    expect(aborted.error).to.include({ code: 'ABORTED', outcome: 'unknown' });
    long.finish();
    cluster.node('c').listening = false;
    const nowhere = watch(client.takeSnapshot('c'));
    await clock.settle();
    expect(nowhere.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied' });
  });

  it('fails as the node says, or where it answers something else', async () => {
    const { clock, cluster, client } = start();
    cluster.node('b').script = () => {
      throw new InvalidArgumentError('no snapshot store');
    };
    cluster.node('c').script = () => ({ type: 'write', index: 1, value: new Uint8Array() });
    const refused = watch(client.takeSnapshot('b'));
    const strange = watch(client.takeSnapshot('c'));
    await clock.settle();
    expect(refused.error).to.be.instanceOf(InvalidArgumentError);
    expect(strange.error?.code).to.equal('INTERNAL');
  });
});

describe('a snapshot that is read', () => {
  const part = (offset: number, length: number, change: Partial<SnapshotPart> = {}): SnapshotPart => {
    return {
      type: 'snapshotPart',
      index: 300,
      size: 10,
      offset,
      bytes: new Uint8Array(length).fill(offset),
      ...change,
    };
  };
  const WHOLE = [part(0, 4), part(4, 4), part(8, 2)];

  /** What came before the end, and the error that it ended with. */
  async function read(parts: AsyncIterable<SnapshotPart>): Promise<{ seen: SnapshotPart[]; error?: RaftError }> {
    const seen: SnapshotPart[] = [];
    try {
      for await (const each of parts) seen.push(each);
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      return { seen, error };
    }
    return { seen };
  }

  it('comes in its parts, from the node that is asked, with the credential of the client', async () => {
    const { cluster, client } = start({ credential: 'secret' });
    cluster.node('b').parts = WHOLE;
    const { signal } = new AbortController();
    expect(await read(client.readSnapshot('b', { signal }))).to.deep.equal({ seen: WHOLE });
    expect(cluster.nodes.flatMap(({ streams }) => streams)).to.deep.equal([
      { request: { type: 'readSnapshot', group: 'main' }, options: { credential: 'secret', signal } },
    ]);
  });

  it('ends with an error where the connection does, after what came before', async () => {
    const { clock, cluster, client } = start();
    Object.assign(cluster.node('b'), { parts: WHOLE.slice(0, 2), stalls: true });
    const reading = watch(read(client.readSnapshot('b')));
    await clock.settle();
    expect(reading.isOpen).to.equal(true);
    cluster.node('b').disconnect();
    await clock.settle();
    expect(reading.value?.seen).to.deep.equal(WHOLE.slice(0, 2));
    expect(reading.value?.error?.code).to.equal('UNAVAILABLE');
  });

  it('does not begin without its node, after an abort, or after close', async () => {
    const { clock, cluster, client } = start();
    cluster.node('b').kill();
    const codes = async (...of: AsyncIterable<SnapshotPart>[]): Promise<(string | undefined)[]> =>
      (await Promise.all(of.map(read))).map(({ error }) => error?.code);
    expect(
      await codes(client.readSnapshot('b'), client.readSnapshot('a', { signal: AbortSignal.abort() })),
    ).to.deep.equal(['UNAVAILABLE', 'ABORTED']);
    await client.close();
    await clock.settle();
    expect(await codes(client.readSnapshot('a'))).to.deep.equal(['CLOSED']);
    expect(cluster.nodes.flatMap(({ streams }) => streams)).to.deep.equal([]);
  });

  const faults: Record<string, [StreamItem[], number]> = {
    'with nothing': [[], 0],
    'before its end': [WHOLE.slice(0, 2), 2],
    'with a gap': [[part(0, 4), part(8, 2)], 1],
    'with a part twice': [[part(0, 4), part(0, 4), part(4, 6)], 1],
    'from its middle': [WHOLE.slice(1), 0],
    'beyond its end': [[part(0, 4), part(4, 8)], 1],
    'as another one': [[part(0, 4), part(4, 6, { index: 301 })], 1],
    'in another size': [[part(0, 4), part(4, 6, { size: 11 })], 1],
  };
  for (const [how, [parts, sound]] of Object.entries(faults)) {
    it(`is refused where it comes ${how}`, async () => {
      const { cluster, client } = start();
      cluster.node('b').parts = parts;
      const { seen, error } = await read(client.readSnapshot('b'));
      expect(error).to.be.instanceOf(ProtocolError);
      expect(seen).to.deep.equal(parts.slice(0, sound));
    });
  }

  it('is refused where it is something else', async () => {
    const { cluster, client } = start();
    cluster.node('b').parts = [{ type: 'status', status: cluster.node('b').status() }];
    expect((await read(client.readSnapshot('b'))).error?.code).to.equal('INTERNAL');
  });
});
