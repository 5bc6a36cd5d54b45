import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const PRELOAD = new URL('./end-with-parent.js', import.meta.url).href;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** For people: how a process ended. */
export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : signal;
}

/** One process of a server. It has a process group of its own, so that a terminal's Ctrl-C leaves it to its parent. */
export class NodeProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #exit: Exit | undefined;

  private constructor(child: ChildProcess, pid: number, logFile: string) {
    this.#child = child;
    this.pid = pid;
    this.#logFile = logFile;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  /**
   * Starts `program serve` with these arguments. What it says goes to the end of `logFile`; the log before last is dropped once
   * the file is large.
   * @param preloads modules that the process loads first
   */
  static async start(
    program: string,
    args: readonly string[],
    logFile: string,
    preloads: readonly string[] = [],
  ): Promise<NodeProcess> {
    if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
    const log = openSync(logFile, 'a');
    try {
      const imports = [PRELOAD, ...preloads].flatMap((each) => ['--import', each]);
      const child = spawn(process.execPath, ['--enable-source-maps', ...imports, program, 'serve', ...args], {
        stdio: ['pipe', log, log],
        detached: true,
      });
      // The pipe only says whether this process is there; that its reader has gone is no error.
      child.stdin?.on('error', () => undefined);
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => {
          resolve(child.pid ?? 0);
        });
      });
      return new NodeProcess(child, pid, logFile);
    } finally {
      closeSync(log);
    }
  }

  /** Undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) this.#child.kill(signal);
  }

  /** Asks it to end, and kills it after `grace` milliseconds. */
  async stop(grace: number): Promise<Exit> {
    this.kill('SIGTERM');
    // One that was paused can hear only once it goes on.
    this.kill('SIGCONT');
    const timer = setTimeout(() => {
      this.kill('SIGKILL');
    }, grace);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The last lines that it said. */
  logTail(lines: number): string[] {
    try {
      return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-lines);
    } catch {
      return [];
    }
  }
}
