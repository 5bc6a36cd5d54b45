import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_GROUP,
  type NodeStatus,
  openResource,
  RaftError,
  type ServiceRequest,
  type ServiceResponse,
} from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import ts from 'typescript';
import { freePortRange } from '@lolraft/tool-process-kit';

const README = fileURLToPath(new URL('../../../../README.md', import.meta.url));
/** Beside this test, so that the packages are found from there. */
const PROGRAM = fileURLToPath(new URL('./readme-counter.mjs', import.meta.url));

/** The counter of the README, as a reader would copy it. */
function counterSource(): string {
  const block = /```ts\n(\/\/ counter\.ts\n[\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.[1];
  if (block === undefined) throw new Error('the README has no block that begins with // counter.ts');
  return block;
}

class Counter {
  readonly #child: ChildProcess;
  output = '';

  constructor(id: string, cwd: string) {
    this.#child = spawn(process.execPath, [PROGRAM, id], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** The last value that this node has printed as leader. */
  get value(): number {
    return Number([...this.output.matchAll(/the counter is (\d+)/g)].at(-1)?.[1] ?? 0);
  }

  /** What it has printed as leader: the counter after the write at each index. */
  get written(): [index: number, value: number][] {
    const lines = this.output.matchAll(/the counter is (\d+), written at index (\d+)$/gm);
    return [...lines].map(([, value, index]) => [Number(index), Number(value)]);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

describe('the counter of the README', () => {
  let folder = '';
  let base = 0;
  let counters: Counter[] = [];
  /** Those that were killed; what they had printed still counts. */
  const past: Counter[] = [];
  const transport = new WsClientTransport();

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-readme-'));
    const { outputText, diagnostics } = ts.transpileModule(counterSource(), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    });
    expect(diagnostics).to.deep.equal([]);
    expect(outputText.match(/7000/g), 'its ports').to.have.length(2);
    base = (await freePortRange(3)) - 1;
    writeFileSync(PROGRAM, outputText.replaceAll('7000', String(base)));
    past.length = 0;
    start();
  });

  afterEach(async () => {
    await Promise.all(counters.map((counter) => counter.kill()));
    rmSync(folder, { recursive: true, force: true });
    rmSync(PROGRAM, { force: true });
  });

  function start(): void {
    counters = ['n1', 'n2', 'n3'].map((id) => new Counter(id, folder));
  }

  async function until<T>(what: string, condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const found = await condition();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`waited in vain until ${what}:\n${counters.map((c) => c.output).join('\n')}`);
  }

  /** Calls one node, whoever leads, once it answers. */
  async function ask<T extends ServiceResponse['type']>(
    id: number,
    request: ServiceRequest & { readonly type: T },
  ): Promise<ServiceResponse & { readonly type: T }> {
    const connection = await transport.connect(`ws://127.0.0.1:${base + id}`);
    try {
      return (await connection.call(request, { timeout: 20_000 })) as ServiceResponse & { readonly type: T };
    } finally {
      await connection.close();
    }
  }

  const takeSnapshot = async (id: number): Promise<number> =>
    (await ask(id, { type: 'takeSnapshot', group: DEFAULT_GROUP })).index;

  /** Index and total of a node's newest snapshot, as it is stored. */
  async function stored(id: number): Promise<{ index: number; total: number }> {
    const connection = await transport.connect(`ws://127.0.0.1:${base + id}`);
    try {
      const request = { type: 'readSnapshot', group: DEFAULT_GROUP } as const;
      async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const item of connection.stream(request)) if (item.type === 'snapshotPart') yield item.bytes;
      }
      const { header, state } = await openResource(bytes());
      let text = '';
      for await (const piece of state) text += new TextDecoder().decode(piece);
      return { index: header.index, total: Number(text) };
    } finally {
      await connection.close();
    }
  }

  /** What the counter was after everything up to `index`, as the leaders printed it: known once a later write is printed. */
  function printedAt(index: number): Promise<number> {
    return until(`a write after ${index} is printed`, () => {
      const all = [...past, ...counters].flatMap(({ written }) => written).sort(([a], [b]) => a - b);
      if (!all.some(([at]) => at > index)) return undefined;
      return all.findLast(([at]) => at <= index)?.[1] ?? 0;
    });
  }

  const lastPrinted = (): number => Math.max(0, ...counters.flatMap(({ written }) => written.map(([index]) => index)));
  /** The status of a node, once it answers and has applied so much. */
  const applied = (id: number, least: number): Promise<NodeStatus> =>
    until(`n${id} has applied ${least}`, async () => {
      try {
        const { status } = await ask(id, { type: 'status', group: DEFAULT_GROUP });
        return status.appliedIndex >= least ? status : undefined;
      } catch (error) {
        if (error instanceof RaftError && error.code === 'UNAVAILABLE') return undefined;
        throw error;
      }
    });

  it('fits in 40 lines', () => {
    const lines = counterSource()
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('//'));
    expect(lines.length).to.be.below(40);
  });

  it('counts on three nodes, and goes on from there when the leader is killed', async function () {
    this.timeout(120_000);
    const first = await until('one leads', () => counters.find((c) => c.value >= 2));
    await first.kill();
    const { value } = first;
    const next = await until('another leads', () => counters.find((c) => c !== first && c.value > value));
    expect(next.output).to.not.include('Error');
  });

  it('folds one snapshot from nothing and the next from that one, and starts again from it', async function () {
    this.timeout(180_000);
    const nodes = [1, 2, 3];
    await until('one leads', () => counters.find((c) => c.value >= 2));
    const first = new Map<number, number>();
    for (const id of nodes) {
      await applied(id, lastPrinted());
      first.set(id, await takeSnapshot(id));
      const { index, total } = await stored(id);
      expect(index).to.equal(first.get(id));
      expect(total, `n${id}, folded from nothing`)
        .to.equal(await printedAt(index))
        .and.be.above(0);
    }
    const second = new Map<number, number>();
    for (const id of nodes) {
      await until('it counts on', () => (lastPrinted() > Math.max(...first.values()) ? true : undefined));
      await applied(id, lastPrinted());
      second.set(id, await takeSnapshot(id));
      const { index, total } = await stored(id);
      expect(index)
        .to.equal(second.get(id))
        .and.be.above(first.get(id) ?? 0);
      expect(total, `n${id}, folded from the one before`).to.equal(await printedAt(index));
    }

    await Promise.all(counters.map((counter) => counter.kill()));
    past.push(...counters);
    start();
    await until('one leads again', () => counters.find((c) => c.value > 0));
    for (const id of nodes) {
      const { snapshotIndex } = await applied(id, lastPrinted());
      expect(snapshotIndex, `n${id} has started from its second snapshot`).to.equal(second.get(id));
      const level = { type: 'local', minIndex: lastPrinted() } as const;
      const payload = new TextEncoder().encode('"total"');
      const { index, value } = await ask(id, { type: 'query', group: DEFAULT_GROUP, level, payload });
      expect(Number(new TextDecoder().decode(value)), `the counter of n${id}`).to.equal(await printedAt(index));
    }
  });
});
