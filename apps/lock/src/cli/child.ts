import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { exitCodeOf, RUN_EXIT } from './exit-codes.js';

/** The command could not be started. */
export class CommandError extends Error {
  readonly code = 'COMMAND';
  readonly outcome = 'not_applied';
  readonly retryable = false;
  readonly exitCode: number;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    super(`${command} cannot be started: ${cause.message}`, { cause });
    this.name = 'CommandError';
    this.exitCode = cause.code === 'ENOENT' ? RUN_EXIT.notFound : RUN_EXIT.notExecutable;
  }
}

/**
 * A command with its own standard streams of this process. Away from a terminal it is a process group of its own, so that what it has started
 * ends with it; at a terminal it stays in the foreground, where it can read, and only itself is ended.
 */
export class Child {
  readonly #process: ChildProcess;
  readonly #hasGroup: boolean;
  /** Its exit code, or 128 and the number of the signal that ended it. */
  readonly ended: Promise<number>;
  #isOver = false;

  private constructor(child: ChildProcess, hasGroup: boolean) {
    this.#process = child;
    this.#hasGroup = hasGroup;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#isOver = true;
        resolve(signal === null ? (code ?? 1) : exitCodeOf(signal));
      });
    });
  }

  /** @throws {CommandError} */
  static start(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Child> {
    const [file = '', ...args] = command;
    const hasGroup = !process.stdin.isTTY;
    return new Promise((resolve, reject) => {
      const options = { stdio: 'inherit', env: { ...process.env, ...env }, detached: hasGroup } as const;
      const child = spawn(file, args, options);
      const started = new Child(child, hasGroup);
      child.once('spawn', () => {
        resolve(started);
      });
      child.once('error', (error) => {
        reject(new CommandError(file, error));
      });
    });
  }

  /** Whether a signal of the terminal reaches it without being passed on. */
  get sharesTerminal(): boolean {
    return !this.#hasGroup;
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      // The group outlives its first process as long as another one is in it.
      if (this.#hasGroup) process.kill(-pid, signal);
      else if (!this.#isOver) process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Asks it to end, and ends it by force after so many milliseconds; resolves when it has. */
  async end(grace: number): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), grace);
    await this.ended;
    clearTimeout(timer);
    // What it has started, and left behind.
    if (this.#hasGroup) this.signal('SIGKILL');
  }
}
