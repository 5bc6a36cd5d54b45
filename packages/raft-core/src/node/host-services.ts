import type { Effect } from '../consensus/effects.js';
import type { Member } from '../model/configuration.js';
import type { ClusterId, GroupId, NodeId } from '../model/ids.js';
import type { PeerMessage } from '../model/messages.js';
import type { Clock } from '../ports/clock.js';
import type { SnapshotStore } from '../ports/snapshots.js';
import type { RaftStorage } from '../ports/storage.js';
import type { Events, HostEvents } from './events.js';
import type { Forwarder } from './forwarder.js';
import type { HostLimits } from './limits.js';
import type { Housekeeping } from './pending-write.js';
import type { Slots } from './snapshots/slots.js';

/** Somebody that wants to be called at the end of the turn. */
export interface Wakeable {
  takeQueued(): void;
  runApp(): void;
}

/** What a host gives to each of its groups. */
export interface HostServices {
  readonly clock: Clock;
  readonly storage: RaftStorage;
  /** Undefined: no group takes snapshots. */
  readonly snapshots: SnapshotStore | undefined;
  /** Snapshots that are fetched at once, over all groups. */
  readonly fetches: Slots;
  /** As they are now. */
  readonly limits: HostLimits;
  /** Undefined: who does not lead says who does. */
  readonly forwarder: Forwarder | undefined;
  /** Other limits from now on, for all groups. */
  tuneLimits(limits: HostLimits): void;
  readonly events: Events<HostEvents>;
  readonly clusterId: ClusterId;
  /** Monotonic and equal for everything that is judged within one input. */
  now(): number;
  wake(group: Wakeable): void;
  write(group: GroupId, effect: Extract<Effect, { type: 'write' }>): void;
  dropWrites(group: GroupId): void;
  diskFull(): boolean;
  /** See `DiskWriter.tidy`. */
  tidy(group: GroupId, housekeeping: Housekeeping): void;
  send(to: NodeId, group: GroupId, message: PeerMessage): void;
  /** Whom the group is to be connected with, itself perhaps among them. */
  contactsChanged(group: GroupId, members: readonly Member[]): void;
}
