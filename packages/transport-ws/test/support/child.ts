import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A node in a process of its own, which can be stopped and killed. */
export class Child {
  readonly process: ChildProcess;
  readonly address: string;

  private constructor(process: ChildProcess, address: string) {
    this.process = process;
    this.address = address;
  }

  static async start(id: string, env: Readonly<Record<string, string>> = {}): Promise<Child> {
    const script = fileURLToPath(new URL('./child-main.js', import.meta.url));
    const process_ = fork(script, [id], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      process_.once('message', (message) => resolve(message as string));
      process_.once('exit', (code) => reject(new Error(`the child exited with ${String(code)}`)));
    });
    return new Child(process_, address);
  }

  /** Resolves with what it wrote to stderr, once it has exited. */
  async exit(): Promise<{ readonly code: number | null; readonly errors: string }> {
    let errors = '';
    this.process.stderr?.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    return new Promise((resolve) => this.process.once('close', (code) => resolve({ code, errors })));
  }

  /** Ends it, whatever state it is in. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await gone;
  }
}
