import { cp, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const IN_MEMORY = '/dev/shm';
const ENOUGH = 1024 * 1024 * 1024;

/**
 * A new folder; `remove` it at the end. In memory where there is room, for hundreds of stores are opened and synced here and
 * only the tests of syncing itself, which say `onDisk`, care where.
 */
export async function temporaryFolder(where?: 'onDisk'): Promise<{ path: string; remove(): Promise<void> }> {
  const parent = where !== 'onDisk' && (await hasRoomInMemory()) ? IN_MEMORY : tmpdir();
  const folder = await mkdtemp(path.join(parent, 'lol-rocksdb-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function hasRoomInMemory(): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY);
    return bavail * bsize > ENOUGH;
  } catch {
    return false;
  }
}

/**
 * The files as they are now: what a process that is killed at this moment leaves behind. Copied again where RocksDB made or
 * deleted a file meanwhile, for then the copy is of no one moment.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  for (;;) {
    const before = await filesOf(from);
    try {
      // Not the lock: closing a second descriptor of it would release it.
      await cp(from, to, { recursive: true, filter: (name) => path.basename(name) !== 'LOCK' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if ((await filesOf(from)) === before) return;
    await rm(to, { recursive: true, force: true });
  }
}

async function filesOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const sizes = names.map((name) =>
    stat(path.join(folder, name)).then(
      ({ size }) => `${name} ${size}`,
      () => `${name} gone`,
    ),
  );
  return (await Promise.all(sizes)).sort().join('\n');
}
