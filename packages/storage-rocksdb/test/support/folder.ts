import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder; `remove` it at the end. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lol-rocksdb-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
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
  const sizes = names.map(async (name) => `${name} ${(await stat(path.join(folder, name))).size}`);
  return (await Promise.all(sizes)).sort().join('\n');
}
