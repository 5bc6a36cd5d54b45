import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { AppliedResponseEvictedError, type RaftError } from '../../src/model/errors.js';
import type { ApplyOptions } from '../../src/node/call-options.js';
import type { WriteResult } from '../../src/node/proposals.js';
import type { AppliedCommand } from '../../src/ports/app.js';
import { FoldingApp, ListApp, type SnapshotCluster, type SnapshotNode } from '../support/snapshot-cluster.js';
import { alone, cluster, endAll, NEVER, taken, watchDone } from '../support/snapshot-trial.js';
import { bytesOf } from '../support/session-model.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Answers with the number of commands that it has seen: to apply one twice shows. `big` answers with more than is kept. */
const counting = <A extends ListApp>(app: A): A => {
  const apply = app.apply.bind(app);
  app.apply = async (commands: readonly AppliedCommand[]) => {
    const before = app.state.length;
    await apply(commands);
    return commands.map(({ payload }, i) =>
      decoder.decode(payload) === 'big' ? new Uint8Array(5 * 1024 * 1024) : encoder.encode(String(before + i + 1)),
    );
  };
  return app;
};

type Ending = { readonly index: number; readonly value: string } | RaftError;

/** Waits for a call in simulated time. */
async function ended<T>(all: SnapshotCluster, call: Promise<T>): Promise<T | RaftError> {
  let end: { readonly of: T | RaftError } | undefined;
  call.then(
    (of) => {
      end = { of };
    },
    (of: unknown) => {
      end = { of: of as RaftError };
    },
  );
  await all.clock.settle();
  await all.until('the call has ended', () => end !== undefined, 10);
  return (end as unknown as { readonly of: T | RaftError }).of;
}

async function write(all: SnapshotCluster, node: SnapshotNode, text: string, options: ApplyOptions): Promise<Ending> {
  const end = await ended<WriteResult>(all, node.group.write(encoder.encode(text), options));
  return 'value' in end ? { index: end.index, value: decoder.decode(end.value) } : end;
}

async function open(all: SnapshotCluster, node: SnapshotNode): Promise<number> {
  const terms = await ended(all, node.group.session('open'));
  if (!('session' in terms)) throw terms;
  expect(terms).to.include({ session: terms.index, ttl: 60_000, window: 4_096 });
  return terms.session;
}

const texts = ({ app }: SnapshotNode): string[] => app.state.map((line) => line.slice(line.indexOf(':') + 1));

/** Everybody has everything, and the same of it: the app's state and the table. */
async function agreed(all: SnapshotCluster): Promise<void> {
  const nodes = [...all.nodes.values()].filter(({ host }) => host !== undefined);
  const applied = (): number[] => nodes.map(({ group }) => group.status().appliedIndex);
  const last = (): number => Math.max(...nodes.map(({ group }) => group.status().commitIndex));
  await all.until('all have applied all', () => applied().every((index) => index === last() && index > 0));
  const [first, ...others] = nodes.map(({ app, group }) => ({ state: app.state, table: bytesOf(group.sessionTable) }));
  for (const other of others) expect(other).to.deep.equal(first);
}

async function three(settings: Parameters<typeof cluster>[1] = {}, fold = false) {
  const all = cluster(['a', 'b', 'c'], { compaction: NEVER, ...settings });
  for (const id of ['a', 'b', 'c']) await all.start(id, { app: counting(fold ? new FoldingApp() : new ListApp()) });
  return { all, leader: await all.leader() };
}

describe('a session', () => {
  afterEach(endAll);

  it('C1: a command that is sent again is applied once, and answered as it was at first', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    const first = await write(all, leader, 'one', { session, sequence: 1 });
    expect(first).to.deep.include({ value: '1' });
    expect(await write(all, leader, 'one', { session, sequence: 1 })).to.deep.equal(first);
    // Two copies that are in the log at once.
    const twice = [0, 1].map(() => write(all, leader, 'two', { session, sequence: 2, window: 2 }));
    const [a, b] = await Promise.all(twice);
    expect(a).to.deep.equal(b).and.include({ value: '2' });
    expect(texts(leader)).to.deep.equal(['one', 'two']);
    await agreed(all);
  });

  it('C1: the answer is lost with the leader, and the next leader gives it', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    // It commits, and before anybody hears of that the leader is cut off.
    leader.app.beforeApply = () => new Promise(() => undefined);
    const lost = leader.group.write(encoder.encode('one'), { session, sequence: 1 });
    lost.catch(() => undefined);
    await all.until('it is committed', () => leader.group.status().commitIndex > leader.group.status().appliedIndex);
    all.cut(leader.id);
    const next = await all.leader();
    expect(next.id).not.to.equal(leader.id);
    expect(await write(all, next, 'one', { session, sequence: 1 })).to.deep.include({ value: '1' });
    expect(texts(next)).to.deep.equal(['one']);
    await all.stop(leader.id);
    all.heal();
    await all.start(leader.id, { app: counting(new ListApp()) });
    await agreed(all);
    expect(texts(leader)).to.deep.equal(['one']);
  });

  it('C1: copies that two leaders have appended are one command', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    // The entry reaches the others, their answers are lost, and it is committed by the next leader, who is given it again.
    all.lose = (_, to, message) => to === leader.id && message.type === 'appendReply';
    const lost = leader.group.write(encoder.encode('one'), { session, sequence: 1 });
    lost.catch(() => undefined);
    await all.until('the others have it', () =>
      [...all.nodes.values()].every(({ group }) => group.status().lastIndex === leader.group.status().lastIndex),
    );
    all.cut(leader.id);
    all.lose = () => false;
    const next = await all.leader();
    const again = await write(all, next, 'one', { session, sequence: 1 });
    expect(again).to.deep.include({ value: '1' });
    expect(texts(next)).to.deep.equal(['one']);
    all.heal();
    await agreed(all);
  });

  it('C2: the table comes with a snapshot, at a restart and on a node that fetches one', async () => {
    for (const fold of [false, true]) {
      const { all, leader } = await three({ compaction: { ...NEVER, method: fold ? 'fold' : 'copy' } }, fold);
      const session = await open(all, leader);
      const late = [...all.nodes.values()].find((node) => node !== leader);
      if (late === undefined) throw new Error('three nodes');
      all.cut(late.id);
      const first = await write(all, leader, 'one', { session, sequence: 1 });
      await watchDone(all.clock, leader.group.takeSnapshot());
      expect(leader.log, 'the log is gone').to.match(/^(\d+)-/);
      const second = await write(all, leader, 'two', { session, sequence: 2, window: 2 });
      await write(all, leader, 'one', { session, sequence: 1 });
      await watchDone(all.clock, leader.group.takeSnapshot());
      all.heal();
      await all.until('the late one has installed it', () =>
        late.events.some((event) => event.startsWith('installed')),
      );
      await agreed(all);
      for (const id of ['a', 'b', 'c']) await all.stop(id);
      for (const id of ['a', 'b', 'c']) await all.start(id, { app: counting(fold ? new FoldingApp() : new ListApp()) });
      const next = await all.leader();
      await all.until('it has its state', () => next.app.state.length === 2);
      expect(await write(all, next, 'one', { session, sequence: 1 })).to.deep.equal(first);
      expect(await write(all, next, 'two', { session, sequence: 2, window: 2 })).to.deep.equal(second);
      expect(texts(next)).to.deep.equal(['one', 'two']);
      await agreed(all);
      await endAll();
    }
  });

  it('rule 14: a fold sees exactly the commands that were applied', async () => {
    const app = counting(new FoldingApp());
    const { cluster: all, node } = await alone({ method: 'fold' }, { app });
    const session = await open(all, node);
    await write(all, node, 'one', { session, sequence: 1 });
    await watchDone(all.clock, node.group.takeSnapshot());
    const copies = [1, 1, 2, 2, 1].map((sequence) =>
      node.group.write(encoder.encode(`x${sequence}`), { session, sequence, window: sequence }),
    );
    const gone = node.group.write(encoder.encode('gone'), { session: session + 1, sequence: 1 });
    await ended(all, Promise.allSettled([...copies, gone]));
    await watchDone(all.clock, node.group.takeSnapshot());
    expect(taken(node)).to.have.length(2);
    expect(app.commands).to.deep.equal(node.app.state);
    expect(texts(node)).to.deep.equal(['one', 'x2']);
  });

  it('C2: ends by log time: one that was quiet for too long is gone, on every node, and nothing is applied for it', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    const kept = await open(all, leader);
    await write(all, leader, 'one', { session, sequence: 1 });
    await all.clock.advance(40_000);
    expect(await ended(all, leader.group.session('keep', kept))).to.include({ session: kept });
    await all.clock.advance(30_000);
    const again = await write(all, leader, 'one', { session, sequence: 1 });
    // The leader still has the answer, since nothing has moved the log's time.
    expect(again).to.deep.include({ value: '1' });
    const late = await write(all, leader, 'two', { session, sequence: 2 });
    expect(late).to.include({ code: 'SESSION_EXPIRED', outcome: 'unknown', retryable: false });
    expect(await write(all, leader, 'one', { session, sequence: 1 })).to.include({ code: 'SESSION_EXPIRED' });
    expect(await ended(all, leader.group.session('keep', session))).to.include({ code: 'SESSION_EXPIRED' });
    expect(await write(all, leader, 'kept', { session: kept, sequence: 1 })).to.deep.include({ value: '2' });
    expect(texts(leader)).to.deep.equal(['one', 'kept']);
    await agreed(all);
  });

  it('does not end while there is no leader', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    const first = await write(all, leader, 'one', { session, sequence: 1 });
    for (const id of ['a', 'b', 'c']) await all.stop(id);
    await all.clock.advance(300_000);
    for (const id of ['a', 'b', 'c']) await all.start(id, { app: counting(new ListApp()) });
    const next = await all.leader();
    await all.until('it has replayed', () => next.app.state.length === 1);
    expect(await write(all, next, 'one', { session, sequence: 1 })).to.deep.equal(first);
    await agreed(all);
  });

  it('rule 15: a response that is not kept is said to be gone, with its index, and is never made again', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    const first = await write(all, leader, 'big', { session, sequence: 1 });
    if (!('value' in first)) throw first;
    const again = await write(all, leader, 'big', { session, sequence: 1 });
    expect(again)
      .to.be.instanceOf(AppliedResponseEvictedError)
      .and.to.include({ index: first.index, retryable: false });
    expect(texts(leader)).to.deep.equal(['big']);
  });

  it('refuses what its client has given up, and what is too far ahead', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    await write(all, leader, 'two', { session, sequence: 2, window: 1 });
    expect(await write(all, leader, 'one', { session, sequence: 1 })).to.include({ code: 'SEQUENCE_FORGOTTEN' });
    expect(await write(all, leader, 'far', { session, sequence: 5_000, window: 4_998 })).to.include({
      code: 'INVALID_ARGUMENT',
      outcome: 'not_applied',
    });
    await ended(all, leader.group.session('keep', session, { acknowledged: 2 }));
    expect(await write(all, leader, 'two', { session, sequence: 2 })).to.include({ code: 'SEQUENCE_FORGOTTEN' });
    expect(texts(leader)).to.deep.equal(['two']);
    expect(leader.group.sessionTable.bytes).to.equal(0);
  });

  it('is over once it is closed; to close it again is no error', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    for (let i = 0; i < 2; i++)
      expect(await ended(all, leader.group.session('close', session))).to.include({ session });
    expect(await write(all, leader, 'one', { session, sequence: 1 })).to.include({ code: 'SESSION_EXPIRED' });
    await agreed(all);
  });

  it('gives each caller bytes of its own', async () => {
    const { all, leader } = await three();
    const session = await open(all, leader);
    const first = await ended(all, leader.group.write(encoder.encode('one'), { session, sequence: 1 }));
    if (!('value' in first)) throw first;
    first.value.fill(0);
    const again = await ended(all, leader.group.write(encoder.encode('one'), { session, sequence: 1 }));
    if (!('value' in again)) throw again;
    expect(decoder.decode(again.value)).to.equal('1');
    again.value.fill(0);
    expect(await write(all, leader, 'one', { session, sequence: 1 })).to.deep.include({ value: '1' });
  });

  it('C3: nothing is applied again after a crash, wherever it comes', async () => {
    const { cluster: all, node } = await alone({}, { app: counting(new ListApp()) });
    const session = await open(all, node);
    const answers: Ending[] = [];
    for (let sequence = 1; sequence <= 20; sequence++) {
      // The process dies while the app is at work: the command is in the log, and its client asks again.
      node.app.beforeApply = () => new Promise(() => undefined);
      const lost = node.group.write(encoder.encode(String(sequence)), { session, sequence });
      lost.catch(() => undefined);
      await all.until('it is with the app', () => node.group.status().commitIndex > node.group.status().appliedIndex);
      await all.stop('a');
      await all.start('a', { app: counting(new ListApp()) });
      await all.leader();
      answers.push(await write(all, node, String(sequence), { session, sequence }));
      if (sequence % 7 === 0) await watchDone(all.clock, node.group.takeSnapshot());
    }
    expect(texts(node)).to.deep.equal(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    expect(answers.map((answer) => ('value' in answer ? answer.value : answer.code))).to.deep.equal(texts(node));
  });

  it('refuses arguments that cannot be meant', async () => {
    const { cluster: all, node } = await alone();
    for (const options of [
      { session: -1, sequence: 1 },
      { session: 0.5, sequence: 1 },
      { session: 1 },
      { session: 1, sequence: 0 },
      { session: 1, sequence: 2, window: 0 },
      { session: 1, sequence: 2, window: 3 },
      { session: 1, sequence: 70_000, window: 65_536 },
      { sequence: 1 },
      { window: 1 },
    ])
      expect(await write(all, node, 'x', options), JSON.stringify(options)).to.include({ code: 'INVALID_ARGUMENT' });
    for (const call of [
      () => node.group.session('open', 1),
      () => node.group.session('keep'),
      () => node.group.session('close', 0),
      () => node.group.session('keep', 1, { acknowledged: -1 }),
    ])
      expect(await ended(all, call())).to.include({ code: 'INVALID_ARGUMENT' });
    expect(node.app.state).to.deep.equal([]);
  });
});
