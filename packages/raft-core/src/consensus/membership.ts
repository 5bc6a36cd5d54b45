import { encodeConfiguration, isJoint, type Configuration } from '../model/configuration.js';
import { EntryKind } from '../model/entry.js';
import {
  ChangeInProgressError,
  ConfigurationChangedError,
  InvalidArgumentError,
  NotLeaderError,
  QuorumAtRiskError,
  RaftError,
  type Outcome,
} from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import { goalOf, leave, nextStep } from '../model/membership.js';
import { appendOwn } from './append.js';
import { checkNewVoters, checkRaise } from './builds.js';
import { endChange, gaveUp, isReady } from './change.js';
import type { Input } from './effects.js';
import { withKnownStores } from './identity.js';
import { isVoter, majority } from './quorum.js';
import { replicateAll } from './replication.js';
import type { ConsensusState, Leadership } from './state.js';

/**
 * Takes a change of membership, or of what the members agree on (Raft §6, rule 7): never before an entry of the own term is committed, or two leaders of
 * different terms could each take one from the same configuration (M1), and one at a time.
 */
export function onChangeMembership(s: ConsensusState, input: Extract<Input, { type: 'changeMembership' }>): void {
  try {
    const l = s.leadership;
    if (l === undefined) throw new NotLeaderError(s.leaderElsewhere);
    const { index, configuration } = s.configurations.current;
    if (l.change !== undefined) throw new ChangeInProgressError('another change of the configuration is under way');
    if (l.transfer !== undefined) throw new ChangeInProgressError('leadership is being handed over');
    if (s.commitIndex < l.termStart)
      throw new ChangeInProgressError('the leader has committed nothing in its term yet');
    if (index > s.commitIndex || isJoint(configuration))
      throw new ChangeInProgressError('the configuration in effect is not committed yet');
    if (input.expected !== undefined && input.expected !== index)
      throw new ConfigurationChangedError(input.expected, index);
    const goal = goalOf(configuration, input.changes);
    for (const [id, store] of goal.renewed) {
      if (s.peerStores.get(id) === store || id === s.identity.node)
        throw new InvalidArgumentError(`${id} runs with the data directory that it is bound to: it is not lost`);
    }
    checkRaise(s, goal.configuration, 'not_applied');
    checkNewVoters(s, goal.configuration);
    // Who is new is not reached yet: it is looked at again before it counts.
    if (!input.force)
      checkQuorum(s, l, goal.configuration, (id) => !isVoter(configuration, id) || goal.renewed.has(id), 'not_applied');
    l.change = { id: input.id, goal, force: input.force, since: s.now, catchUps: new Map() };
  } catch (error) {
    if (!(error instanceof RaftError)) throw error;
    s.emit({ type: 'membershipRefused', id: input.id, error });
  }
}

/** @throws {QuorumAtRiskError} where fewer than a majority of the voters is reached, or given the benefit of the doubt. */
function checkQuorum(
  s: ConsensusState,
  l: Leadership,
  configuration: Configuration,
  trusted: (id: NodeId) => boolean,
  outcome: Outcome,
): void {
  const { electionTimeoutMin } = s.options;
  const reached = configuration.voters.filter(({ id }) => {
    if (id === s.identity.node || trusted(id)) return true;
    const p = l.peers.get(id);
    return p !== undefined && s.now - p.lastContact < electionTimeoutMin;
  }).length;
  const voters = configuration.voters.length;
  if (reached < majority(voters)) throw new QuorumAtRiskError(reached, voters, outcome);
}

/**
 * Brings the membership on, once the configuration in effect is committed: ends one that is joint, whoever began it; binds
 * stores; takes the next step of the change that is under way. A leader without a vote has done its last task (rule 11).
 */
export function advanceMembership(s: ConsensusState, l: Leadership): void {
  const { index, configuration, bound } = s.configurations.current;
  if (s.commitIndex < l.termStart || index > s.commitIndex) return;
  const self = isVoter(configuration, s.identity.node);
  if (bound && l.change === undefined && self && !isJoint(configuration)) return;
  const known = withKnownStores(s, configuration, l.change?.goal.renewed);
  if (isJoint(configuration)) {
    append(s, l, leave(known));
    return;
  }
  const next = l.change === undefined ? known : stepTowards(s, l, known);
  if (!self) l.retiredAt = Math.min(l.retiredAt, s.now);
  else if (next !== configuration) append(s, l, next);
}

/** What the change under way makes of the configuration now; the same where it waits or has ended. */
function stepTowards(s: ConsensusState, l: Leadership, from: Configuration): Configuration {
  const { change } = l;
  if (change === undefined) return from;
  const { index, configuration } = s.configurations.current;
  const step = nextStep(from, change.goal, (id) => isReady(s, l, change, id));
  switch (step.type) {
    case 'reached':
      l.change = undefined;
      s.emit({ type: 'membershipChanged', id: change.id, index, configuration });
      return from;
    case 'append':
      try {
        checkRaise(s, step.configuration, 'not_applied');
        if (!change.force && isJoint(step.configuration)) checkQuorum(s, l, step.configuration, () => false, 'unknown');
        return step.configuration;
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
        endChange(s, l, error);
        return from;
      }
    case 'wait': {
      const error = gaveUp(s, l, change, step.for);
      if (error !== undefined) endChange(s, l, error);
      return from;
    }
  }
}

/** While leadership is handed over nothing is appended (rule 12): what is to be done is seen again afterwards, here or at the next leader. */
function append(s: ConsensusState, l: Leadership, configuration: Configuration): void {
  if (l.transfer !== undefined) return;
  const payload = encodeConfiguration(configuration);
  appendOwn(s, l, [{ kind: EntryKind.Configuration, session: 0, sequence: 0, payload }]);
  replicateAll(s, l);
}
