import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A file system of its own, in memory; undefined where this process may not mount one. */
export function mountSmallDisk(at: string, mebibytes: number): { unmount(): void } | undefined {
  mkdirSync(at, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'lol-test', at]);
  if (status !== 0) return undefined;
  return {
    unmount() {
      const { status: left } = spawnSync('umount', [at]);
      if (left !== 0) spawnSync('umount', ['-l', at]);
    },
  };
}
