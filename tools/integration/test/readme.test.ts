import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import ts from 'typescript';
import { freePortRange } from './support/free-ports.js';

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

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

describe('the counter of the README', () => {
  let folder = '';
  let counters: Counter[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-readme-'));
    const { outputText, diagnostics } = ts.transpileModule(counterSource(), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    });
    expect(diagnostics).to.deep.equal([]);
    expect(outputText.match(/7000/g), 'its ports').to.have.length(2);
    writeFileSync(PROGRAM, outputText.replaceAll('7000', String((await freePortRange(3)) - 1)));
    counters = ['n1', 'n2', 'n3'].map((id) => new Counter(id, folder));
  });

  afterEach(async () => {
    await Promise.all(counters.map((counter) => counter.kill()));
    rmSync(folder, { recursive: true, force: true });
    rmSync(PROGRAM, { force: true });
  });

  async function until(what: string, condition: () => Counter | undefined): Promise<Counter> {
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const found = condition();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`waited in vain until ${what}:\n${counters.map((c) => c.output).join('\n')}`);
  }

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
});
