import type { Consensus } from '../../consensus/consensus.js';
import type { Input } from '../../consensus/effects.js';
import type { EntryBatch } from '../../model/entry-batch.js';
import type { RaftError } from '../../model/errors.js';
import type { GroupId, NodeId } from '../../model/ids.js';
import type { TransferMessage } from '../../model/messages.js';
import type { SnapshotRecord } from '../../model/state.js';
import type { RaftApp } from '../../ports/app.js';
import type { Clock } from '../../ports/clock.js';
import type { SnapshotOwner, SnapshotStore } from '../../ports/snapshots.js';
import type { Applier } from '../applier.js';
import type { Events, HostEvents } from '../events.js';
import type { LogReads } from '../log-reads.js';

/** What a group gives to those who look after its snapshots. */
export interface SnapshotSite {
  readonly group: GroupId;
  readonly owner: SnapshotOwner;
  readonly store: SnapshotStore;
  readonly app: RaftApp;
  readonly clock: Clock;
  readonly consensus: Consensus;
  readonly applier: Applier;
  readonly reads: LogReads;
  readonly events: Events<HostEvents>;
  readonly maxReadBytes: number;
  /** Committed entries from the cache or from storage. */
  entries(from: number, to: number, maxBytes: number): EntryBatch | Promise<EntryBatch>;
  step(input: Input): void;
  /** Writes the record of an own snapshot; `done` is called once it is durable. */
  record(snapshot: SnapshotRecord, done: () => void): void;
  /** Removes the entries up to `to` from storage, which nobody reads any more. */
  removeEntries(to: number): void;
  /** Everything up to `index` is part of the app's state now, though it was not applied here. */
  installed(index: number): void;
  send(to: NodeId, message: TransferMessage): void;
  /** Deadlines may have changed. */
  wake(): void;
  stop(error: RaftError): void;
}
