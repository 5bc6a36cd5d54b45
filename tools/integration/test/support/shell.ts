import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = new URL('../../../../../', import.meta.url);
const PROGRAMS = ['kvs', 'lock', 'raftctl'];

/** For what was left running, to end by itself. */
const GRACE_MS = 10_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Ends what a script has left running where it failed: first as one is asked to, so that whoever has begun others ends them too. */
function endGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs commands as a reader would paste them, up to the first that fails, in a folder with `kvs`, `lock` and `raftctl` in the PATH. */
export async function runShell(
  script: string,
  folder: string,
  patience: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  for (const program of PROGRAMS)
    symlinkSync(fileURLToPath(new URL(`apps/${program}/bin/${program}.mjs`, ROOT)), path.join(folder, program));
  // A group of its own, so that nothing of it is left whatever happens.
  const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    // What programs print is read here by other programs, whatever the tests are printed with.
    env: { ...process.env, FORCE_COLOR: '0', ...env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    detached: true,
  });
  let [out, err] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const closed = once(shell, 'close');
  const tooLong = setTimeout(() => shell.kill(), patience);
  await once(shell, 'exit');
  clearTimeout(tooLong);
  endGroup(shell, 'SIGTERM');
  const tooLate = setTimeout(() => {
    endGroup(shell, 'SIGKILL');
    // Somebody outside of the group may still hold them open.
    for (const stream of [shell.stdout, shell.stderr]) stream.destroy();
  }, GRACE_MS);
  await closed;
  clearTimeout(tooLate);
  endGroup(shell, 'SIGKILL');
  return { code: shell.exitCode, out, err };
}
