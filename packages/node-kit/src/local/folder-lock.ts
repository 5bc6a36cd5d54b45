import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalFailure } from './local-failure.js';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps two local clusters out of one folder. A lock whose process has gone is taken over; the nodes' own locks on their
 * data stand behind it.
 */
export class FolderLock {
  readonly #file: string;
  /** The process that held it before has gone without a word: its nodes may still be ending. */
  readonly tookOver: boolean;

  private constructor(file: string, tookOver: boolean) {
    this.#file = file;
    this.tookOver = tookOver;
  }

  /** @throws {LocalFailure} where another process holds it. */
  static take(folder: string): FolderLock {
    const file = path.join(folder, 'running.pid');
    const write = (): void => {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    };
    try {
      write();
      return new FolderLock(file, false);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(file);
    if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
      throw new LocalFailure(
        `the folder ${folder} is in use by another running cluster (process ${holder}): use that one, end it, or name another folder with --data. (If process ${holder} is something else, delete ${file}.)`,
      );
    }
    rmSync(file, { force: true });
    write();
    return new FolderLock(file, true);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}
