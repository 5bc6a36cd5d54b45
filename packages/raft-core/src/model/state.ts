import type { Configuration } from './configuration.js';
import type { NodeId } from './ids.js';

/**
 * What a node promises across restarts: one atomic durable write (rule 1). `votedFor` belongs to `term` and is cleared
 * only when the term grows.
 */
export interface HardState {
  readonly term: number;
  readonly votedFor: NodeId | undefined;
}

/** Names a snapshot resource: a file path, an object key. Opaque bytes; at most 1,024 of them. */
export type SnapshotTag = Uint8Array;

/**
 * The state up to `index`, as one resource. A group begins with a founding record at index 0 and term 0 that has no tag
 * (the empty state) and the bootstrap configuration, so that every log has a base and a configuration.
 */
export interface SnapshotRecord {
  /** Undefined: the empty initial state of the app. */
  readonly tag: SnapshotTag | undefined;
  readonly index: number;
  readonly term: number;
  /** Log time of the entry at `index`, in milliseconds. */
  readonly time: number;
  readonly configuration: Configuration;
  /** The index of the entry that set `configuration`; 0 for the bootstrap one. */
  readonly configurationIndex: number;
  /** Bytes of the resource. */
  readonly size: number;
  /** CRC-32C of the resource. */
  readonly checksum: number;
  /** Version of the resource's format. */
  readonly version: number;
}

/** The record of a resource that exists; only the founding record has none. */
export type TaggedRecord = SnapshotRecord & { readonly tag: SnapshotTag };
