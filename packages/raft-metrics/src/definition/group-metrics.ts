import { counter, gauge } from './metric.js';

const labels = ['group'] as const;

/** What a node knows of a group: the state of consensus, from `NodeStatus`, and its changes. */
export const GROUP_METRICS = {
  role: gauge({
    name: 'lol_raft_role',
    help: '1 for the role that the node has in the group, 0 for the others.',
    labels: ['group', 'role'],
  }),
  term: gauge({ name: 'lol_raft_term', help: 'Current term.', labels }),
  hasLeader: gauge({
    name: 'lol_raft_has_leader',
    help: '1 where the node knows who leads the group in this term, else 0.',
    labels,
  }),
  leaderSuspicion: gauge({
    name: 'lol_raft_leader_suspicion',
    help: 'Suspicion that the leader is dead, in phi; only where another node leads.',
    labels,
  }),
  commitIndex: gauge({ name: 'lol_raft_commit_index', help: 'Last entry known to be committed.', labels }),
  appliedIndex: gauge({ name: 'lol_raft_applied_index', help: 'Last entry that the app has applied.', labels }),
  applyLag: gauge({
    name: 'lol_raft_apply_lag_entries',
    unit: 'entries',
    help: 'Committed entries that the app has not applied yet.',
    labels,
  }),
  firstIndex: gauge({ name: 'lol_raft_first_index', help: 'First entry that the log still has.', labels }),
  lastIndex: gauge({ name: 'lol_raft_last_index', help: 'Last entry of the log, durable or not.', labels }),
  durableIndex: gauge({ name: 'lol_raft_durable_index', help: 'Last entry that is synced to the own disk.', labels }),
  logEntries: gauge({ name: 'lol_raft_log_entries', unit: 'entries', help: 'Entries that the log has.', labels }),
  members: gauge({
    name: 'lol_raft_members',
    help: 'Members of the configuration in effect, by role.',
    labels: ['group', 'role'],
  }),
  membershipJoint: gauge({
    name: 'lol_raft_membership_joint',
    help: '1 while a change of membership is in its joint phase.',
    labels,
  }),
  configurationIndex: gauge({
    name: 'lol_raft_configuration_index',
    help: 'Entry of the configuration in effect.',
    labels,
  }),
  clusterVersion: gauge({
    name: 'lol_raft_cluster_version',
    help: 'Version of formats that the members have agreed on.',
    labels,
  }),
  failed: gauge({
    name: 'lol_raft_group_failed',
    help: '1 where the group has stopped on this node and needs somebody, else 0.',
    labels,
  }),
  leaderChanges: counter({
    name: 'lol_raft_leader_changes_total',
    help: 'Leaders that the node has come to know, one for each term that had one.',
    labels,
  }),
  preElections: counter({
    name: 'lol_raft_pre_elections_total',
    help: 'Rounds of pre-votes that the node has begun.',
    labels,
  }),
  elections: counter({
    name: 'lol_raft_elections_total',
    help: 'Elections that the node has begun: each is a new term.',
    labels,
  }),
};
