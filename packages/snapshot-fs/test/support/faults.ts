import type { File, FileSystem } from '../../src/file-system.js';

/** One call to the system: what, and on which file. */
export interface SystemCall {
  readonly name: string;
  readonly file: string;
}

/** A file system that asks `before` ahead of each call; what that throws is the call's failure. */
export function watched(base: FileSystem, before: (call: SystemCall) => void | Promise<void>): FileSystem {
  const wrap =
    <A extends readonly unknown[], R>(name: string, file: string | undefined, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await before({ name, file: file ?? String(args[0]) });
      return call(...args);
    };
  const watchFile = (file: File, path: string): File => {
    const handle: Record<string, unknown> = {};
    for (const name of ['read', 'write', 'stat', 'truncate', 'datasync', 'sync'] as const) {
      const call = (...args: unknown[]): Promise<unknown> =>
        (file[name] as (...args: unknown[]) => Promise<unknown>).apply(file, args);
      handle[name] = wrap(name, path, call);
    }
    // One that fails has closed the file all the same.
    handle['close'] = async (): Promise<void> => {
      try {
        await before({ name: 'close', file: path });
      } finally {
        await file.close();
      }
    };
    return handle as unknown as File;
  };
  return {
    open: wrap('open', undefined, async (path, flags) => watchFile(await base.open(path, flags), path)),
    mkdir: wrap('mkdir', undefined, base.mkdir),
    syncDirectory: wrap('syncDirectory', undefined, base.syncDirectory),
    rename: wrap('rename', undefined, base.rename),
    link: wrap('link', undefined, base.link),
    unlink: wrap('unlink', undefined, base.unlink),
    readdir: wrap('readdir', undefined, base.readdir),
    lstat: wrap('lstat', undefined, base.lstat),
    realpath: wrap('realpath', undefined, base.realpath),
    freeBytes: wrap('freeBytes', undefined, base.freeBytes),
  };
}

/** A file system for a process that can die: `die` lets the call that is under way end, and no other begin. */
export function ghostable(base: FileSystem): { readonly fs: FileSystem; readonly die: () => Promise<void> } {
  let isDead = false;
  const open = new Set<File>();
  const fs = watched(
    {
      ...base,
      async open(path, flags) {
        const file = await base.open(path, flags);
        open.add(file);
        return file;
      },
    },
    () => (isDead ? new Promise<never>(() => undefined) : undefined),
  );
  return {
    fs,
    async die() {
      isDead = true;
      for (const file of open) await file.close();
    },
  };
}
