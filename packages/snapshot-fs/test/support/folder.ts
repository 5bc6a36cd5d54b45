import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder; `remove` it at the end. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lol-snapshots-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
