import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ProcessOptions {
  readonly cwd: string;
  /** Milliseconds without a line after which it is ended. */
  readonly silenceMs: number;
  /** Each line that it writes to file descriptor 3, or to its standard output where `linesFrom` says so. */
  readonly onLine: (line: string) => void;
  readonly linesFrom?: 'stdout';
}

export interface ProcessEnd {
  /** Undefined where it was ended by a signal. */
  readonly status: number | undefined;
  /** It was ended because it said nothing for too long. */
  readonly silent: boolean;
  /** The end of what it wrote there. */
  readonly stderr: string;
}

const KEPT_OF_STDERR = 2000;

/** Runs a process in a group of its own, and ends the whole group with it: nothing that tests began is left behind. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, silenceMs, onLine, linesFrom }: ProcessOptions,
): Promise<ProcessEnd> {
  const fromStdout = linesFrom === 'stdout';
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', fromStdout ? 'pipe' : 'ignore', 'pipe', fromStdout ? 'ignore' : 'pipe'],
  });
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  process.once('exit', killGroup);
  let silent = false;
  const watch = setTimeout(() => {
    silent = true;
    killGroup();
  }, silenceMs);
  let stderr = '';
  (child.stderr as Readable).on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT_OF_STDERR);
  });
  const lines = createInterface({ input: child.stdio[fromStdout ? 1 : 3] as Readable });
  lines.on('line', (line) => {
    watch.refresh();
    onLine(line);
  });
  try {
    // Its pipes may be held open by what it has begun, so its exit counts; what it wrote before is read to the end.
    const read = new Promise<void>((resolve) => lines.once('close', resolve));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        resolve(code ?? undefined);
      });
    });
    killGroup();
    await read;
    return { status, silent, stderr: stderr.trim() };
  } finally {
    clearTimeout(watch);
    process.off('exit', killGroup);
  }
}
