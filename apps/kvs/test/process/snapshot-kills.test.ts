import { type LocalNode } from '@lolraft/node-kit/local';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { get } from '../../src/local-cluster/store-calls.js';
import { LARGE_VALUE, Processes, until } from './support/processes.js';
import { isPartial, resources, withEnvironment } from './support/resources.js';

/** Enough that taking, fetching and installing each last long enough to be caught at it. */
const LARGE_COUNT = 150;
const ROUNDS = 10;

/** Looks every millisecond. */
async function soon(condition: () => boolean, bound = 20_000): Promise<boolean> {
  const end = performance.now() + bound;
  while (!condition()) {
    if (performance.now() >= end) return false;
    await sleep(1);
  }
  return true;
}

/** A cluster with a large state, and one node that is about to be killed. */
class Scene implements AsyncDisposable {
  readonly processes: Processes;
  readonly victim: LocalNode;
  #logFrom = 0;

  private constructor(processes: Processes, victim: LocalNode) {
    this.processes = processes;
    this.victim = victim;
  }

  static async create(): Promise<Scene> {
    const processes = await Processes.start();
    try {
      await processes.fill(LARGE_COUNT);
      await processes.writes.many(20, 4);
      return new Scene(processes, await processes.follower());
    } catch (error) {
      await processes[Symbol.asyncDispose]();
      throw error;
    }
  }

  folderOf({ id }: LocalNode): string {
    return path.join(this.processes.folder, id, 'snapshots');
  }

  get files(): string[] {
    return resources(this.folderOf(this.victim));
  }

  /** What the victim has logged since it was started. */
  get log(): string {
    const file = path.join(this.processes.folder, `${this.victim.id}.log`);
    return existsSync(file) ? readFileSync(file).subarray(this.#logFrom).toString() : '';
  }

  async start(): Promise<void> {
    const file = path.join(this.processes.folder, `${this.victim.id}.log`);
    this.#logFrom = existsSync(file) ? readFileSync(file).length : 0;
    await this.processes.cluster.startNode(this.victim.id);
  }

  kill(): Promise<void> {
    return this.processes.cluster.kill(this.victim.id);
  }

  /** Kills the victim as soon as it is at it; returns whether it had not gone on meanwhile, as can be seen once it is dead. */
  async killedWhile(isAtIt: () => boolean, isOver: () => boolean): Promise<boolean> {
    if (!(await soon(() => isAtIt() || isOver()))) throw new Error(`it never was at it:\n${this.log}`);
    await this.kill();
    return isAtIt();
  }

  /** The others forget the log that the victim, which is down, lacks. */
  async leaveBehind(): Promise<void> {
    const { cluster, writes } = this.processes;
    await writes.many(30, 4);
    const others = cluster.nodes.filter((node) => node !== this.victim);
    for (const node of others) await this.processes.takeSnapshot(node);
    await until(
      () => others.every(({ status }) => (status?.firstIndex ?? 0) > writes.lastIndex - 20),
      'the others have compacted',
    );
  }

  /** Everything acknowledged is on every node, and in the folders is what is recorded, once. */
  async check(): Promise<void> {
    const { processes } = this;
    await processes.writes.many(20, 4);
    await processes.cluster.whenLed();
    await processes.check(false);
    expect(await get(processes.client, `large${LARGE_COUNT - 1}`)).to.equal(LARGE_VALUE);
    for (const node of processes.cluster.nodes) {
      const left = (): string[] => resources(this.folderOf(node));
      // One that was offered to a follower stays for a minute.
      await until(
        () => !left().some(isPartial) && left().length <= (node === this.victim ? 1 : 2),
        () => `nothing is left over in the folder of ${node.id}: ${left().join(', ')}`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes[Symbol.asyncDispose]();
  }
}

describe('a node that is killed', function () {
  this.timeout(120_000);
  let restore: () => void;

  beforeEach(() => {
    restore = withEnvironment({ KVS_SNAPSHOT_TRAILING: '10' });
  });
  afterEach(() => {
    restore();
  });

  it('while it takes a snapshot, has lost nothing, and what it had begun goes', async () => {
    await using scene = await Scene.create();
    const { client, writes } = scene.processes;
    let killed = false;
    for (let round = 0; round < ROUNDS && !killed; round++) {
      await scene.start();
      await writes.many(5, 1);
      let over = false;
      const taken = client
        .takeSnapshot(scene.victim.address)
        .catch((error: unknown) => {
          if (!(error instanceof RaftError)) throw error;
        })
        .finally(() => (over = true));
      killed = await scene.killedWhile(
        () => scene.files.some(isPartial),
        () => over,
      );
      await taken;
    }
    expect(killed, 'it was caught at it').to.equal(true);
    expect(scene.files.filter(isPartial), 'what it had begun').to.have.lengthOf(1);
    await scene.processes.writes.many(20, 4);
    await scene.start();
    await until(() => (scene.victim.status?.appliedIndex ?? 0) >= writes.lastIndex, 'it has caught up');
    await scene.processes.takeSnapshot(scene.victim);
    await scene.check();
  });

  // A file that is whole, while the app does not have its state yet.
  for (const [what, hasBegun] of [
    ['fetches', (files: readonly string[]) => files.some(isPartial)],
    ['installs', (files: readonly string[]) => files.some((name) => !isPartial(name))],
  ] as const) {
    it(`while it ${what} a snapshot, has it in the end, and nothing else`, async () => {
      await using scene = await Scene.create();
      let killed = false;
      for (let round = 0; round < ROUNDS && !killed; round++) {
        await scene.kill();
        await scene.leaveBehind();
        const before = scene.files;
        await scene.start();
        const isInstalled = (): boolean => scene.log.includes('"msg":"snapshot installed"');
        killed = await scene.killedWhile(
          () => hasBegun(scene.files.filter((name) => !before.includes(name))) && !isInstalled(),
          isInstalled,
        );
      }
      expect(killed, 'it was caught at it').to.equal(true);
      await scene.processes.writes.many(20, 4);
      await scene.start();
      await scene.check();
    });
  }
});
