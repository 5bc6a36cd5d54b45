import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RaftError, StorageFullError } from '../../src/model/errors.js';
import { storeId } from '../../src/model/ids.js';
import { RaftHost } from '../../src/node/host.js';
import type { HostLimits } from '../../src/node/limits.js';
import type { AppliedCommand, RaftApp } from '../../src/ports/app.js';
import type { RaftStorage } from '../../src/ports/storage.js';
import { ManualClock } from '../support/manual-clock.js';
import { TestTransport } from '../support/test-transport.js';

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

/** A cluster of one node, which leads two groups. */
async function alone(limits: Partial<HostLimits> = {}) {
  const clock = new ManualClock();
  const disk = new Disk();
  const app = new Counter();
  const host = await RaftHost.start({
    id: 'a',
    cluster: { name: 'test', token: '' },
    initial: 'new',
    members: [{ id: 'a', address: 'mem:a' }],
    groups: { main: { app }, other: { app: new Counter() } },
    transport: new TestTransport(),
    storage: disk.storage,
    clock,
    limits,
  });
  await clock.settle();
  await clock.advance(1);
  await clock.settle();
  const group = host.group('main');
  expect(group.status()).to.include({ role: 'leader' });
  return { clock, disk, app, host, group };
}

/** How a call ends. */
async function ending(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: unknown) => (error instanceof RaftError ? `${error.code} ${error.outcome}` : String(error)),
  );
}

describe('a group', () => {
  it('whatever is open when it ends is settled, by what is known of it', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const appended = ending(group.write(payload));
    await clock.settle();
    const calls = [
      appended,
      ending(group.write(payload)),
      ending(group.read(payload)),
      ending(group.read(payload, { level: { type: 'local', minIndex: 1000 } })),
    ];
    const closing = host.close();
    expect(await Promise.all(calls)).to.deep.equal([
      'CLOSED unknown',
      'CLOSED not_applied',
      'CLOSED not_applied',
      'CLOSED not_applied',
    ]);
    disk.end?.();
    await closing;
    expect(await ending(group.write(payload))).to.equal('CLOSED not_applied');
  });

  it('rule 18: refuses over its bounds, at once', async () => {
    const { clock, disk, host, group } = await alone({ maxPendingWrites: 2, maxPendingReads: 2 });
    disk.held = true;
    const writes = [group.write(payload), group.write(payload)].map(ending);
    expect(await ending(group.write(payload))).to.equal('OVERLOADED not_applied');
    const reads = [1, 2].map(() => ending(group.read(payload, { level: { type: 'local', minIndex: 1000 } })));
    expect(await ending(group.read(payload))).to.equal('OVERLOADED not_applied');
    await clock.settle();
    disk.held = false;
    disk.end?.();
    await clock.settle();
    expect(await Promise.all(writes)).to.deep.equal(['done', 'done']);
    await host.close();
    expect(await Promise.all(reads)).to.deep.equal(['CLOSED not_applied', 'CLOSED not_applied']);
  });

  it('rule 17: refuses writes while the disk is full, and finishes what it had begun when there is room', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const begun = ending(group.write(payload));
    await clock.settle();
    disk.end?.(new StorageFullError('full'));
    await clock.settle();
    expect(await ending(group.write(payload))).to.equal('STORAGE_FULL not_applied');
    disk.held = false;
    await clock.advance(300);
    expect(await begun).to.equal('done');
    const after = ending(group.write(payload));
    await clock.settle();
    expect(await after).to.equal('done');
    await host.close();
  });

  it('rule 17: where the store fails, every group on it stops', async () => {
    const { clock, disk, host, group } = await alone();
    disk.held = true;
    const write = ending(group.write(payload));
    await clock.settle();
    disk.end?.(new Error('EIO'));
    await clock.settle();
    expect(await write).to.equal('STORAGE_FAILED unknown');
    expect([...host.groups.values()].map(({ failure }) => failure?.code)).to.deep.equal([
      'STORAGE_FAILED',
      'STORAGE_FAILED',
    ]);
    await host.close();
  });

  it('gives each command to the app once, in order, and lets no query look into the middle', async () => {
    const { clock, app, host, group } = await alone();
    let go = (): void => undefined;
    app.busy = new Promise((resolve) => {
      go = resolve;
    });
    const writes = Array.from({ length: 5 }, () => group.write(payload));
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
    const results = await Promise.all(writes);
    expect(results.map(({ index }) => index)).to.deep.equal(app.applied);
    expect(new Set(app.applied).size).to.equal(5);
    await host.close();
  });
});
