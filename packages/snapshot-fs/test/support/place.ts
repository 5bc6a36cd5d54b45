import type { SnapshotStore } from '@lolraft/raft-core';
import type { SnapshotPlace } from '@lolraft/raft-testkit';
import { nodeFileSystem, type FileSystem } from '../../src/file-system.js';
import { FsSnapshots } from '../../src/fs-snapshots.js';
import { ghostable } from './faults.js';
import { temporaryFolder } from './folder.js';

interface PlaceOptions {
  readonly shared?: string;
  /** False: hard links are refused. */
  readonly links?: boolean;
}

/** A folder, and stores on it. A crashed one reaches the disk no more, from the middle of whatever it was doing. */
export async function fsPlace({ shared, links = true }: PlaceOptions = {}): Promise<SnapshotPlace> {
  const folder = await temporaryFolder();
  const base: FileSystem = links
    ? nodeFileSystem
    : {
        ...nodeFileSystem,
        link: () => Promise.reject(Object.assign(new Error('EPERM: no links here'), { code: 'EPERM' })),
      };
  const ends = new Map<SnapshotStore, () => Promise<void>>();
  return {
    async open() {
      const { fs, die } = ghostable(base);
      const options = { reserveBytes: 0, ...(shared === undefined ? {} : { shared }) };
      const store = new FsSnapshots(folder.path, options, fs);
      ends.set(store, die);
      return store;
    },
    async crash(store) {
      await ends.get(store)?.();
    },
    destroy: () => folder.remove(),
  };
}
