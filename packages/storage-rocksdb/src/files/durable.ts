import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Makes the names in a directory durable: files made, renamed and removed there. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows knows no sync of a directory; its file systems journal names themselves.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a small file as a whole: after a crash there is the old one or the new one. Durable once it resolves. */
export async function replaceFile(file: string, content: Uint8Array): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncDirectory(path.dirname(file));
}

/** The `code` of an error from the file system (`ENOENT`, ...). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
