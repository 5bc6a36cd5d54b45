import { scalars } from '@lolraft/proto-kit';
import type { BuildStatus, DiskStatus, NodeStatus, PendingStatus, VersionRange } from '@lolraft/raft-core';
import { printable } from '../arguments.js';
import { checkRange } from '../handshake/version-range.js';
import { measured, present } from '../protobuf/check.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { MAX_SETTING_NAME } from './limits.js';
import { changedFromProto, changedToProto } from './settings-codec.js';

/** What a node says of itself beside its part in the group. */
export type Report = Pick<NodeStatus, 'build' | 'uptime' | 'pending' | 'disk' | 'settings'>;
type ReportFields = Pick<proto.NodeStatus.$Properties, keyof Report>;

const DISK_STATES = new Names<DiskStatus['state'], proto.DiskState>({
  ok: proto.DiskState.DISK_STATE_OK,
  slow: proto.DiskState.DISK_STATE_SLOW,
  full: proto.DiskState.DISK_STATE_FULL,
});

export function rangeToProto(range: VersionRange | undefined): proto.VersionRange.$Properties | null {
  return range === undefined ? null : { min: range.min, max: range.max };
}

/** @throws {ProtocolError} on what is no range. */
export function rangeFromProto(m: proto.VersionRange.$Properties | null | undefined): VersionRange | undefined {
  if (!m) return undefined;
  const { min, max } = scalars(m);
  checkRange('cluster versions', min, max);
  return { min, max };
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function reportToProto({ build, uptime, pending, disk, settings }: Report): ReportFields {
  return {
    build: build === undefined ? null : { version: versionText(build.version), versions: rangeToProto(build.versions) },
    uptime: uptime ?? null,
    pending: pending ?? null,
    disk: disk === undefined ? null : { ...disk, state: DISK_STATES.valueOf(disk.state) },
    settings: changedToProto(settings),
  };
}

/** Throws `InvalidArgumentError` on a setting or a text that is not valid, otherwise `ProtocolError`. */
export function reportFromProto(m: ReportFields): Report {
  return {
    build: m.build ? buildFromProto(m.build) : undefined,
    uptime: typeof m.uptime === 'number' ? measured('the uptime', m.uptime) : undefined,
    pending: m.pending ? pendingFromProto(m.pending) : undefined,
    disk: m.disk ? diskFromProto(m.disk) : undefined,
    settings: changedFromProto(m.settings ?? []),
  };
}

function versionText(version: string): string {
  return printable('the version of a build', version, MAX_SETTING_NAME);
}

function buildFromProto(m: proto.BuildStatus.$Properties): BuildStatus {
  const versions = present('the cluster versions of a build', rangeFromProto(m.versions));
  return { version: versionText(scalars(m).version), versions };
}

function pendingFromProto(m: proto.PendingStatus.$Properties): PendingStatus {
  const { writes, writeBytes, reads, uncommittedBytes } = scalars(m);
  return { writes, writeBytes, reads, uncommittedBytes };
}

function diskFromProto(m: proto.DiskStatus.$Properties): DiskStatus {
  const { state, pendingWrites, oldest } = scalars(m);
  return {
    state: present('the state of the disk', DISK_STATES.nameOf(state)),
    pendingWrites,
    oldest: measured('the age of a write', oldest),
  };
}
