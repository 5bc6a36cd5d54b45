import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const TMPFS = 0x0102_1994;
const RAMFS = 0x8584_58f6;

/** A new folder for one cluster's data, below `parent` or where temporary files go. */
export function makeDataFolder(parent: string | undefined, name: string): { path: string; remove: () => void } {
  const base = parent ?? tmpdir();
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(path.join(base, `lol-bench-${name}-`));
  const remove = (): void => {
    process.removeListener('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // Also where the benchmark is interrupted.
  process.once('exit', remove);
  return { path: folder, remove };
}

/** A warning where the data would lie in memory, so that a sync costs nothing. */
export function diskWarning(parent: string | undefined): string | undefined {
  const base = parent ?? tmpdir();
  mkdirSync(base, { recursive: true });
  const { type } = statfsSync(base);
  return type === TMPFS || type === RAMFS
    ? `${base} lies in memory: a sync costs nothing there, and nothing measured is durable. Name a folder on a disk with --data.`
    : undefined;
}
