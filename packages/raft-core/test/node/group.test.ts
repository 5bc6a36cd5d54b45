import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RaftError, StorageFullError } from '../../src/model/errors.js';
import { storeId } from '../../src/model/ids.js';
import { isTransfer, type PeerMessage } from '../../src/model/messages.js';
import { RaftHost } from '../../src/node/host.js';
import type { HostLimits } from '../../src/node/limits.js';
import type { AppliedCommand, RaftApp } from '../../src/ports/app.js';
import type { RaftStorage } from '../../src/ports/storage.js';
import type { ClientTransport } from '../../src/ports/transport.js';
import type { ServiceRequest } from '../../src/model/service.js';
import { ManualClock } from '../support/manual-clock.js';
import { peerIdentity, TestTransport } from '../support/test-transport.js';

const payload = new Uint8Array([1]);

/** A disk that forgets everything, and does so as the test says. */
class Disk {
  /** Settles a write that is under way; undefined where none is, or where none is held. */
  end: ((error?: Error) => void) | undefined;
  held = false;

  readonly storage: RaftStorage = {
    capabilities: { durable: false },
    load: async () => ({ store: storeId('a'.repeat(32)), identity: undefined, groups: [] }),
    bind: async () => undefined,
    write: () => {
      if (!this.held) return Promise.resolve();
      return new Promise((resolve, reject) => {
        this.end = (error) => {
          this.end = undefined;
          if (error === undefined) resolve();
          else reject(error);
        };
      });
    },
    read: () => Promise.reject(new Error('everything is cached')),
    removeGroup: async () => undefined,
    close: async () => undefined,
  };
}

/** Answers a command with nothing, and a query with the number of commands so far. */
class Counter implements RaftApp {
  readonly applied: number[] = [];
  /** What `apply` waits for. */
  busy: Promise<void> | undefined;

  apply(commands: readonly AppliedCommand[]): Uint8Array[] | Promise<Uint8Array[]> {
    const answers = commands.map(({ index }) => {
      this.applied.push(index);
      return new Uint8Array(0);
    });
    return this.busy === undefined ? answers : this.busy.then(() => answers);
  }
  query(): Uint8Array {
    return new Uint8Array([this.applied.length]);
  }
  install(): void {
    this.applied.length = 0;
  }
}

/** A host of two groups, in a cluster of `ids`, of which it is the first. */
async function start(ids: readonly string[], limits: Partial<HostLimits> = {}, forward?: ClientTransport) {
  const clock = new ManualClock();
  const disk = new Disk();
  const app = new Counter();
  const transport = new TestTransport();
  const host = await RaftHost.start({
    id: 'a',
    cluster: { name: 'test', token: '' },
    initial: 'new',
    members: ids.map((id) => ({ id, address: `mem:${id}` })),
    groups: { main: { app }, other: { app: new Counter() } },
    transport,
    storage: disk.storage,
    clock,
    limits,
    ...(forward === undefined ? undefined : { forward: { transport: forward } }),
  });
  await clock.settle();
  return { clock, disk, app, host, transport, group: host.group('main') };
}

/** The only node of its cluster. */
async function alone(limits: Partial<HostLimits> = {}) {
  const started = await start(['a'], limits);
  await started.clock.advance(1);
  expect(started.group.status()).to.include({ role: 'leader' });
  return started;
}

/** A leader of three, of which one follows. */
async function leader() {
  const started = await start(['a', 'b', 'c']);
  const { clock, transport, group } = started;
  const say = (message: PeerMessage): void => {
    transport.handlers?.onMessages(peerIdentity('b'), [{ group: group.id, message }]);
  };
  /** `b` says yes to whatever it was asked. */
  const agree = async (): Promise<void> => {
    for (let asked = transport.sent.splice(0); asked.length > 0; asked = transport.sent.splice(0)) {
      for (const { to, message } of asked) {
        if (to !== 'b') continue;
        if (isTransfer(message)) continue;
        const { term } = message;
        if (message.type === 'preVoteRequest') say({ type: 'preVoteReply', term, granted: true });
        else if (message.type === 'voteRequest') say({ type: 'voteReply', term, granted: true });
        else if (message.type === 'heartbeat') say({ type: 'heartbeatReply', term, round: message.round });
        else if (message.type === 'append') {
          const matchIndex = message.entries?.lastIndex ?? message.prevIndex;
          say({ type: 'appendReply', term, accepted: true, matchIndex });
        }
      }
      await clock.settle();
    }
  };
  await clock.advance(group.deadline - clock.now());
  await agree();
  expect(group.status()).to.include({ role: 'leader' });
  return { ...started, say, agree };
}

/** How a call has ended by now. */
function watch(call: Promise<unknown>): { ending: string } {
  const watched = { ending: 'open' };
  call.then(
    () => {
      watched.ending = 'done';
    },
    (error: unknown) => {
      watched.ending = error instanceof RaftError ? `${error.code} ${error.outcome}` : String(error);
    },
  );
  return watched;
}

describe('a group', () => {
  it('whatever is open when it ends is settled, by what is known of it', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const appended = watch(group.write(payload));
    await clock.settle();
    const calls = [
      appended,
      watch(group.write(payload)),
      watch(group.read(payload)),
      watch(group.read(payload, { level: { type: 'local', minIndex: 1000 } })),
    ];
    const closing = host.close();
    await clock.settle();
    expect(calls.map(({ ending }) => ending)).to.deep.equal([
      'CLOSED unknown',
      'CLOSED not_applied',
      'CLOSED not_applied',
      'CLOSED not_applied',
    ]);
    disk.end?.();
    await closing;
    const after = watch(group.write(payload));
    await clock.settle();
    expect(after.ending).to.equal('CLOSED not_applied');
  });

  it('tells those who listen how calls end, in batches, and what waits', async () => {
    const { clock, disk, host, group } = await alone({ maxPendingWrites: 3 });
    const told: unknown[] = [];
    host.events.on('writesProposed', ({ writes }) => told.push({ proposed: writes }));
    host.events.on('writesDone', ({ milliseconds }) => told.push({ written: milliseconds }));
    host.events.on('writeFailed', ({ code, outcome }) => told.push({ failed: `${code} ${outcome}` }));
    host.events.on('readsDone', ({ level, milliseconds }) => told.push({ [level]: milliseconds }));
    host.events.on('readFailed', ({ level, code }) => told.push({ [level]: code }));
    host.events.on('batchApplied', ({ entries, commands }) => told.push({ entries, commands }));
    const heard = (): unknown[] => told.splice(0);
    disk.held = true;
    const writes = [1, 2, 3, 4].map(() => watch(group.write(payload)));
    await clock.settle();
    expect(heard()).to.deep.equal([{ failed: 'OVERLOADED not_applied' }, { proposed: 3 }]);
    expect(group.pending).to.include({ writes: 3, reads: 0, readBytes: 0 });
    expect(group.pending.writeBytes).to.be.at.least(3);
    const { lastIndex } = group.status();
    const reads = [
      watch(group.read(payload, { level: { type: 'local', minIndex: lastIndex } })),
      watch(group.read(payload, { level: { type: 'local', minIndex: 1000 }, timeout: 9 })),
      watch(group.read(payload, { level: 'local' })),
    ];
    expect(heard()).to.deep.equal([{ local: [0] }]);
    expect(group.pending).to.include({ reads: 2, readBytes: 2 });
    await clock.advance(5);
    disk.held = false;
    disk.end?.();
    await clock.settle();
    expect(heard()).to.deep.equal([{ written: [5, 5, 5] }, { entries: 3, commands: 3 }, { local: [5] }]);
    await clock.advance(5);
    expect(heard()).to.deep.equal([{ local: 'DEADLINE_EXCEEDED' }]);
    expect(group.pending).to.deep.equal({ writes: 0, writeBytes: 0, reads: 0, readBytes: 0 });
    expect([...writes, ...reads].map(({ ending }) => ending)).to.not.include('open');
    await host.close();
  });

  it('rule 18: refuses over its bounds, at once', async () => {
    const { clock, disk, host, group } = await alone({ maxPendingWrites: 2, maxPendingReads: 2 });
    disk.held = true;
    const write = () => watch(group.write(payload));
    const read = () => watch(group.read(payload, { level: { type: 'local', minIndex: 1000 } }));
    const writes = [write(), write(), write()];
    const reads = [read(), read(), read()];
    await clock.settle();
    const refused = 'OVERLOADED not_applied';
    expect(writes.map(({ ending }) => ending)).to.deep.equal(['open', 'open', refused]);
    expect(reads.map(({ ending }) => ending)).to.deep.equal(['open', 'open', refused]);
    disk.held = false;
    disk.end?.();
    await clock.settle();
    expect(writes.map(({ ending }) => ending)).to.deep.equal(['done', 'done', refused]);
    await host.close();
  });

  it('rule 17: refuses writes while the disk is full, and finishes what it had begun when there is room', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const begun = watch(group.write(payload));
    await clock.settle();
    disk.end?.(new StorageFullError('full'));
    await clock.settle();
    const refused = watch(group.write(payload));
    await clock.settle();
    expect([begun.ending, refused.ending]).to.deep.equal(['open', 'STORAGE_FULL not_applied']);
    disk.held = false;
    await clock.advance(300);
    expect(begun.ending).to.equal('done');
    const after = watch(group.write(payload));
    await clock.settle();
    expect(after.ending).to.equal('done');
    await host.close();
  });

  it('rule 17: where the store fails, every group on it stops', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const write = watch(group.write(payload));
    await clock.settle();
    disk.end?.(new Error('EIO'));
    await clock.settle();
    expect(write.ending).to.equal('STORAGE_FAILED unknown');
    expect([...host.groups.values()].map(({ failure }) => failure?.code)).to.deep.equal([
      'STORAGE_FAILED',
      'STORAGE_FAILED',
    ]);
    await host.close();
  });

  it('rule 18: where the app is too far behind what is committed, takes no more writes until it has caught up', async () => {
    for (const limits of [{ maxApplyLag: 1 }, { maxApplyLagBytes: 200 * 1024 }]) {
      const { clock, app, host, group } = await alone(limits);
      let release = (): void => undefined;
      const big = new Uint8Array(100 * 1024);
      const write = () => watch(group.write(big));
      app.busy = new Promise<void>((resolve) => (release = resolve));
      const first = write();
      await clock.settle();
      // They are committed while the app is busy with the first one.
      const waiting = [write(), write()];
      await clock.settle();
      const { commitIndex, appliedIndex } = group.status();
      expect(commitIndex - appliedIndex).to.equal(3);
      const refused = write();
      const read = watch(group.read(payload, { level: 'local' }));
      await clock.settle();
      expect(refused.ending).to.equal('OVERLOADED not_applied');
      expect(first.ending).to.equal('open');
      app.busy = undefined;
      release();
      await clock.settle();
      expect([first, ...waiting, read].map(({ ending }) => ending)).to.deep.equal(['done', 'done', 'done', 'done']);
      const after = write();
      await clock.settle();
      expect(after.ending).to.equal('done');
      await host.close();
    }
  });

  it('rule 17: what waits for room on the disk too long ends as unknown, and reads go on', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const begun = watch(group.write(payload));
    await clock.settle();
    for (let waited = 0; waited < 4000; waited += 250) {
      disk.end?.(new StorageFullError('full'));
      await clock.advance(250);
    }
    expect(begun.ending).to.equal('STORAGE_FULL unknown');
    expect(group.status().role).to.equal('leader');
    const read = watch(group.read(payload));
    await clock.settle();
    expect(read.ending).to.equal('done');
    disk.held = false;
    disk.end?.();
    await clock.settle();
    const after = watch(group.write(payload));
    await clock.settle();
    expect(after.ending).to.equal('done');
    await host.close();
  });

  it('rule 20: what this build does not know stops the group that it was sent to, and no other', async () => {
    const { clock, host, transport, group } = await start(['a', 'b', 'c']);
    const errors: string[] = [];
    host.events.on('stopped', ({ group: of, error }) => errors.push(`${of} ${error.code}`));
    const message = { type: 'notUnderstood', term: 1, why: 'entry 7 has kind 77' } as const;
    transport.handlers?.onMessages(peerIdentity('b'), [{ group: group.id, message }]);
    await clock.settle();
    expect(group.failure).to.include({ code: 'UNKNOWN_ENTRY' });
    expect(group.status().failure).to.equal('entry 7 has kind 77');
    expect(errors).to.deep.equal(['main UNKNOWN_ENTRY']);
    expect(host.group('other').failure).to.equal(undefined);
    await host.close();
  });

  it('what was committed before its leadership ended is answered, and only the rest is unknown', async () => {
    const { clock, app, host, group, say, agree } = await leader();
    let go = (): void => undefined;
    app.busy = new Promise((resolve) => {
      go = resolve;
    });
    const committed = watch(group.write(payload));
    await clock.settle();
    await agree();
    const appended = watch(group.write(payload));
    await clock.settle();
    say({ type: 'heartbeatReply', term: group.consensusState.term + 1, round: 0 });
    await clock.settle();
    expect(group.status()).to.include({ role: 'follower' });
    expect([committed.ending, appended.ending]).to.deep.equal(['open', 'LEADERSHIP_LOST unknown']);
    go();
    await clock.settle();
    expect(committed.ending).to.equal('done');
    await host.close();
  });

  it('gives each command to the app once, in order, and lets no query look into the middle', async () => {
    const { clock, app, host, group } = await alone();
    let go = (): void => undefined;
    app.busy = new Promise((resolve) => {
      go = resolve;
    });
    const indexes: number[] = [];
    for (let i = 0; i < 5; i++) void group.write(payload).then(({ index }) => indexes.push(index));
    await clock.settle();
    expect(app.applied).to.have.length(5);
    const seen: number[] = [];
    for (const level of [{ type: 'local', minIndex: 0 } as const, 'linearizable' as const])
      void group.read(payload, { level }).then(({ value }) => seen.push(value[0] ?? -1));
    await clock.settle();
    expect(seen, 'it is in the middle of a batch').to.deep.equal([]);
    go();
    await clock.settle();
    expect(seen).to.deep.equal([5, 5]);
    expect(indexes).to.have.length(5);
    expect(indexes).to.deep.equal(app.applied);
    await host.close();
  });
});

describe('a write that is acknowledged on commit', () => {
  it('is answered while the app has it still, and one that is not waits for the app', async () => {
    const { clock, app, host, group } = await alone();
    app.busy = new Promise(() => undefined);
    const ends: string[] = [];
    const commit = group.write(payload, { acknowledge: 'commit' }).then((result) => {
      ends.push('commit');
      return result;
    });
    group.write(payload).then(
      () => ends.push('apply'),
      () => ends.push('closed'),
    );
    await clock.settle();
    expect(ends).to.deep.equal(['commit']);
    const { index, value } = await commit;
    expect(value).to.equal(undefined);
    expect(group.status().commitIndex).to.be.at.least(index);
    expect(group.status().appliedIndex).to.be.below(index);
    await host.close();
    await clock.settle();
    expect(ends).to.deep.equal(['commit', 'closed']);
  });
});

describe('a host that passes on', () => {
  it('sends the leader what it was asked, though its caller uses the memory for something else by then', async () => {
    const requests: ServiceRequest[] = [];
    const forward: ClientTransport = {
      connect: async () => ({
        call: async (request) => {
          requests.push(request);
          return { type: 'write', index: 7, value: new Uint8Array([8]) };
        },
        stream: () => {
          throw new Error('nobody streams');
        },
        closed: new Promise(() => undefined),
        close: async () => undefined,
      }),
    };
    const { clock, host, group, transport } = await start(['a', 'b', 'c'], {}, forward);
    const refused = await group.write(payload).catch((error: unknown) => error);
    expect(refused, 'nobody is known to lead').to.include({ code: 'NOT_LEADER', leader: undefined });
    const heartbeat = { type: 'heartbeat', term: 1, commit: 0, round: 1 } as const;
    transport.handlers?.onMessages(peerIdentity('b'), [{ group: group.id, message: heartbeat }]);
    const borrowed = new Uint8Array([1, 2, 3]);
    const end = group.write(borrowed, { session: 4, sequence: 5 });
    borrowed.fill(0);
    expect((await end).index).to.equal(7);
    expect(requests).to.deep.equal([
      {
        type: 'write',
        group: group.id,
        session: 4,
        sequence: 5,
        window: 1,
        payload: new Uint8Array([1, 2, 3]),
        acknowledge: 'apply',
      },
    ]);
    const again = await group.write(borrowed);
    expect(again).to.deep.equal({ index: 7, value: new Uint8Array([8]) });
    await host.close();
    await clock.settle();
  });
});
