import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const children = new URL('../children/', import.meta.url);
const started = new Set<ChildProcess>();

/** Starts a program of test/children; its lines of output are messages. */
export function startChild(name: string, args: readonly string[], options: ForkOptions = {}): ChildProcess {
  const child = fork(fileURLToPath(new URL(`${name}.js`, children)), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    ...options,
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Ends whatever a failed test has left running. */
export async function endChildren(): Promise<void> {
  for (const child of [...started]) {
    child.kill('SIGKILL');
    await ended(child);
  }
}

/** The file of a program of test/children. */
export function childFile(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, children));
}

/** Resolves with how the process ended. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('the child has ended')));
  const [message] = (await Promise.race([once(child, 'message'), gone])) as [T];
  return message;
}
