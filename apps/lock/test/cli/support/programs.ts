import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './live-cluster.js';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A `lock` program that runs. */
export class Program {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = '';
  err = '';

  constructor(args: readonly string[], endpoints: string) {
    const env = { ...process.env, LOCK_ENDPOINTS: endpoints };
    this.#child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve({ code, out: this.out, err: this.err }));
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async prints(text: string | RegExp): Promise<void> {
    await until(
      () => {
        if (!this.isRunning && this.out === '') throw new Error(`it ended: ${this.err}`);
        return typeof text === 'string' ? this.out.includes(text) : text.test(this.out);
      },
      `it prints ${String(text)}`,
    );
  }
}

/** Whether a process lives. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
