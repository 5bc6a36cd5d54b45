import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/wait.js';

const PATIENCE = 40_000;

/** A program of this folder in a process of its own: it says lines of JSON, and is told lines. */
export class Program<Said extends { readonly type: string }> implements AsyncDisposable {
  readonly said: Said[] = [];
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #errors = '';

  constructor(name: string, settings: object, onSaid: (said: Said) => void = () => undefined) {
    this.#name = name;
    const file = fileURLToPath(new URL(`../${name}.js`, import.meta.url));
    const child = spawn(process.execPath, ['--enable-source-maps', file, JSON.stringify(settings)], { stdio: 'pipe' });
    this.#child = child;
    this.#ended = once(child, 'close');
    // That it has ended is noticed where something of it is waited for.
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as Said;
      this.said.push(said);
      onSaid(said);
    });
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** The first that it has said of this type, once it has. @throws where it fails before. */
  async says<T extends Said['type']>(type: T): Promise<Extract<Said, { type: T }>> {
    const find = () => this.said.find((said): said is Extract<Said, { type: T }> => said.type === type);
    await until(
      () => {
        const { exitCode, signalCode } = this.#child;
        if (find() === undefined && this.#errors !== '' && (exitCode ?? signalCode) !== null)
          throw new Error(`${this.#name} ended (${exitCode ?? signalCode}): ${this.#errors}`);
        return find() !== undefined;
      },
      `${this.#name} says ${type}: ${this.#errors}`,
      PATIENCE,
    );
    return find()!;
  }

  /** It stands still until `resume`. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Waits until it ends by itself. @throws where it fails. */
  async ended(): Promise<void> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`${this.#name} failed: ${this.#errors}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
