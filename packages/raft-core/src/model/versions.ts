import { ClusterVersionError, UnknownEntryError } from './errors.js';

/** Cluster versions, both included. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** The cluster version that this build founds with. */
export const CLUSTER_VERSION = 1;
/** What this build understands. */
export const CLUSTER_VERSION_MIN = 1;
export const CLUSTER_VERSION_MAX = 1;
export const BUILD_VERSIONS: VersionRange = { min: CLUSTER_VERSION_MIN, max: CLUSTER_VERSION_MAX };

/** The version of the packages, for people. */
export const BUILD = '0.1.0';

/** Whether a build with these versions can be part of a cluster of that one. */
export function supports({ min, max }: VersionRange, clusterVersion: number): boolean {
  return clusterVersion >= min && clusterVersion <= max;
}

/** For people. */
export function rangeText({ min, max }: VersionRange): string {
  return min === max ? `version ${min}` : `versions ${min} to ${max}`;
}

/**
 * A node whose build does not know the cluster's version takes no part in it: it would not know what the others mean.
 * @throws {UnknownEntryError}
 */
export function checkVersion(clusterVersion: number, build: VersionRange): void {
  if (supports(build, clusterVersion)) return;
  throw new UnknownEntryError(
    `the cluster has version ${clusterVersion}, and this build knows ${rangeText(build)}: run ${clusterVersion > build.max ? 'a newer' : 'an older'} build`,
  );
}

/**
 * For `RaftApp.validate`: refuses a command that its cluster is too old for. A build that does not know it, and is a member or may become one,
 * would have to stop at it.
 * @param since the cluster version since which there are such commands.
 * @param what for people: `a guarded change`.
 * @throws {ClusterVersionError} not applied, and not to be retried before the version is raised.
 */
export function requireClusterVersion(since: number, clusterVersion: number, what: string): void {
  if (since <= clusterVersion) return;
  throw new ClusterVersionError(
    `${what} needs cluster version ${since}, and the cluster has ${clusterVersion}: raise it once every member supports it`,
  );
}
