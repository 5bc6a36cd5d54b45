import { constants, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';

/** The part of a file handle that is used here. */
export type File = Pick<fs.FileHandle, 'read' | 'write' | 'stat' | 'truncate' | 'datasync' | 'sync' | 'close'>;

/** Every call to the system, in one place, so that tests can fail or end the process at each. */
export interface FileSystem {
  readonly open: (file: string, flags: number) => Promise<File>;
  readonly mkdir: (directory: string) => Promise<void>;
  /** Makes the names in a directory durable. */
  readonly syncDirectory: (directory: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly link: (from: string, to: string) => Promise<void>;
  readonly unlink: (file: string) => Promise<void>;
  readonly readdir: (directory: string) => Promise<string[]>;
  readonly lstat: (file: string) => Promise<Stats>;
  readonly realpath: (file: string) => Promise<string>;
  /** Bytes that this process may still write to the disk. */
  readonly freeBytes: (directory: string) => Promise<number>;
}

/** A symbolic link is never followed to what it names: what is written here are files, and nothing else. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

export const READ = constants.O_RDONLY | NO_FOLLOW;
export const CREATE = constants.O_RDWR | constants.O_CREAT | NO_FOLLOW;

export const nodeFileSystem: FileSystem = {
  open: (file, flags) => fs.open(file, flags),
  mkdir: async (directory) => {
    await fs.mkdir(directory);
  },
  async syncDirectory(directory) {
    // Windows knows no sync of a directory; its file systems journal names themselves.
    if (process.platform === 'win32') return;
    const handle = await fs.open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename: (from, to) => fs.rename(from, to),
  link: (from, to) => fs.link(from, to),
  unlink: (file) => fs.unlink(file),
  readdir: (directory) => fs.readdir(directory),
  lstat: (file) => fs.lstat(file),
  realpath: (file) => fs.realpath(file),
  async freeBytes(directory) {
    const { bavail, bsize } = await fs.statfs(directory);
    return bavail * bsize;
  },
};
