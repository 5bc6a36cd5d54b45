import { open } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, LocalFileError, wholeNumber } from '@lolraft/cli-kit';
import { DEFAULT_GROUP, type Entry, EntryBatch, EntryKind, groupId, InvalidArgumentError } from '@lolraft/raft-core';
import { replaceEntry } from '@lolraft/storage-rocksdb';
import type { Call } from '../command.js';
import { kindName } from './kinds.js';

export interface SkipFlags {
  readonly backup?: string;
  readonly yes?: true;
}

const WARNING = [
  'A command that is skipped is lost: whoever was told that it is committed was told wrong.',
  'Do the same, with the same index, on EVERY member before you start the first of them again. A member that applies the',
  'command while another one skips it has another state from then on, and nothing will tell you.',
];

/** Makes a command that the app cannot apply an entry that does nothing. */
export async function logSkip(call: Call<SkipFlags>, directory: string, indexText: string): Promise<number> {
  const { terminal, options } = call;
  const index = wholeNumber(indexText, 'the index');
  const group = groupId(call.namedGroup ?? DEFAULT_GROUP);
  for (const line of WARNING) terminal.note(`raftctl: ${line}`);
  if (options.yes !== true && !(await call.confirm(`skip entry ${index} of group ${group}? [y/N] `, '--yes'))) {
    terminal.note('raftctl: nothing was changed');
    return EXIT.failed;
  }
  const backup = options.backup ?? path.join(directory, `skipped-${group}-${index}.entry`);
  let skipped: Entry | undefined;
  await replaceEntry(directory, group, index, async (entry) => {
    if (entry.kind !== EntryKind.Command)
      throw new InvalidArgumentError(`entry ${index} is a ${kindName(entry.kind)}: only a command can be skipped`);
    await writeBackup(backup, entry);
    skipped = entry;
    return { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) };
  });
  const size = skipped?.payload.length ?? 0;
  call.show(
    () => [
      `entry ${index} of group ${group} does nothing now; what it was, a command of ${size} bytes, is in ${backup}`,
    ],
    () => ({ group, index, term: skipped?.term, bytes: size, backup }),
  );
  return EXIT.ok;
}

/** The entry as it was stored. @throws {LocalFileError} where the file is there already, or cannot be written. */
async function writeBackup(file: string, { index, term, time, ...proposal }: Entry): Promise<void> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(EntryBatch.pack(index, term, time, [proposal]).bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new LocalFileError(`the backup ${file} cannot be written, so nothing was changed`, error);
  }
}
