import type * as FileSystem from 'node:fs';

/** Of the calling thread: its time on a processor, its time in line for one, and its slices; nanoseconds. Linux. */
const SCHEDSTAT = '/proc/thread-self/schedstat';

// Asked for when it is needed: the rest of this package runs in a browser too.
const files = (): typeof FileSystem => process.getBuiltinModule('node:fs');

let known: boolean | undefined;

/** Whether the system tells threads apart; where it does not, `threadTime` is that of all threads of the process. */
export function knowsThreads(): boolean {
  return (known ??= read() > 0);
}

/** Milliseconds of processor time that the calling thread has had. */
export function threadTime(): number {
  // In this order: it makes the kernel enter the time since its last tick, which the file would be without.
  const { user, system } = process.cpuUsage();
  return knowsThreads() ? read() : (user + system) / 1000;
}

/** 0 where there is no such file, or nothing in it: kernels can be built without. */
function read(): number {
  try {
    return Number(files().readFileSync(SCHEDSTAT, 'latin1').split(' ')[0]) / 1e6;
  } catch (error) {
    if (knownAbsent(error)) return 0;
    throw error;
  }
}

function knownAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}
