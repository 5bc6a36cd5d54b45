import { DEFAULT_CONSENSUS_OPTIONS, jsonCodec, RaftNode, typedApp } from '@lolraft/raft-core';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster } from '../support/cluster.js';
import { bytes, describe as nameOf } from '../support/journal.js';
import { failureOf, settled } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';

const MIB = 1024 * 1024;

function pattern(length: number, seed: number): Uint8Array {
  const data = new Uint8Array(length);
  let x = seed;
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) | 0;
    data[i] = x >>> 16;
  }
  return data;
}

export function limits(surroundings: Surroundings): void {
  it('over maxPendingWrites a write is refused at once, and the others are not harmed', async () => {
    await using cluster = await Cluster.start(surroundings, { limits: { maxPendingWrites: 10 } });
    const leader = await cluster.leader();
    await leader.group().write(bytes('first'));
    // Followers cannot acknowledge, so that the queue fills.
    for (const { disk } of cluster.followersOf(leader)) disk.hold('before');
    const open = Array.from({ length: 10 }, (_, i) => leader.group().write(bytes(`w${i}`)));
    let ended = 0;
    const count = (): number => ++ended;
    for (const write of open) void write.then(count, count);
    for (let i = 0; i < 5; i++) {
      const error = await failureOf(leader.group().write(bytes(`over${i}`)), 'write over the bound');
      expect(error).to.include({ code: 'OVERLOADED', outcome: 'not_applied', retryable: true });
      expect(ended, 'at once: nothing had to end for it').to.equal(0);
    }
    for (const { disk } of cluster.followersOf(leader)) disk.resume();
    await ends(Promise.all(open), 'the writes that were taken');
    await leader.group().write(bytes('last'));
    const entries = await cluster.agree();
    expect(entries).to.deep.equal(['first', ...Array.from({ length: 10 }, (_, i) => `w${i}`), 'last']);
  });

  it('values of 1.5 MiB pass under load, without an election', async () => {
    // The default timeouts: three nodes and all their checksums share one event loop here.
    await using cluster = await Cluster.start(surroundings, { consensus: DEFAULT_CONSENSUS_OPTIONS });
    const leader = await cluster.leader();
    const { term } = leader.status();
    const values = Array.from({ length: 12 }, (_, i) => pattern(1.5 * MIB, i + 1));
    await ends(Promise.all(values.map((value) => leader.group().write(value))), 'large writes', 30_000);
    expect(await cluster.agree()).to.have.members(values.map(nameOf));
    expect(leader.status()).to.include({ role: 'leader', term });
  });

  it('a value of 32 MiB passes where the limit allows it, without an election', async function () {
    this.timeout(120_000);
    await using cluster = await Cluster.start(surroundings, {
      limits: { maxEntryBytes: 32 * MIB, maxPendingWriteBytes: 128 * MIB },
      // Three nodes copy, check and write hundreds of megabytes on one event loop; in processes of their own the defaults do.
      consensus: { heartbeatInterval: 100, electionTimeoutMin: 2000, electionTimeoutMax: 4000 },
    });
    const leader = await cluster.leader();
    const { term } = leader.status();
    const value = pattern(32 * MIB, 1);
    await ends(leader.group().write(value), 'a very large write', 50_000);
    expect(await cluster.agree()).to.deep.equal([nameOf(value)]);
    expect(leader.status()).to.include({ role: 'leader', term });
  });

  it('a command over maxEntryBytes is refused before it is appended', async () => {
    await using cluster = await Cluster.start(surroundings, { nodes: ['n1'], limits: { maxEntryBytes: 100 } });
    const leader = await cluster.leader();
    await leader.group().write(new Uint8Array(100));
    const { lastIndex } = leader.status();
    const error = await failureOf(leader.group().write(new Uint8Array(101)), 'write over the limit');
    expect(error).to.include({ code: 'ENTRY_TOO_LARGE', outcome: 'not_applied', retryable: false });
    expect(leader.status().lastIndex).to.equal(lastIndex);
  });

  it('a command that does not decode is refused before it is appended; a typed app names the entry it fails at', async () => {
    const world = await surroundings.create(['n1']);
    let total = 0;
    let failedAt: number | undefined;
    const app = typedApp<{ add: number }, number, 'total', number>(
      {
        apply: ({ add }, { index }) => {
          if (add < 0) {
            failedAt = index;
            throw new Error('negative');
          }
          return (total += add);
        },
        query: () => total,
        install: () => {
          total = 0;
        },
      },
      jsonCodec(),
    );
    try {
      await using node = await RaftNode.start({
        id: 'n1',
        cluster: { name: 'typed', token: 'blue' },
        initial: 'new',
        members: [{ id: 'n1', address: world.address('n1') }],
        app,
        transport: world.transport('n1'),
        storage: await world.open('n1'),
      });
      const group = node.host.group('main');
      const bound = (): boolean => group.consensusState.configuration.voters.every(({ store }) => store !== undefined);
      await until(() => node.status().role === 'leader' && bound(), 'a leader that is known by its store');
      expect((await node.write({ add: 2 })).value).to.equal(2);
      const before = node.status().lastIndex;
      const error = await failureOf(group.write(bytes('{"add": ')), 'undecodable command');
      expect(error).to.include({ code: 'INVALID_ARGUMENT', outcome: 'not_applied' });
      expect(node.status().lastIndex).to.equal(before);
      expect(await node.write({ add: 3 })).to.deep.equal({ index: before + 1, value: 5 });
      expect(await node.read('total')).to.equal(5);

      // In one batch with others: the error still names the one entry.
      await Promise.all([1, -1, 1].map((add) => settled(node.write({ add }), 'write')));
      expect(failedAt).to.be.greaterThan(before);
      expect(group.failure).to.include({ code: 'APP_FAILED', index: failedAt });
    } finally {
      await world.remove();
    }
  });

  it('aborted and timed-out calls end at once with their documented outcome', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await leader.group().write(bytes('first'));
    for (const { disk } of cluster.followersOf(leader)) disk.hold('before');

    const controller = new AbortController();
    const aborted = failureOf(leader.group().write(bytes('aborted'), { signal: controller.signal }), 'aborted write');
    const late = failureOf(leader.group().write(bytes('late'), { timeout: 30 }), 'late write');
    await until(() => leader.status().lastIndex > leader.status().commitIndex, 'appended');
    controller.abort(new Error('enough'));
    expect(await aborted).to.include({ code: 'ABORTED', outcome: 'unknown' });
    expect(await late).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown', retryable: true });

    const already = { signal: AbortSignal.abort() };
    expect(await failureOf(leader.group().write(bytes('no'), already), 'write')).to.include({
      code: 'ABORTED',
      outcome: 'not_applied',
    });
    expect(await failureOf(leader.group().write(bytes('no'), { timeout: 0 }), 'write')).to.include({
      code: 'DEADLINE_EXCEEDED',
      outcome: 'not_applied',
    });
    expect(await failureOf(leader.group().read(bytes(''), already), 'read')).to.include({
      code: 'ABORTED',
      outcome: 'not_applied',
    });
    const behind = { level: { type: 'local', minIndex: 1_000_000 }, timeout: 30 } as const;
    expect(await failureOf(leader.group().read(bytes(''), behind), 'read')).to.include({
      code: 'DEADLINE_EXCEEDED',
      outcome: 'not_applied',
    });

    for (const { disk } of cluster.followersOf(leader)) disk.resume();
    await (await cluster.leader()).group().write(bytes('last'));
    // "unknown" it was; nobody withdrew them.
    expect(await cluster.agree()).to.deep.equal(['first', 'aborted', 'late', 'last']);
  });
}
