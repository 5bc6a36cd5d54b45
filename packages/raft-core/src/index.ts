export * from './model/ids.js';
export * from './model/access.js';
export * from './model/errors.js';
export * from './model/entry.js';
export * from './model/entry-batch.js';
export * from './model/configuration.js';
export * from './model/versions.js';
export { SINCE } from './model/features.js';
export {
  checkGroupSettings,
  DEFAULT_GROUP_SETTINGS,
  GROUP_SETTING_NAMES,
  type FoundingSettings,
  type GroupSettings,
} from './model/group-settings.js';
export type { SettingUnit } from './model/setting-definition.js';
export {
  goalOf,
  leave,
  nextStep,
  type AgreementChange,
  type ConfigurationChange,
  type MemberChange,
  type MembershipGoal,
  type MembershipStep,
} from './model/membership.js';
export type * from './model/state.js';
export * from './model/snapshot-record.js';
export * from './model/messages.js';
export * from './model/service.js';
export {
  checkServices,
  findMethod,
  MAX_SERVICE_NAME,
  type MethodDescription,
  type MethodRole,
  type ServiceDescription,
} from './model/service-description.js';
export { crc32c } from './model/crc32c.js';
export type * from './ports/app.js';
export type * from './ports/clock.js';
export type * from './ports/mounted-service.js';
export type * from './ports/snapshots.js';
export {
  parseSnapshotFileName,
  parseSnapshotTag,
  sameSnapshotOwner,
  snapshotFileName,
  snapshotOwnerPath,
  snapshotTag,
  type NamedSnapshot,
} from './ports/snapshot-names.js';
export type * from './ports/storage.js';
export { checkTermOrder, planGroupWrite } from './ports/group-write.js';
export type * from './ports/transport.js';
export {
  SessionTable,
  type Applied,
  type FormerAnswer,
  type FrozenSessions,
  type StoredSession,
} from './sessions/session-table.js';
export type { FrozenSession, SessionEntry, SessionState, Verdict } from './sessions/session-registry.js';
export { sessionPayload, readSessionPayload } from './sessions/session-payload.js';
export { decodeSessions, encodeSessions } from './sessions/table-codec.js';
export { Consensus } from './consensus/consensus.js';
export { consensusOptions, DEFAULT_CONSENSUS_OPTIONS, type ConsensusOptions } from './consensus/options.js';
export type { Effect, Input, Refusal } from './consensus/effects.js';
export { holdsLease, leaseEnd } from './consensus/lease.js';
export type { ConsensusState, Leadership } from './consensus/state.js';
export { AwakeClock } from './node/awake-clock.js';
export { waitFor } from './node/wait-for.js';
export { systemClock } from './node/system-clock.js';
export { Events, type HostEvents } from './node/events.js';
export { DEFAULT_HOST_LIMITS, hostLimits, MAX_ENTRY_BYTES, type HostLimits } from './node/limits.js';
export { clusterIdOf, type ClusterOption, type MemberOption } from './node/founding.js';
export { RaftGroup, type PendingCalls } from './node/group.js';
export type { ChangedMembership, ChangeOptions, TransferredLeadership, TuneOptions } from './node/administration.js';
export type {
  ApplyOptions,
  CallerOptions,
  CommitOptions,
  ReadOptions,
  SessionOptions,
  SessionTerms,
  WriteOptions,
} from './node/call-options.js';
export type { WriteResult } from './node/proposals.js';
export type { ReadResult } from './node/read-queue.js';
export type { ForwardOptions } from './node/forwarder.js';
export type { GroupOptions, HostOptions } from './node/host-options.js';
export { compactionOptions, DEFAULT_COMPACTION, type CompactionOptions } from './node/snapshots/compaction-options.js';
export { changeSnapshot, importSnapshot, type RestoreChange, type RestoreSource } from './node/restore.js';
export type { TakenSnapshot } from './node/snapshots/taking.js';
export { openResource, type OpenResource, type ResourceHeader } from './node/snapshots/resource.js';
export { RaftHost, type MountingHostOptions } from './node/host.js';
export { RaftNode, type NodeOptions } from './node/raft-node.js';
export { bytesCodec, jsonCodec, type AppCodec, type Codec } from './node/codec.js';
export { typedApp, type CodedApp, type CommandContext, type TypedApp, type TypedCommand } from './node/typed-app.js';
