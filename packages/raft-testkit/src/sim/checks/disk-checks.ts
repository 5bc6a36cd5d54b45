import type { GroupWrite } from '@lolraft/raft-core';
import type { GroupImage } from '../disk-image.js';
import type { Ledger } from './ledger.js';

/** Before a write takes effect: a committed entry never leaves a log that has it (rule 6). */
export function checkTruncation(ledger: Ledger, node: string, image: GroupImage, write: GroupWrite): void {
  const { truncateFrom, snapshot } = write;
  if (truncateFrom === undefined) return;
  // What the snapshot of the same write stands for is not lost.
  const from = Math.max(truncateFrom, (snapshot?.index ?? 0) + 1);
  if (from > image.lastIndex) return;
  // Where the first one goes by right, so do those behind it, by log matching.
  if (from <= ledger.committed && image.termAt(from) === ledger.committedTerm(from))
    ledger.violate('durability', `${node} removes committed entry ${from} from its disk`);
}

/** After a write took effect: what it stored agrees with what others have. */
export function checkStored(ledger: Ledger, node: string, image: GroupImage, write: GroupWrite): void {
  checkRecord(ledger, node, write);
  const [first] = write.entries ?? [];
  if (first === undefined) return;
  // What is compacted already was committed.
  let previous = image.termAt(first.firstIndex - 1) ?? ledger.committedTerm(first.firstIndex - 1) ?? 0;
  for (const batch of write.entries ?? []) {
    if (batch.count === 0) continue;
    ledger.sees(`stored by ${node}`, batch, previous);
    previous = batch.term(batch.lastIndex);
  }
}

/** A snapshot stands for what is committed, and for nothing else (rule 14). */
function checkRecord(ledger: Ledger, node: string, { snapshot }: GroupWrite): void {
  if (snapshot === undefined) return;
  const { index, term } = snapshot;
  if (ledger.committedTerm(index) !== term)
    ledger.violate('snapshot', `${node} records one at ${index} of term ${term}, which is not committed`);
}
