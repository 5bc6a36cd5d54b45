import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFailedError, jsonCodec, RaftError, RaftNode } from '@lolraft/raft-core';
import { MemoryNetwork, refusal } from '@lolraft/raft-testkit';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { AppBridge, keepNode, type BridgedApp, type KeptNode } from '../src/index.js';
import { collect, command, ofClass, pieces, stored, text } from './support/bridge.js';

const COUNTER = fileURLToPath(new URL('../../examples/python/counter.py', import.meta.url));
const PROGRAM = { file: 'python3', args: [COUNTER] };
/** Small, so that snapshots take many rounds of credit. */
const LIMITS = { maxFrameBytes: 64 * 1024, windowBytes: 16 * 1024 };

interface Add {
  readonly name: string;
  readonly add: number;
}
interface Ask {
  readonly name: string;
}
const codec = jsonCodec<Add, number, Ask, number>();
type Counters = RaftNode<Add, number, Ask, number>;

/** How often a call that has done nothing is made again, and a condition looked at, in milliseconds. */
const PAUSE = 10;

const pause = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, PAUSE));

/** A node, its bridge and its app. */
class Member {
  readonly id: string;
  readonly bridge: AppBridge;
  pid = 0;
  app: BridgedApp<Add, number, Ask, number> | undefined;
  kept: KeptNode<Counters, Add, number, Ask, number> | undefined;
  /** What has happened to it, for the message of a test that fails. */
  readonly story: string[] = [];

  constructor(id: string, bridge: AppBridge) {
    this.id = id;
    this.bridge = bridge;
    bridge.events.on('connected', ({ pid }) => (this.pid = pid!));
    bridge.events.on('lost', ({ error }) => {
      this.tell(error.message);
    });
  }

  get node(): Counters | undefined {
    return this.kept?.node;
  }

  keep(kept: KeptNode<Counters, Add, number, Ask, number>): void {
    this.kept = kept;
    kept.events.on('restarting', () => {
      this.tell('restarting');
    });
    kept.events.on('startFailed', ({ error, delay }) => {
      this.tell(`${String(error)}, again in ${delay} ms`);
    });
    kept.events.on('restarted', () => {
      this.tell('restarted');
    });
  }

  tell(what: string): void {
    this.story.push(`${Math.round(performance.now())} ${what}`);
  }

  describe(): string {
    const status = this.node?.status();
    const now =
      status === undefined ? 'no node' : `${status.role} in term ${status.term}, failure ${String(status.failure)}`;
    return [`${this.id}: ${now}`, ...this.story].join('\n  ');
  }
}

describe('an app in Python', function () {
  this.timeout(120_000);
  let folder: string;
  let members: Member[] = [];

  before(async function () {
    if (spawnSync('python3', ['--version']).status !== 0) {
      console.log('      skipped: needs python3');
      this.skip();
    }
    folder = await mkdtemp(path.join(tmpdir(), 'lol-python-'));
  });
  afterEach(async () => {
    await Promise.all(members.map(async ({ kept }) => kept?.close()));
    await Promise.all(members.map(({ bridge }) => bridge.close()));
    members = [];
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function until(what: string, condition: () => boolean): Promise<void> {
    for (const end = performance.now() + 50_000; !condition(); await pause()) {
      if (performance.now() <= end) continue;
      throw new Error([`not in time: ${what}`, ...members.map((member) => member.describe())].join('\n'));
    }
  }

  const add = (index: number, name: string, by = 1) => command(index, JSON.stringify({ name, add: by }));
  const ask = (app: BridgedApp, name: string) =>
    Promise.resolve(app.query(Buffer.from(JSON.stringify({ name })))).then(text);

  it('does what an app does', async () => {
    await using bridge = await AppBridge.open({ command: PROGRAM, limits: LIMITS });
    const app = await bridge.attach();
    await app.install(undefined);
    const batch = Array.from({ length: 3000 }, (_, i) => add(i + 1, `name ${i % 700} ${'x'.repeat(50)}`));
    expect((await app.apply(batch)).map(text).slice(-2)).to.deep.equal(['5', '5']);
    expect(await ask(app, `name 1 ${'x'.repeat(50)}`)).to.equal('5');
    await refusal(app.query(Buffer.from('no JSON')) as Promise<unknown>, 'APP_FAILED');

    // A view: what comes later is not in it. Both ways of making it give the same bytes.
    const view = app.snapshot!();
    await app.apply([add(3001, 'later')]);
    const copied = await collect(view.read());
    expect(copied.split('\n').length).to.equal(701);
    const folded = app.fold!(
      undefined,
      (async function* () {
        for (let at = 0; at < batch.length; at += 100) yield batch.slice(at, at + 100);
      })(),
    );
    expect(await collect(folded.read())).to.equal(copied);
    const next = app.fold!(
      stored(() => pieces(copied)),
      (async function* () {
        yield [add(3001, 'later')];
      })(),
    );
    const digest = await app.digest!();
    const last = await collect(next.read());
    expect(last).to.include('["later", 1]');

    // Given up half way, all of them; and nothing is the worse for it.
    for (const given of [
      app.snapshot!(),
      app.fold!(
        stored(() => pieces(copied)),
        pieces() as never,
      ),
    ]) {
      for await (const _ of given.read()) break;
      given.release!();
    }
    await refusal(
      app.install(
        stored(async function* () {
          yield Buffer.from(copied);
          throw new RaftError('CORRUPTION', 'a bad block');
        }),
      ) as Promise<void>,
      'CORRUPTION',
    );
    await app.install(stored(() => pieces(...(last.match(/[^]{1,777}/g) ?? []))));
    expect(await app.digest!()).to.deep.equal(digest);

    await refusal(app.install(stored(() => pieces('no JSON'))) as Promise<void>, 'APP_FAILED');
    await app.install(undefined);
    expect(await ask(app, 'later')).to.equal('0');
    const failed = app.apply([add(1, 'a'), add(2, 'a'), command(3, '{}'), add(4, 'a')]) as Promise<unknown>;
    expect(ofClass(await refusal(failed, 'APP_FAILED'), AppFailedError).index).to.equal(3);
    expect(app.lost).to.equal(undefined);
  });

  it('serves TCP too', async () => {
    await using bridge = await AppBridge.open({ command: PROGRAM, listen: { type: 'tcp' } });
    const app = await bridge.attach();
    await app.install(undefined);
    expect((await app.apply([add(1, 'a', 5)])).map(text)).to.deep.equal(['5']);
  });

  it('lives on three nodes, through kill -9 and SIGSTOP of its processes, and loses or repeats nothing', async () => {
    const network = new MemoryNetwork();
    const ids = ['n1', 'n2', 'n3'];
    for (const id of ids) {
      const bridge = await AppBridge.open({ command: PROGRAM, limits: LIMITS, timings: { responseTimeout: 3000 } });
      members.push(new Member(id, bridge));
    }
    await Promise.all(
      members.map(async (member) => {
        const { id, bridge } = member;
        const kept = await keepNode({
          bridge,
          codec,
          start: async (app) => {
            member.app = app;
            return RaftNode.start({
              id,
              cluster: { name: 'counters', token: 'python' },
              initial: 'new',
              members: ids.map((each) => ({ id: each, address: `mem:${each}` })),
              app,
              transport: network.transport(`mem:${id}`),
              storage: await RocksStorage.open(path.join(folder, id), {
                reserveBytes: 0,
                writeBufferBytes: 4 * 1024 * 1024,
              }),
              snapshots: new FsSnapshots(path.join(folder, id, 'snapshots'), { reserveBytes: 0 }),
              // An election takes two writes that are synced: where the disk is slower than the timeout, there is none that ends.
              consensus: { heartbeatInterval: 100, electionTimeoutMin: 2000, electionTimeoutMax: 6000 },
              compaction: { method: id === 'n3' ? 'fold' : 'copy' },
            });
          },
        });
        member.keep(kept);
      }),
    );

    const leader = (): Member | undefined => members.find(({ node }) => node?.status().role === 'leader');
    let acknowledged = 0;
    let unknown = 0;
    let lastIndex = 0;
    async function write(name: string): Promise<void> {
      for (;;) {
        await until('there is a leader', () => leader() !== undefined);
        try {
          const { index } = await leader()!.node!.write({ name, add: 1 }, { timeout: 20_000 });
          acknowledged++;
          lastIndex = Math.max(lastIndex, index);
          return;
        } catch (error) {
          if (!(error instanceof RaftError)) throw error;
          if (error.outcome === 'unknown') {
            unknown++;
            return;
          }
          await pause();
        }
      }
    }
    const names = Array.from({ length: 400 }, (_, i) => `${i} ${'n'.repeat(100)}`);
    const writeAll = (): Promise<unknown> => Promise.all(names.map(write));
    async function agree(): Promise<void> {
      await write('last');
      const digests = [];
      for (const member of members) {
        await member.kept!.running();
        // Waits for what is applied there, and reads it from this node's own Python.
        await member.node!.read({ name: 'last' }, { level: { type: 'local', minIndex: lastIndex }, timeout: 30_000 });
        digests.push(Buffer.from(await member.app!.digest!()).toString('hex'));
      }
      expect(new Set(digests).size, digests.join()).to.equal(1);
    }

    await writeAll();
    await agree();
    for (const { node } of members) expect((await node!.takeSnapshot()).size).to.be.above(40_000);
    await writeAll();

    // The leader's Python is killed under load, after a snapshot: it comes back by that and the log.
    const first = leader()!;
    const starts = first.kept!.starts;
    const writing = writeAll();
    process.kill(first.pid, 'SIGKILL');
    await first.app!.ended;
    await writing;
    await until('the node is started again', () => first.kept!.starts > starts && first.node !== undefined);
    await agree();

    // One that hangs is found out, killed and replaced.
    const second = members.find((member) => member !== leader())!;
    const before = second.kept!.starts;
    process.kill(second.pid, 'SIGSTOP');
    await writeAll();
    await until('the node is started again', () => second.kept!.starts > before && second.node !== undefined);
    await agree();

    // Every acknowledged write is there once; one in doubt may be there once.
    for (const { node } of members) {
      let total = 0;
      for (const name of [...names, 'last']) total += await node!.read({ name }, { timeout: 30_000 });
      expect(total).to.be.within(acknowledged, acknowledged + unknown);
    }
  });
});
