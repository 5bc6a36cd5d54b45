import type { Configuration } from '../model/configuration.js';
import { ClusterVersionError, type Outcome } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import { rangeText, supports } from '../model/versions.js';
import { isVoter } from './quorum.js';
import type { ConsensusState } from './state.js';

/**
 * The cluster version goes up only where every member, learners too, is connected and its build known to support the new one: who
 * does not, stops at the first entry that says so (rule 20).
 * @throws {ClusterVersionError}
 */
export function checkRaise(s: ConsensusState, configuration: Configuration, outcome: Outcome): void {
  const { clusterVersion } = configuration;
  if (clusterVersion === s.configuration.clusterVersion) return;
  const obstacles = supports(s.build, clusterVersion) ? [] : [knows(s.identity.node, s)];
  for (const { id, store } of s.others()) {
    const build = s.peerBuilds.get(id);
    const met = s.peerStores.get(id);
    if (build === undefined || met === undefined || (store !== undefined && met !== store))
      obstacles.push(`${id} is not connected`);
    else if (!supports(build, clusterVersion)) obstacles.push(knows(id, s));
  }
  if (obstacles.length > 0)
    throw new ClusterVersionError(
      `not every member supports cluster version ${clusterVersion}: ${obstacles.join(', ')}`,
      outcome,
    );
}

function knows(id: NodeId, s: ConsensusState): string {
  const build = id === s.identity.node ? s.build : s.peerBuilds.get(id);
  return build === undefined ? id : `the build of ${id} knows ${rangeText(build)}`;
}

/** Whether the node is known to run a build that can have no part in the cluster as it is. */
export function isOutdated(s: ConsensusState, id: NodeId): boolean {
  const build = s.peerBuilds.get(id);
  return build !== undefined && !supports(build, s.configuration.clusterVersion);
}

/** Why it gets no vote. */
export function outdated(s: ConsensusState, id: NodeId, outcome: Outcome): ClusterVersionError {
  return new ClusterVersionError(
    `the cluster has version ${s.configuration.clusterVersion}, and ${knows(id, s)}: run another build there, then ask again`,
    outcome,
  );
}

/** Nobody gets a vote who could not read the log. @throws {ClusterVersionError} */
export function checkNewVoters(s: ConsensusState, goal: Configuration): void {
  for (const { id } of goal.voters) {
    if (!isVoter(s.configuration, id) && isOutdated(s, id)) throw outdated(s, id, 'not_applied');
  }
}
