import { decodeConfiguration, settingsOf } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { EntryKind, type Entry } from '../model/entry.js';
import type { AppliedCommand } from '../ports/app.js';
import type { SessionTable } from '../sessions/session-table.js';
import type { Verdict } from '../sessions/session-registry.js';

/** What becomes of the entries of a batch, each in its place, and the commands among them that the app is to see. */
export interface JudgedBatch {
  readonly entries: readonly Entry[];
  readonly verdicts: readonly Verdict[];
  readonly commands: readonly AppliedCommand[];
}

/**
 * Has the table judge a committed batch: the same for `apply` and for a fold, which sees exactly the commands that `apply` saw.
 * @throws {UnknownEntryError | CorruptionError} on what this build cannot read.
 */
export function judgeBatch(table: SessionTable, batch: EntryBatch): JudgedBatch {
  const entries: Entry[] = [];
  const verdicts: Verdict[] = [];
  const commands: AppliedCommand[] = [];
  for (let index = batch.firstIndex; index <= batch.lastIndex; index++) {
    const entry = batch.entry(index);
    const verdict = table.judge(entry);
    entries.push(entry);
    verdicts.push(verdict);
    if (entry.kind === EntryKind.Configuration) table.configure(index, settingsOf(decodeConfiguration(entry.payload)));
    if (verdict.type !== 'apply') continue;
    const { term, time, payload } = entry;
    commands.push({ index, term, time, payload });
  }
  return { entries, verdicts, commands };
}
