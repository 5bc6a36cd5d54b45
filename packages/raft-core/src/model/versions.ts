import { UnknownEntryError } from './errors.js';

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
