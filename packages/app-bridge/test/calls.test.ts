import { AppFailedError } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FrameType } from '../src/frame.js';
import type { AppLostError } from '../src/index.js';
import { command, ofClass, Pair, text } from './support/bridge.js';
import { failed, FakeApp, frame, indexesOf, payloadsOf, responses } from './support/fake-app.js';

const QUICK = { timings: { responseTimeout: 200 } };
const commands = (count: number) => Array.from({ length: count }, (_, i) => command(i + 1));

async function lostBy(pair: Pair, reason: string, says: string): Promise<void> {
  const error: AppLostError = await pair.app.ended;
  expect([error.reason, error.code, error.retryable]).to.deep.equal([reason, 'UNAVAILABLE', true]);
  expect(error.message).to.include(says);
  expect(pair.app.lost).to.equal(error);
}

describe('apply', () => {
  it('gives commands with index, term and log time, and takes their responses', async () => {
    await using pair = await Pair.open();
    const applied = pair.app.apply([command(2 ** 40, 'big')]);
    const { id, body } = await pair.fake.next(FrameType.apply);
    const bytes = Buffer.from(body);
    expect(bytes.readUInt32BE()).to.equal(1);
    expect([4, 12, 20].map((at) => Number(bytes.readBigUInt64BE(at)))).to.deep.equal([2 ** 40, 1, 10 * 2 ** 40]);
    expect(bytes.toString('utf8', 32)).to.equal('big');
    pair.fake.send(FrameType.responses, id, responses('done'));
    expect((await applied).map(text)).to.deep.equal(['done']);
  });

  it('spreads a batch over the frames that it needs, all of them sent at once, and keeps the order', async () => {
    await using pair = await Pair.open({ limits: { maxFrameBytes: 1024 } });
    const batch = Array.from({ length: 10 }, (_, i) => command(i + 1, String(i).repeat(200)));
    const applied = pair.app.apply(batch);
    const frames = [];
    for (let seen = 0; seen < batch.length; ) {
      frames.push(await pair.fake.next(FrameType.apply));
      seen += indexesOf(frames.at(-1)!).length;
    }
    expect(frames.flatMap(indexesOf)).to.deep.equal(batch.map(({ index }) => index));
    expect(frames.length).to.equal(3);
    for (const each of frames) expect(each.body.length + 5).to.be.at.most(1024);
    // Answers are put where they belong, whoever comes first.
    for (const each of frames.reverse())
      pair.fake.send(FrameType.responses, each.id, responses(...indexesOf(each).map(String)));
    expect((await applied).map(text)).to.deep.equal(batch.map(({ index }) => String(index)));
  });

  it('has nothing to ask where there are no commands', async () => {
    await using pair = await Pair.open();
    expect(await pair.app.apply([])).to.deep.equal([]);
  });

  it('takes the responses to one frame in several', async () => {
    await using pair = await Pair.open();
    const applied = pair.app.apply(commands(3));
    const { id } = await pair.fake.next(FrameType.apply);
    pair.fake.send(FrameType.responses, id, responses('1'));
    pair.fake.send(FrameType.responses, id, responses());
    pair.fake.send(FrameType.responses, id, responses('2', '3'));
    expect((await applied).map(text)).to.deep.equal(['1', '2', '3']);
  });

  it('gives responses that hold nothing else in memory', async () => {
    await using pair = await Pair.open();
    const applied = pair.app.apply(commands(2));
    const { id } = await pair.fake.next(FrameType.apply);
    pair.fake.send(FrameType.responses, id, responses('1', Buffer.alloc(100_000)));
    expect((await applied)[0]!.buffer.byteLength).to.equal(1);
  });

  it('fails as the app says, at the command that it names', async () => {
    await using pair = await Pair.open();
    for (const [named, found] of [
      [2, 2],
      [0, 1],
      [99, 1],
    ] as const) {
      const applied = pair.app.apply(commands(3)) as Promise<unknown>;
      const { id } = await pair.fake.next(FrameType.apply);
      pair.fake.send(FrameType.failed, id, failed('KeyError: x', named));
      const error = ofClass(await refusal(applied, 'APP_FAILED'), AppFailedError);
      expect(error.index).to.equal(found);
      expect(error.message).to.include('KeyError: x');
    }
    expect(pair.app.lost).to.equal(undefined);
  });

  it('names the command after those that were answered, where the app names none', async () => {
    await using pair = await Pair.open();
    const applied = pair.app.apply(commands(3)) as Promise<unknown>;
    const { id } = await pair.fake.next(FrameType.apply);
    pair.fake.send(FrameType.responses, id, responses('1'));
    pair.fake.send(FrameType.failed, id, failed('no'));
    expect(ofClass(await refusal(applied, 'APP_FAILED'), AppFailedError).index).to.equal(2);
  });

  it('refuses commands that no frame can carry: before they are appended, and where they are in the log all the same', async () => {
    await using pair = await Pair.open({ limits: { maxFrameBytes: 1024 } });
    const fits = 1024 - 37;
    pair.app.validate!(new Uint8Array(fits), { clusterVersion: 1 });
    expect(() => pair.app.validate!(new Uint8Array(fits + 1), { clusterVersion: 1 })).to.throw('over the limit');
    expect(() => pair.app.apply([command(4), command(5, new Uint8Array(fits + 1))])).to.throw('index 5');
    const applied = pair.app.apply([command(6, new Uint8Array(fits))]);
    const { id, body } = await pair.fake.next(FrameType.apply);
    expect(body.length + 5).to.equal(1024);
    pair.fake.send(FrameType.responses, id, responses('ok'));
    await applied;
  });

  it('fails where the app dies in the middle of it, and so does everything from then on', async () => {
    await using pair = await Pair.open();
    const applied = pair.app.apply(commands(2)) as Promise<unknown>;
    const { id } = await pair.fake.next(FrameType.apply);
    pair.fake.send(FrameType.responses, id, responses('1'));
    pair.fake.socket.end();
    await refusal(applied, 'UNAVAILABLE');
    await lostBy(pair, 'ended', 'closed its connection');
    expect(() => pair.app.apply(commands(1))).to.throw('closed its connection');
    expect(() => pair.app.query(new Uint8Array(1))).to.throw('closed its connection');
    expect(() => pair.app.snapshot!()).to.throw('closed its connection');
    await refusal(pair.app.install(undefined) as Promise<void>, 'UNAVAILABLE');
    // Nor does an app that comes later make it whole again.
    const [next] = await Promise.all([pair.bridge.attach(), FakeApp.welcomed(pair.bridge.address)]);
    expect(next.lost).to.equal(undefined);
    expect(() => pair.app.apply(commands(1))).to.throw('closed its connection');
  });
});

describe('query', () => {
  const request = new TextEncoder().encode('how many?');

  it('may run in parallel, and be answered in any order', async () => {
    await using pair = await Pair.open();
    const asked = [1, 2, 3].map(async () => pair.app.query(request));
    const frames = [];
    for (const _ of asked) frames.push(await pair.fake.next(FrameType.query));
    expect(text(frames[0]!.body)).to.equal('how many?');
    for (const { id } of frames.reverse()) pair.fake.send(FrameType.done, id, Buffer.from(`answer ${id}`));
    const ids = frames.map(({ id }) => id).reverse();
    expect((await Promise.all(asked)).map(text)).to.deep.equal(ids.map((id) => `answer ${id}`));
  });

  it('fails as the app says, and harms nothing', async () => {
    await using pair = await Pair.open();
    const asked = pair.app.query(request) as Promise<unknown>;
    pair.fake.send(FrameType.failed, (await pair.fake.next(FrameType.query)).id, failed('ValueError: 1'));
    const error = await refusal(asked, 'APP_FAILED');
    expect([error.message, error.outcome]).to.deep.equal(['ValueError: 1', 'not_applied']);
    expect(pair.app.lost).to.equal(undefined);
  });

  it('is refused over the bounds, and taken again below them', async () => {
    await using pair = await Pair.open({ limits: { maxQueries: 2, maxFrameBytes: 1024 } });
    const asked = [1, 2].map(async () => pair.app.query(request));
    expect(() => pair.app.query(request)).to.throw('2 queries to answer');
    for (const _ of asked) pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.query)).id);
    await Promise.all(asked);
    const third = pair.app.query(request);
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.query)).id);
    await third;
    expect(() => pair.app.query(new Uint8Array(1020))).to.throw('over the limit of 1019');
  });

  it('is refused where the app does not read', async () => {
    await using pair = await Pair.open({ limits: { maxQueuedBytes: 1024 * 1024 } });
    pair.fake.socket.pause();
    const asked: Promise<unknown>[] = [];
    let refused: unknown;
    while (refused === undefined && asked.length < 1000)
      try {
        asked.push(pair.app.query(new Uint8Array(256 * 1024)) as Promise<unknown>);
        await new Promise((resolve) => setImmediate(resolve));
      } catch (error) {
        refused = error;
      }
    expect(String(refused)).to.include('does not read its queries');
    const failures = Promise.all(asked.map((each) => refusal(each, 'UNAVAILABLE')));
    await pair.bridge.close();
    await failures;
  });

  it('ends by its time where the app forgets it, and what comes late is ignored', async () => {
    await using pair = await Pair.open(QUICK);
    const asked = pair.app.query(request) as Promise<unknown>;
    const { id } = await pair.fake.next(FrameType.query);
    await refusal(asked, 'DEADLINE_EXCEEDED');
    expect((await pair.fake.next(FrameType.cancel)).id).to.equal(id);
    pair.fake.send(FrameType.done, id);
    const next = pair.app.query(request);
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.query)).id, Buffer.from('late?'));
    expect(text(await next)).to.equal('late?');
  });
});

describe('capabilities', () => {
  it('make the app: what it does not have, the node does not see', async () => {
    await using all = await Pair.open();
    const has = (app: object) => ['snapshot', 'fold', 'digest'].map((part) => part in app);
    expect(has(all.app)).to.deep.equal([true, true, true]);
    await using none = await Pair.open({}, { capabilities: 0 });
    expect(has(none.app)).to.deep.equal([false, false, false]);
  });

  it('include a digest', async () => {
    await using pair = await Pair.open();
    const digest = pair.app.digest!();
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.digest)).id, Buffer.from('d'));
    expect(text(await digest)).to.equal('d');
  });

  it('the wish for a snapshot is told once', async () => {
    await using pair = await Pair.open();
    pair.fake.send(FrameType.wantSnapshot, 0);
    const asked = pair.app.query(new Uint8Array(0));
    pair.fake.send(FrameType.done, (await pair.fake.next(FrameType.query)).id);
    await asked;
    expect([pair.app.wantsSnapshot!(), pair.app.wantsSnapshot!()]).to.deep.equal([true, false]);
  });
});

describe('an app that breaks the protocol is lost, and told why:', () => {
  const cases: Readonly<Record<string, readonly [(id: number) => Buffer, string]>> = {
    'a frame over the limit': [() => Buffer.from([1, 0, 0, 0]), 'over the limit'],
    'a frame without a head': [() => Buffer.from([0, 0, 0, 0]), 'too short'],
    'a request that there is not': [(id) => frame(FrameType.done, id + 100), 'which there is not'],
    'a request of nobody': [() => frame(FrameType.done, 0), 'which there is not'],
    'a type that there is not': [(id) => frame(99, id), 'type 99'],
    'another kind of answer': [(id) => frame(FrameType.done, id), 'no answer to commands'],
    'responses that end early': [
      (id) => frame(FrameType.responses, id, responses('x').subarray(0, 6)),
      'ends before its last field',
    ],
    'responses that go on': [
      (id) => frame(FrameType.responses, id, Buffer.concat([responses('x'), Buffer.alloc(1)])),
      'goes on after',
    ],
    'a count without responses': [(id) => frame(FrameType.responses, id, Buffer.alloc(4, 255)), 'ends before'],
    'too many responses': [(id) => frame(FrameType.responses, id, responses('1', '2')), 'more responses'],
    'a failure without an index': [(id) => frame(FrameType.failed, id, Buffer.alloc(7)), 'ends before'],
    'an index beyond what is exact': [(id) => frame(FrameType.failed, id, Buffer.alloc(8, 255)), '2^53'],
    'a wish with a body': [() => frame(FrameType.wantSnapshot, 0, Buffer.alloc(1)), 'no body'],
  };
  for (const [what, [bytes, says]] of Object.entries(cases))
    it(what, async () => {
      await using pair = await Pair.open();
      const applied = refusal(pair.app.apply([command(1)]) as Promise<unknown>, 'UNAVAILABLE');
      pair.fake.socket.write(bytes((await pair.fake.next(FrameType.apply)).id));
      await lostBy(pair, 'protocol', says);
      await applied;
      expect(text((await pair.fake.next(FrameType.refused)).body)).to.include(says);
      await pair.fake.closed();
    });

  it('a ping that is answered before what came earlier', async () => {
    await using pair = await Pair.open(QUICK);
    const applied = refusal(pair.app.apply([command(1)]) as Promise<unknown>, 'UNAVAILABLE');
    await lostBy(pair, 'protocol', 'a ping was answered before');
    await applied;
  });
});

describe('an app that hangs is lost:', () => {
  it('with nothing to do', async () => {
    await using pair = await Pair.open(QUICK);
    pair.fake.answersPings = false;
    await lostBy(pair, 'silent', '200 ms');
    await pair.fake.closed();
  });

  it('in the middle of a batch', async () => {
    await using pair = await Pair.open(QUICK);
    const applied = refusal(pair.app.apply([command(1)]) as Promise<unknown>, 'UNAVAILABLE');
    pair.fake.answersPings = false;
    await lostBy(pair, 'silent', '200 ms');
    await applied;
  });

  it('but one that is only slow is not', async () => {
    await using pair = await Pair.open({ timings: { responseTimeout: 1000 } });
    pair.fake.answersPings = false;
    for (let i = 1; i <= 3; i++) {
      const applied = pair.app.apply([command(i)]);
      const { id, ...rest } = await pair.fake.next(FrameType.apply);
      expect(payloadsOf({ id, ...rest })).to.deep.equal([`c${i}`]);
      const ping = await pair.fake.next(FrameType.ping);
      pair.fake.send(FrameType.responses, id, responses('ok'));
      pair.fake.send(FrameType.done, ping.id);
      await applied;
    }
    expect(pair.app.lost).to.equal(undefined);
  });
});
