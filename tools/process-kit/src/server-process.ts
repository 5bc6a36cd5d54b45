import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const KILL_AFTER_MS = 10_000;
const TAIL_LINES = 15;

/** One server. What it prints goes to a file, whose end is shown when it fails. */
export class ServerProcess {
  readonly pid: number;
  readonly #name: string;
  readonly #log: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #ended: string | undefined;
  #stopping = false;

  private constructor(name: string, log: string, child: ChildProcess, pid: number) {
    this.#name = name;
    this.#log = log;
    this.#child = child;
    this.pid = pid;
    // Also where the benchmark is interrupted.
    const kill = (): boolean => child.kill('SIGKILL');
    process.prependOnceListener('exit', kill);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        process.removeListener('exit', kill);
        this.#ended = signal ?? `code ${String(code)}`;
        resolve();
      });
    });
  }

  static async start(name: string, command: string, args: readonly string[], log: string): Promise<ServerProcess> {
    const fd = openSync(log, 'a');
    try {
      const child = spawn(command, args, { stdio: ['ignore', fd, fd] });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      if (child.pid === undefined) throw new Error(`${name} has no process id`);
      return new ServerProcess(name, log, child, child.pid);
    } finally {
      closeSync(fd);
    }
  }

  /** @throws where the server has ended though nobody asked it to. */
  check(): void {
    if (this.#ended === undefined || this.#stopping) return;
    const tail = readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
    throw new Error(`${this.#name} ended by itself (${this.#ended}); it said:\n${tail}`);
  }

  /** Whether it runs, paused or not. */
  get isRunning(): boolean {
    return this.#ended === undefined;
  }

  /** The process stands still, as on a machine that hangs, until `resume`. */
  pause(): void {
    if (this.#ended === undefined) this.#child.kill('SIGSTOP');
  }

  resume(): void {
    if (this.#ended === undefined) this.#child.kill('SIGCONT');
  }

  /** Asks it to end, by `signal`, and waits; one that does not is killed. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#stopping = true;
    if (this.#ended !== undefined) return;
    this.#child.kill(signal);
    // One that is paused can hear only once it goes on.
    this.#child.kill('SIGCONT');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}
