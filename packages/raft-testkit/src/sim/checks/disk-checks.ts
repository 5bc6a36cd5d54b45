import type { GroupWrite } from '@lolraft/raft-core';
import type { GroupImage } from '../disk-image.js';
import type { Ledger } from './ledger.js';

/** Before a write takes effect: a committed entry never leaves a log that has it (rule 6). */
export function checkTruncation(ledger: Ledger, node: string, image: GroupImage, write: GroupWrite): void {
  const { truncateFrom } = write;
  if (truncateFrom === undefined || truncateFrom > image.lastIndex) return;
  // Where the first one goes by right, so do those behind it, by log matching.
  if (truncateFrom <= ledger.committed && image.termAt(truncateFrom) === ledger.committedTerm(truncateFrom))
    ledger.violate('durability', `${node} removes committed entry ${truncateFrom} from its disk`);
}

/** After a write took effect: what it stored agrees with what others have. */
export function checkStored(ledger: Ledger, node: string, image: GroupImage, write: GroupWrite): void {
  const [first] = write.entries ?? [];
  if (first === undefined) return;
  let previous = image.termAt(first.firstIndex - 1) ?? 0;
  for (const batch of write.entries ?? []) {
    if (batch.count === 0) continue;
    ledger.sees(`stored by ${node}`, batch, previous);
    previous = batch.term(batch.lastIndex);
  }
}
