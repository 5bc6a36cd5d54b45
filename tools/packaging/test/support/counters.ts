import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Three processes of the counter in one folder. */
export class Counters implements AsyncDisposable {
  readonly #children: ChildProcess[];
  #output = '';
  #heard = (): void => undefined;

  constructor(folder: string, program: string, env: NodeJS.ProcessEnv) {
    this.#children = ['n1', 'n2', 'n3'].map((id) =>
      spawn(process.execPath, [program, id], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    for (const child of this.#children) {
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => {
          this.#output += String(chunk);
          this.#heard();
        });
      child.once('exit', () => {
        this.#heard();
      });
    }
  }

  /** Resolves when one of them has said this. @throws an error with all that they have said, where one ends or the signal aborts. */
  async say(goal: string, signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#heard();
    });
    while (!this.#output.includes(goal)) {
      if (this.#children.some(({ exitCode }) => exitCode !== null)) throw new Error(`one ended:\n${this.#output}`);
      if (signal.aborted) throw new Error(`none said "${goal}":\n${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
  }
}
