import { CorruptionError, type SnapshotSource } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FrameType, type Frame } from '../src/frame.js';
import { collect, command, Pair, pieces, stored, text } from './support/bridge.js';
import { credit, failed, payloadsOf, responses, type FakeApp } from './support/fake-app.js';

const QUICK = { timings: { responseTimeout: 200 } };
const SMALL = { limits: { maxFrameBytes: 1024, windowBytes: 3000 } };

/** Takes what was sent for a request, up to its end; gives credit for it. */
async function take(fake: FakeApp, id: number): Promise<string> {
  let all = '';
  for (;;) {
    const is = ({ type, id: of }: Frame): boolean => of === id && (type === FrameType.data || type === FrameType.end);
    await fake.until(() => fake.frames.some(is));
    const [next] = fake.frames.splice(fake.frames.findIndex(is), 1);
    if (next!.type === FrameType.end) return all;
    all += text(next!.body);
    fake.send(FrameType.credit, id, credit(next!.body.length));
  }
}

/** Whether the app has nothing more to read, after it has read all that was sent until now. */
async function settled(pair: Pair): Promise<void> {
  const asked = pair.app.digest!();
  pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.digest)).id);
  await asked;
}

describe('install', () => {
  it('of the empty state is one frame', async () => {
    await using pair = await Pair.open();
    const installed = pair.app.install(undefined) as Promise<void>;
    const { id, body } = await pair.fake.next(FrameType.install);
    expect([...body]).to.deep.equal([0]);
    pair.fake.send(FrameType.done, id);
    await installed;
  });

  it('brings the snapshot, in pieces and in order', async () => {
    await using pair = await Pair.open(SMALL);
    const all = 'abc'.repeat(3000);
    const source = stored(() => pieces('', all.slice(0, 5), all.slice(5)));
    const installed = pair.app.install(source) as Promise<void>;
    const { id, body } = await pair.fake.next(FrameType.install);
    const head = Buffer.from(body);
    expect([1, 9, 17].map((at) => Number(head.readBigUInt64BE(at)))).to.deep.equal([7, 2, 70]);
    expect(await take(pair.fake, id)).to.equal(all);
    pair.fake.send(FrameType.done, id);
    await installed;
  });

  it('reads no further than the app takes it', async () => {
    await using pair = await Pair.open(SMALL);
    let read = 0;
    const source = stored(async function* () {
      for (; read < 100; read++) yield new Uint8Array(1000);
    });
    const installed = pair.app.install(source) as Promise<void>;
    const { id } = await pair.fake.next(FrameType.install);
    const arrived = (): number => pair.fake.frames.filter(({ type }) => type === FrameType.data).length;
    await pair.fake.until(() => arrived() === 3);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([arrived(), read]).to.deep.equal([3, 3]);
    pair.fake.send(FrameType.credit, id, credit(2000));
    await pair.fake.until(() => arrived() === 5);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([arrived(), read]).to.deep.equal([5, 5]);
    expect((await take(pair.fake, id)).length).to.equal(100_000);
    pair.fake.send(FrameType.done, id);
    await installed;
  });

  it('does not change what the source reuses', async () => {
    await using pair = await Pair.open();
    const buffer = new Uint8Array(10);
    const source = stored(async function* () {
      for (let i = 0; i < 5; i++) {
        buffer.fill(97 + i);
        yield buffer;
      }
      buffer.fill(0);
    });
    const installed = pair.app.install(source) as Promise<void>;
    const { id } = await pair.fake.next(FrameType.install);
    expect(await take(pair.fake, id)).to.equal('abcde'.replace(/./g, (c) => c.repeat(10)));
    pair.fake.send(FrameType.done, id);
    await installed;
  });

  it('is given up where the snapshot cannot be read: the app is told, and asked again later', async () => {
    await using pair = await Pair.open();
    const broken = new CorruptionError('a bad block');
    const failing = stored(async function* () {
      yield new Uint8Array(3);
      throw broken;
    });
    const error = await refusal(pair.app.install(failing) as Promise<void>, 'CORRUPTION');
    expect(error).to.equal(broken);
    const { id } = await pair.fake.next(FrameType.install);
    expect((await pair.fake.next(FrameType.cancel)).id).to.equal(id);
    const again = pair.app.install(stored(() => pieces('good'))) as Promise<void>;
    const next = await pair.fake.next(FrameType.install);
    expect(await take(pair.fake, next.id)).to.equal('good');
    pair.fake.send(FrameType.done, next.id);
    await again;
  });

  it('ends where the app cannot take it, and lets go of the source', async () => {
    await using pair = await Pair.open(SMALL);
    let isPutAway = false;
    const source = stored(async function* () {
      try {
        for (;;) yield new Uint8Array(1000);
      } finally {
        isPutAway = true;
      }
    });
    const installed = pair.app.install(source) as Promise<void>;
    const { id } = await pair.fake.next(FrameType.install);
    pair.fake.send(FrameType.failed, id, failed('MemoryError: '));
    await refusal(installed, 'APP_FAILED');
    expect(isPutAway).to.equal(true);
  });

  it('ends where the app dies in the middle of it, and lets go of the source', async () => {
    await using pair = await Pair.open(SMALL);
    let isPutAway = false;
    const source = stored(async function* () {
      try {
        for (;;) yield new Uint8Array(1000);
      } finally {
        isPutAway = true;
      }
    });
    const installed = pair.app.install(source) as Promise<void>;
    await pair.fake.next(FrameType.data);
    pair.fake.die();
    await refusal(installed, 'UNAVAILABLE');
    expect(isPutAway).to.equal(true);
  });

  it('is not done before everything was sent, whatever the app says', async () => {
    await using pair = await Pair.open(SMALL);
    const installed = pair.app.install(stored(() => pieces(new Uint8Array(9000)))) as Promise<void>;
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.install)).id);
    await refusal(installed, 'UNAVAILABLE');
    expect((await pair.app.ended).reason).to.equal('protocol');
  });

  it('is watched over: an app that has it all and does not say so is lost', async () => {
    await using pair = await Pair.open(QUICK);
    const installed = pair.app.install(undefined) as Promise<void>;
    await refusal(installed, 'UNAVAILABLE');
    expect((await pair.app.ended).reason).to.equal('protocol');
  });

  it('lets nobody look at the app meanwhile', async () => {
    await using pair = await Pair.open();
    const installed = pair.app.install(undefined) as Promise<void>;
    expect(() => pair.app.query(new Uint8Array(0))).to.throw('being given a state');
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.install)).id);
    await installed;
    await settled(pair);
  });
});

describe('snapshot', () => {
  async function begin(pair: Pair): Promise<{ source: SnapshotSource; id: number }> {
    const source = pair.app.snapshot!();
    return { source, id: (await pair.fake.next(FrameType.snapshot)).id };
  }

  it('is asked for at its place among the commands, and read beside them', async () => {
    await using pair = await Pair.open();
    const first = pair.app.apply([command(1)]);
    pair.fake.send(FrameType.responses, (await pair.fake.next(FrameType.apply)).id, responses('1'));
    await first;
    const source = pair.app.snapshot!();
    const second = pair.app.apply([command(2)]);
    await pair.fake.until(() => pair.fake.frames.length === 2);
    expect(pair.fake.frames.map(({ type }) => type)).to.deep.equal([FrameType.snapshot, FrameType.apply]);
    const [view, batch] = pair.fake.frames;
    const read = collect(source.read());
    pair.fake.send(FrameType.data, view!.id, Buffer.from('state '));
    pair.fake.send(FrameType.responses, batch!.id, responses('2'));
    await second;
    pair.fake.send(FrameType.data, view!.id, Buffer.from('at 1'));
    pair.fake.send(FrameType.end, view!.id);
    expect(await read).to.equal('state at 1');
    source.release!();
    await settled(pair);
    expect(pair.fake.frames.some(({ type }) => type === FrameType.cancel)).to.equal(false);
  });

  it('gives the app credit only as it is read', async () => {
    await using pair = await Pair.open(SMALL);
    const { source, id } = await begin(pair);
    for (let i = 0; i < 3; i++) pair.fake.send(FrameType.data, id, Buffer.alloc(1000, 97 + i));
    await settled(pair);
    expect(pair.fake.frames.some(({ type }) => type === FrameType.credit)).to.equal(false);
    const reading = (source.read() as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await reading.next();
    await reading.next();
    expect(Buffer.from((await pair.fake.next(FrameType.credit)).body).readUInt32BE()).to.equal(2000);
    await reading.next();
    pair.fake.send(FrameType.end, id);
    expect((await reading.next()).done).to.equal(true);
  });

  it('that comes without credit ends the app', async () => {
    await using pair = await Pair.open(SMALL);
    const { source, id } = await begin(pair);
    const read = refusal(collect(source.read()), 'UNAVAILABLE');
    const hold = pair.app.snapshot!();
    const other = (await pair.fake.next(FrameType.snapshot)).id;
    for (let i = 0; i < 4; i++) pair.fake.send(FrameType.data, other, Buffer.alloc(1000));
    await read;
    const { reason, message } = await pair.app.ended;
    expect([reason, message]).to.deep.equal(['protocol', 'more bytes of a stream than there was credit for']);
    hold.release!();
    expect(id).to.be.below(other);
  });

  it('is given up by its reader: the app is told, and what still comes is ignored', async () => {
    await using pair = await Pair.open(SMALL);
    const { source, id } = await begin(pair);
    pair.fake.send(FrameType.data, id, Buffer.from('some'));
    for await (const _ of source.read()) break;
    source.release!();
    source.release!();
    expect((await pair.fake.next(FrameType.cancel)).id).to.equal(id);
    for (let i = 0; i < 10; i++) pair.fake.send(FrameType.data, id, Buffer.alloc(1000));
    pair.fake.send(FrameType.end, id);
    await settled(pair);
    expect(pair.app.lost).to.equal(undefined);
  });

  it('fails as the app says, and fails only itself', async () => {
    await using pair = await Pair.open();
    const { source, id } = await begin(pair);
    pair.fake.send(FrameType.data, id, Buffer.from('half'));
    pair.fake.send(FrameType.failed, id, failed('OSError: no'));
    expect((await refusal(collect(source.read()), 'APP_FAILED')).message).to.include('OSError: no');
    await settled(pair);
  });

  it('fails where the app dies in the middle of it, and never ends as if it were whole', async () => {
    await using pair = await Pair.open();
    const { source, id } = await begin(pair);
    const read = refusal(collect(source.read()), 'UNAVAILABLE');
    pair.fake.send(FrameType.data, id, Buffer.from('half'));
    await settled(pair);
    pair.fake.socket.end();
    await read;
    source.release!();
  });

  it('fails by its time where the app sends nothing more, and not where its reader is slow', async () => {
    await using pair = await Pair.open(QUICK);
    const { source, id } = await begin(pair);
    pair.fake.send(FrameType.data, id, Buffer.from('half'));
    // Nobody reads: nothing is wrong with the app. Pings pass meanwhile, twice as long as it would have had.
    const until = performance.now() + 400;
    while (performance.now() < until) await settled(pair);
    const reading = (source.read() as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect(text((await reading.next()).value as Uint8Array)).to.equal('half');
    await refusal(reading.next(), 'DEADLINE_EXCEEDED');
    expect((await pair.fake.next(FrameType.cancel)).id).to.equal(id);
  });
});

describe('fold', () => {
  async function* batches(...all: string[][]) {
    let index = 0;
    for (const batch of all) yield batch.map((payload) => command(++index, payload));
  }

  it('sends the old snapshot, then the commands, and takes the next snapshot', async () => {
    await using pair = await Pair.open();
    const source = pair.app.fold!(
      stored(() => pieces('old')),
      batches(['a', 'b'], ['c']),
    );
    const read = collect(source.read());
    const { id, body } = await pair.fake.next(FrameType.fold);
    expect(body.length).to.equal(25);
    expect(await take(pair.fake, id)).to.equal('old');
    expect(payloadsOf(await pair.fake.next(FrameType.commands))).to.deep.equal(['a', 'b']);
    pair.fake.send(FrameType.data, id, Buffer.from('new '));
    expect(payloadsOf(await pair.fake.next(FrameType.commands))).to.deep.equal(['c']);
    await pair.fake.next(FrameType.end);
    pair.fake.send(FrameType.data, id, Buffer.from('state'));
    pair.fake.send(FrameType.end, id);
    expect(await read).to.equal('new state');
    source.release!();
  });

  it('begins with the commands where there is no old snapshot, and sends them as they are taken', async () => {
    await using pair = await Pair.open({ limits: { maxFrameBytes: 1024, windowBytes: 1500 } });
    let given = 0;
    const source = pair.app.fold!(
      undefined,
      (async function* () {
        for (; given < 10; given++) yield [command(given + 1, 'x'.repeat(900))];
      })(),
    );
    const read = collect(source.read());
    const { id, body } = await pair.fake.next(FrameType.fold);
    expect([...body]).to.deep.equal([0]);
    const arrived = (): number => pair.fake.frames.filter(({ type }) => type === FrameType.commands).length;
    await pair.fake.until(() => arrived() === 2);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([arrived(), given]).to.deep.equal([2, 2]);
    for (let i = 0; i < 10; i++) {
      const { body: taken } = await pair.fake.next(FrameType.commands);
      pair.fake.send(FrameType.credit, id, credit(taken.length));
    }
    await pair.fake.next(FrameType.end);
    pair.fake.send(FrameType.end, id);
    expect(await read).to.equal('');
  });

  it('is never whole before the app has all of the commands', async () => {
    await using pair = await Pair.open();
    const never = new Promise<never>(() => undefined);
    const source = pair.app.fold!(
      undefined,
      (async function* () {
        yield [command(1)];
        await never;
      })(),
    );
    const read = refusal(collect(source.read()), 'UNAVAILABLE');
    pair.fake.send(FrameType.end, (await pair.fake.next(FrameType.fold)).id);
    await read;
    expect((await pair.app.ended).reason).to.equal('protocol');
  });

  it('fails where the log cannot be read, and tells the app', async () => {
    await using pair = await Pair.open();
    const source = pair.app.fold!(
      undefined,
      (async function* () {
        yield [command(1)];
        throw new CorruptionError('a bad entry');
      })(),
    );
    const read = refusal(collect(source.read()), 'CORRUPTION');
    const { id } = await pair.fake.next(FrameType.fold);
    expect((await pair.fake.next(FrameType.cancel)).id).to.equal(id);
    await read;
    await settled(pair);
  });

  it('ends with its reader, and lets go of what it reads itself', async () => {
    await using pair = await Pair.open(SMALL);
    let isPutAway = false;
    const source = pair.app.fold!(
      stored(async function* () {
        try {
          for (;;) yield new Uint8Array(1000);
        } finally {
          isPutAway = true;
        }
      }),
      batches(),
    );
    const read = refusal(collect(source.read()), 'CLOSED');
    await pair.fake.next(FrameType.data);
    source.release!();
    await read;
    expect(isPutAway).to.equal(true);
    await pair.fake.next(FrameType.cancel);
  });

  it('fails as the app says, and where it dies', async () => {
    await using pair = await Pair.open();
    const first = refusal(collect(pair.app.fold!(undefined, batches(['a'])).read()), 'APP_FAILED');
    pair.fake.send(FrameType.failed, (await pair.fake.next(FrameType.fold)).id, failed('KeyError: a'));
    await first;
    const second = refusal(collect(pair.app.fold!(undefined, batches(['a'])).read()), 'UNAVAILABLE');
    await pair.fake.next(FrameType.fold);
    pair.fake.die();
    await second;
  });
});
