import { findFreePorts } from '@lolraft/node-kit/local';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RaftClient } from '@lolraft/raft-client';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { get, put } from '../../src/local-cluster/store-calls.js';
import { until } from './support/processes.js';

const PROGRAM = fileURLToPath(new URL('../../src/local-cluster/main.js', import.meta.url));

/** `npm start` while it runs, without npm. */
class Start {
  output = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(...args: string[]) {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.exited = new Promise((resolve) => child.once('close', resolve));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get over(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Waits until it has said this after the first `from` characters. */
  async says(text: string | RegExp, from = 0): Promise<void> {
    const found = (): boolean => {
      const said = this.output.slice(from);
      return typeof text === 'string' ? said.includes(text) : text.test(said);
    };
    await until(
      () => found() || this.over,
      () => `it says ${String(text)}, but:\n${this.output}`,
      40_000,
    );
    if (!found()) throw new Error(`it ended without saying ${String(text)}:\n${this.output}`);
  }

  /** Who leads, as far as it has said. */
  get leader(): string | undefined {
    const last = [...this.output.matchAll(/ (n\d) leads, in term/g)].at(-1)?.[1];
    return last ?? this.nodes.find(({ role }) => role === 'leader')?.id;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Process and address of each node, as the table says. */
  get nodes(): { id: string; pid: number; address: string; role: string }[] {
    return [...this.output.matchAll(/^ +(n\d) +(\d+) +(ws:\S+) +(\w+) +\d+$/gm)].map(([, id, pid, address, role]) => ({
      id: id ?? '',
      pid: Number(pid),
      address: address ?? '',
      role: role ?? '',
    }));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the local cluster', function () {
  this.timeout(90_000);
  let folder = '';
  const started: Start[] = [];
  const start = (...args: string[]): Start => {
    const one = new Start(...args);
    started.push(one);
    return one;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-local-'));
  });

  afterEach(async () => {
    for (const one of started.splice(0)) {
      one.kill('SIGTERM');
      await one.exited;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('the demo tells its story, and every check holds', async () => {
    const demo = start('--demo', '--writes', '200');
    expect(await demo.exited, demo.output).to.equal(0);
    expect(demo.output).to.include('everything held');
    expect(demo.nodes.map(({ pid }) => isAlive(pid))).to.deep.equal([false, false, false]);
  });

  it('Ctrl-C ends everything with exit code 0, and started again it has its data', async () => {
    const first = start('--data', folder);
    await first.says('Ctrl-C ends all');
    const { nodes } = first;
    expect(nodes.map(({ id }) => id)).to.deep.equal(['n1', 'n2', 'n3']);
    const endpoints = nodes.map(({ address }) => address);
    const client = new RaftClient({ transport: new WsClientTransport(), endpoints, timeout: 30_000 });
    try {
      await put(client, 'hello', 'world', { idempotent: true });

      // A leader that dies is reported, and comes back when it is asked for. Another node may have taken over before it was
      // killed, or before its end was noticed: then there is no gap to tell of. It may lead again when it is back, too.
      const victim = nodes.find(({ id }) => id === first.leader) ?? nodes[0];
      const id = victim?.id ?? '';
      const killed = first.output.length;
      process.kill(victim?.pid ?? 0, 'SIGKILL');
      await first.says(`${id} (process ${victim?.pid ?? 0}) is gone: SIGKILL`, killed);
      await first.says(
        new RegExp(
          `is gone[^]*n\\d leads, in term \\d+, .* after ${id} was gone|n\\d leads, in term \\d+\n[^]*is gone`,
        ),
        killed,
      );
      const restarted = first.output.length;
      first.kill('SIGUSR2');
      await first.says(`${id} starts again`, restarted);
      await first.says(new RegExp(`starts again[^]*${id} (is a follower of n\\d|leads), in term`), restarted);

      // One that hangs does not hold up the end.
      const paused = nodes.find((node) => node !== victim)?.pid ?? 0;
      process.kill(paused, 'SIGSTOP');
      first.kill('SIGINT');
      expect(await first.exited, first.output).to.equal(0);
      expect(nodes.filter(({ pid }) => isAlive(pid))).to.deep.equal([]);

      const second = start('--data', folder);
      await second.says('Ctrl-C ends all');
      expect(second.nodes.map(({ address }) => address)).to.deep.equal(endpoints);
      expect(await get(client, 'hello')).to.equal('world');

      const third = start('--data', folder);
      expect(await third.exited).to.equal(1);
      expect(third.output).to.include(`in use by another running cluster (process ${second.pid})`);

      const four = start('--data', folder, '--nodes', '5');
      expect(await four.exited).to.equal(1);

      // Killed without a chance to say good-bye, it leaves no node behind either.
      second.kill('SIGKILL');
      await second.exited;
      await until(() => second.nodes.every(({ pid }) => !isAlive(pid)), 'the nodes end with it');
    } finally {
      await client.close();
    }
  });

  it('says which port is taken', async () => {
    const base = await findFreePorts(3);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(base + 1, '127.0.0.1', resolve));
    const one = start('--data', folder, '--base-port', String(base));
    expect(await one.exited).to.equal(1);
    expect(one.output)
      .to.match(new RegExp(`port ${base + 1} of node n2 is taken`))
      .and.include('--base-port');
    await new Promise((resolve) => other.close(resolve));
  });

  it('shows the last words of a node that cannot start', async () => {
    writeFileSync(path.join(folder, 'n2'), 'a file where a directory should be');
    const one = start('--data', folder);
    expect(await one.exited).to.equal(1);
    expect(one.output).to.include('node n2 has ended').and.include(`kvs: `);
    expect(readFileSync(path.join(folder, 'n2.log'), 'utf8')).to.include('kvs: ');
  });

  it('explains itself', async () => {
    const help = start('--help');
    expect(await help.exited).to.equal(0);
    for (const option of ['--data', '--nodes', '--base-port', '--storage', '--demo'])
      expect(help.output).to.include(option);
    const wrong = start('--nodes', 'many');
    expect(await wrong.exited).to.equal(2);
    expect(wrong.output).to.include('whole number');
  });
});
