import {
  LocalCluster,
  LocalFailure,
  type LocalNode,
  nodeTable,
  onEndingSignal,
  seconds,
} from '@lolraft/node-kit/local';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RaftClient } from '@lolraft/raft-client';
import { NumberedWrites } from './numbered-writes.js';
import { type DemoOptions, LOCAL_KVS } from './local-kvs.js';
import { get, readNode } from './store-calls.js';

const PARALLEL = 64;
/** Acknowledged writes, one after the other, before and after the leader is killed. */
const STREAM = 100;

/** Tells the story by itself and checks every step of it; resolves with the exit code: 0 only if every check held. */
export async function runDemo(options: DemoOptions): Promise<number> {
  if (options.storage === 'memory')
    throw new LocalFailure('the demo restarts nodes, which memory cannot: leave out --storage');
  const folder =
    options.data === undefined ? mkdtempSync(path.join(tmpdir(), 'lol-demo-')) : path.resolve(options.data);
  const cluster = await LocalCluster.open(LOCAL_KVS, folder, options, {
    onStatus: () => undefined,
    onExit: () => undefined,
  });
  let interrupted: NodeJS.Signals | undefined;
  const interruption = new Promise<never>((_, reject) => {
    onEndingSignal(
      (signal) => {
        interrupted = signal;
        reject(new LocalFailure(`interrupted by ${signal}`));
      },
      () => {
        cluster.killAll();
      },
    );
  });
  const client = new RaftClient({ transport: cluster.transport, endpoints: cluster.endpoints, timeout: 30_000 });
  let failure: LocalFailure | undefined;
  try {
    await Promise.race([new Demo(cluster, client).tell(options.writes), interruption]);
  } catch (error) {
    failure = error instanceof LocalFailure ? error : new LocalFailure(String(error), { cause: error });
  }
  await client.close();
  await cluster.stop();
  const kept = options.keep || options.data !== undefined;
  if (kept) console.log(`the data and logs stay in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  if (failure === undefined) {
    console.log('\neverything held');
    return 0;
  }
  console.error(`\nFAILED: ${failure.message}`);
  return interrupted === undefined ? 1 : 130;
}

class Demo {
  readonly #cluster: LocalCluster;
  readonly #client: RaftClient;
  readonly #writes: NumberedWrites;
  #begun = 0;

  constructor(cluster: LocalCluster, client: RaftClient) {
    this.#cluster = cluster;
    this.#client = client;
    this.#writes = new NumberedWrites(client);
  }

  async tell(writes: number): Promise<void> {
    const cluster = this.#cluster;
    const count = cluster.nodes.length;
    await this.#step(count === 1 ? 'one node starts, and leads' : `${count} nodes start, and one leads`, async () => {
      await cluster.start();
      return `leader ${this.#leader().id}`;
    });
    console.log(`\n${nodeTable(cluster.nodes)}\n`);
    await this.#step(`${writes} keys are written, ${PARALLEL} at a time`, async () => {
      await this.#writes.many(writes, PARALLEL);
      this.#check(this.#writes.acknowledged === writes, `only ${this.#writes.acknowledged} were acknowledged`);
      return undefined;
    });
    await this.#step('all of them are read back', () => this.#readBack(writes));
    if (count >= 3) await this.#failover();
    else console.log('  (fewer than three nodes: nobody may be killed)');
    await this.#step('every node has every acknowledged write, once', () => this.#checkAll());
    await this.#step(
      count === 1 ? 'it is killed and started again' : `all ${count} nodes are killed at once and started again`,
      async () => {
        await Promise.all(cluster.nodes.map(({ id }) => cluster.kill(id)));
        await Promise.all(cluster.nodes.map(({ id }) => cluster.startNode(id)));
        await cluster.whenLed();
        return `leader ${this.#leader().id}`;
      },
    );
    await this.#step('every node still has every acknowledged write, and the cluster serves', async () => {
      const served = await this.#writes.untilServed();
      return `${await this.#checkAll()}; the next write took ${seconds(served)}`;
    });
  }

  async #failover(): Promise<void> {
    const cluster = this.#cluster;
    const victim = this.#leader();
    const streaming = new AbortController();
    const stream = this.#writes.until(streaming.signal);
    try {
      await this.#more(STREAM);
      await this.#step(
        `the leader is killed (kill -9 ${String(victim.process?.pid)}) under a stream of writes`,
        async () => {
          await cluster.kill(victim.id);
          await this.#more(1);
          return 'until the next acknowledged write';
        },
      );
      await this.#more(STREAM);
    } finally {
      streaming.abort();
      await stream;
    }
    await cluster.whenLed();
    this.#check(this.#leader().id !== victim.id, 'the dead node is said to lead');
    console.log(`    ${this.#leader().id} leads now, in term ${String(this.#leader().status?.term)}`);
    await this.#step(`${victim.id} starts again and catches up`, async () => {
      await cluster.startNode(victim.id);
      await cluster.whenLed();
      await readNode(cluster.transport, victim.address, this.#writes.lastIndex);
      return undefined;
    });
  }

  #leader(): LocalNode {
    const { leader } = this.#cluster;
    if (leader === undefined) throw new LocalFailure('no node leads');
    return leader;
  }

  /** Waits until the stream of writes has had `count` more acknowledged. */
  async #more(count: number): Promise<void> {
    const goal = this.#writes.acknowledged + count;
    const end = performance.now() + 30_000;
    while (this.#writes.acknowledged < goal) {
      this.#check(performance.now() < end, 'no write was acknowledged for 30 s');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async #readBack(writes: number): Promise<undefined> {
    let next = 1;
    const reader = async (): Promise<void> => {
      while (next <= writes) {
        const { key, value } = NumberedWrites.pair(next++);
        const found = await get(this.#client, key);
        this.#check(found === value, `${key} holds ${String(found)}, not ${value}`);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, reader));
    return undefined;
  }

  async #checkAll(): Promise<string> {
    const { nodes, transport } = this.#cluster;
    for (const { id, address } of nodes) {
      const problem = this.#writes.problemWith(await readNode(transport, address, this.#writes.lastIndex), false);
      this.#check(problem === undefined, `${id}: ${problem ?? ''}`);
    }
    return `${this.#writes.acknowledged} writes`;
  }

  #check(held: boolean, otherwise: string): void {
    if (!held) throw new LocalFailure(otherwise);
  }

  async #step(what: string, act: () => Promise<string | undefined>): Promise<void> {
    const begun = performance.now();
    if (this.#begun === 0) this.#begun = begun;
    let note: string | undefined;
    try {
      note = await act();
    } catch (error) {
      throw new LocalFailure(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    const took = seconds(performance.now() - begun);
    const at = `${((begun - this.#begun) / 1000).toFixed(2)} s`.padStart(8);
    console.log(`${at}  ok  ${what}${note !== undefined ? ` (${note})` : ''}: ${took}`);
  }
}
