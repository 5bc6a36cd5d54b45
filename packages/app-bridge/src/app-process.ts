import { spawn, type ChildProcess } from 'node:child_process';

/** A program to be started. */
export interface AppCommand {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Beside the environment of this process; `LOL_APP_ADDRESS` and `LOL_APP_TOKEN` are set in any case. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One run of the program. Its output goes where that of this process goes; it gets no input. */
export class AppProcess {
  readonly pid: number | undefined;
  /** Resolves when it has ended, with how; also where it could not be started. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor({ file, args = [], cwd, env = {} }: AppCommand, address: string, token: string) {
    this.#child = spawn(file, args, {
      ...(cwd === undefined ? undefined : { cwd }),
      env: { ...process.env, ...env, LOL_APP_ADDRESS: address, LOL_APP_TOKEN: token },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.pid = this.#child.pid;
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        // Also where a signal could not be sent; then there is a process.
        if (this.#child.pid === undefined) resolve(`could not be started: ${error.message}`);
      });
      this.#child.once('exit', (code, signal) => {
        resolve(signal === null ? `ended with code ${code ?? 0}` : `was ended by ${signal}`);
      });
    });
  }

  /** Tells it to end, kills it where it has not after so many milliseconds, and waits until it is gone. */
  async end(patience: number): Promise<void> {
    const timer = setTimeout(() => {
      this.kill();
    }, patience);
    if (this.#child.pid !== undefined) this.#child.kill('SIGTERM');
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    if (this.#child.pid !== undefined) this.#child.kill('SIGKILL');
  }
}
