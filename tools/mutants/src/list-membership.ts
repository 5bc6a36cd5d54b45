import { mutantsOf, type Mutant } from './mutant.js';

const core = mutantsOf('packages/raft-core/src/consensus');
const model = mutantsOf('packages/raft-core/src/model');
const driver = mutantsOf('packages/raft-core/src/node');

/** Faults of changes of membership. */
const CHANGES: readonly Mutant[] = [
  model(
    'joint-is-skipped',
    'rule 7',
    'membership',
    'return remembering(current, { ...next, outgoing });',
    'return remembering(current, { ...next, outgoing: outgoing.slice(0, 0) });',
  ),
  model(
    'a-change-of-as-many-voters-is-not-joint',
    'rule 7',
    'membership',
    'if (current.voters.length === ids.size && current.voters.every((m) => ids.has(m.id)))',
    'if (current.voters.length === ids.size)',
  ),
  model(
    'the-joint-configuration-ends-in-the-old-half',
    'rule 7',
    'membership',
    'return remembering(joint, { ...joint, outgoing: [] });',
    'return remembering(joint, { ...joint, voters: joint.outgoing, learners: [], outgoing: [] });',
  ),
  core(
    'a-change-before-an-entry-of-the-own-term',
    'rule 7, M1',
    'membership',
    `    if (s.commitIndex < l.termStart)
      throw new ChangeInProgressError('the leader has committed nothing in its term yet');
`,
    '',
  ),
  core(
    'a-step-before-an-entry-of-the-own-term',
    'rule 7, M1',
    'membership',
    'if (s.commitIndex < l.termStart || index > s.commitIndex) return;',
    'if (index > s.commitIndex) return;',
  ),
  core(
    'two-changes-at-once',
    'rule 7, M8',
    'membership',
    "    if (l.change !== undefined) throw new ChangeInProgressError('another change of the configuration is under way');\n",
    '',
  ),
  core(
    'the-next-step-before-the-last-is-committed',
    'rule 7, M1',
    'membership',
    'if (s.commitIndex < l.termStart || index > s.commitIndex) return;',
    'if (s.commitIndex < l.termStart) return;',
  ),
  core(
    'an-inherited-joint-configuration-stays',
    'rule 7',
    'membership',
    `  if (isJoint(configuration)) {
    append(s, l, leave(known));
    return;
  }`,
    `  if (isJoint(configuration)) {
    if (l.change !== undefined) append(s, l, leave(known));
    return;
  }`,
  ),
  core(
    'the-expected-configuration-is-not-compared',
    'rule 7',
    'membership',
    'if (input.expected !== undefined && input.expected !== index)',
    'if (input.expected !== undefined && input.expected > index)',
  ),
  core(
    'the-quorum-is-not-looked-at',
    'rule 7',
    'membership',
    'if (reached < majority(voters)) throw new QuorumAtRiskError(reached, voters, outcome);',
    'if (reached < 1) throw new QuorumAtRiskError(reached, voters, outcome);',
  ),
  core(
    'the-quorum-is-looked-at-once',
    'rule 7',
    'membership',
    "if (!change.force && isJoint(step.configuration)) checkQuorum(s, l, step.configuration, () => false, 'unknown');",
    '',
  ),
  core(
    'force-is-not-heard',
    'rule 7',
    'change',
    'if (change.force && p.matchIndex >= s.configurations.current.index) return true;',
    '',
  ),
  core(
    'force-takes-who-has-nothing',
    'rule 7',
    'change',
    'if (change.force && p.matchIndex >= s.configurations.current.index) return true;',
    'if (change.force) return true;',
  ),
  model(
    'a-learner-votes-before-it-is-ready',
    'rule 7',
    'membership',
    "  if (waiting.length > 0) return { type: 'wait', for: waiting.map(({ id }) => id) };\n",
    '',
  ),
  core(
    'a-slow-round-is-enough',
    'rule 7',
    'change',
    'if (s.now - c.since <= s.options.electionTimeoutMin) {',
    'if (s.now >= c.since) {',
  ),
  core(
    'rounds-without-end',
    'rule 7',
    'change',
    'if (c !== undefined && c.round > MAX_ROUNDS)',
    'if (c !== undefined && c.round > 1000 * MAX_ROUNDS)',
  ),
  core(
    'a-learner-is-waited-for-without-end',
    'rule 7',
    'change',
    'if (s.now - (c?.progressAt ?? change.since) >= snapshotPatience)',
    'if (s.now - change.since >= 1000 * snapshotPatience)',
  ),
  core(
    'a-lost-leadership-forgets-the-change',
    'rule 10',
    'leadership',
    '  abandonChange(s, l);\n',
    '  l.change = undefined;\n',
  ),
  model(
    'a-removed-id-is-used-again',
    'rule 11',
    'membership',
    'if (this.#removed.has(member.id))',
    'if (this.#removed.has(member.id) && this.learners.has(member.id))',
  ),
  model(
    'removed-ids-are-not-remembered',
    'rule 11',
    'membership',
    'if (gone.length === 0) return after;',
    'if (gone.length >= 0) return after;',
  ),
  model('no-voter-need-be-left', 'M8', 'membership', 'if (goal.voters.length === 0)', 'if (goal.voters.length < 0)'),
  core(
    'not-electable-without-a-seat-in-the-newest',
    'rule 7',
    'state',
    'return this.configurations.possibleFrom(this.commitIndex).some((each) => isVoter(each.configuration, node));',
    'return false;',
  ),
  core(
    'who-gets-a-vote-watches-nobody',
    'rule 7',
    'consensus',
    'if (s.electionAt === Infinity && s.isElectable()) armElection(s);',
    '',
  ),
];

/** Faults of removal. */
const REMOVAL: readonly Mutant[] = [
  core(
    'a-removed-leader-counts-itself',
    'rule 11, M2',
    'commit',
    `  const candidate = quorumValue(s.configuration, (id) =>
    id === s.identity.node ? s.log.durableIndex : (l.peers.get(id)?.matchIndex ?? 0),
  );`,
    `  const { configuration } = s;
  const own = { id: s.identity.node, address: '-' };
  const counted = configuration.voters.some(({ id }) => id === own.id)
    ? configuration
    : { ...configuration, voters: [...configuration.voters, own] };
  const candidate = quorumValue(counted, (id) =>
    id === s.identity.node ? s.log.durableIndex : (l.peers.get(id)?.matchIndex ?? 0),
  );`,
  ),
  core(
    'a-removed-leader-goes-on',
    'rule 11, M2',
    'membership',
    'if (!self) l.retiredAt = Math.min(l.retiredAt, s.now);\n  else if (next !== configuration)',
    'if (self && next !== configuration)',
  ),
  core(
    'a-removed-leader-hands-over-to-nobody',
    'rule 11, M2',
    'transfer',
    `  if (retired && l.transfer === undefined) {
    const target = bestVoter(s, l);
    if (target !== undefined) begin(s, l, target, undefined);
  }
`,
    '',
  ),
  core(
    'a-removed-leader-leaves-without-the-commit-notice',
    'rule 11, M2',
    'transfer',
    '  if (retired) sendHeartbeats(s, l);\n',
    '',
  ),
  core(
    'a-removed-leader-stays-after-it-has-handed-over',
    'rule 11, M2',
    'transfer',
    "  s.send(transfer.target, { type: 'timeoutNow', term: s.term });\n  return !retired;",
    "  s.send(transfer.target, { type: 'timeoutNow', term: s.term });\n  return true;",
  ),
  core(
    'a-removed-leader-waits-for-a-successor-without-end',
    'rule 11, M2',
    'transfer',
    'if (retired && s.now - l.retiredAt >= electionTimeoutMin) return false;',
    '',
  ),
  core(
    'removed-members-are-served-no-more',
    'rule 11',
    'leaving',
    'p.leaving ??= { member, index, until, toldRound: undefined };',
    'l.peers.delete(member.id);',
  ),
  core(
    'removed-members-are-served-for-ever',
    'rule 11, M9',
    'leaving',
    'if (!knows && s.now < leaving.until) continue;',
    'if (!knows) continue;',
  ),
  core(
    'removed-members-are-let-go-before-they-know',
    'rule 11',
    'replication',
    'if (p.leaving !== undefined && commit >= p.leaving.index) p.leaving.toldRound ??= l.round;',
    'if (p.leaving !== undefined) p.leaving.toldRound ??= l.round;',
  ),
  core(
    'told-of-a-removal-that-is-not-committed',
    'rule 11',
    'removal',
    `  const { index, removed } = s.configurations.at(s.commitIndex);
  return index <= s.commitIndex && removed.has(id);`,
    `  return s.configurations.current.removed.has(id);`,
  ),
  core(
    'a-removal-is-overlooked-while-the-next-change-is-on-its-way',
    'rule 11, E8',
    'removal',
    'const { index, removed } = s.configurations.at(s.commitIndex);',
    'const { index, removed } = s.configurations.current;',
  ),
  core(
    'a-removed-node-is-listened-to',
    'rule 11, E8',
    'consensus',
    'if (s.leadership !== undefined && dismissRemoved(s, s.leadership, from)) return;',
    '',
  ),
  core('a-removed-node-that-is-silent-hears-nothing', 'rule 11, E8', 'leadership', '  tellRemoved(s, l);\n', ''),
  core(
    'a-removed-member-goes-on',
    'rule 11',
    'consensus',
    '    considerRemoval(s);\n    return this.#take();',
    '    return this.#take();',
  ),
  core(
    'a-removed-member-waits-for-a-state-that-does-not-come',
    'rule 11, M9',
    'removal',
    'replacing ? s.appliedIndex : s.commitIndex',
    's.commitIndex',
  ),
  driver(
    'a-removed-group-ends-before-it-has-applied',
    'rule 11',
    'group-driver',
    'if (this.#ending !== undefined && this.applier.applied >= this.#ending.after) this.stop(this.#ending.error);',
    'if (this.#ending !== undefined) this.stop(this.#ending.error);',
  ),
];

/** Faults of transfer. */
const TRANSFER: readonly Mutant[] = [
  core(
    'a-transfer-waits-for-a-target-that-has-gone',
    'rule 12',
    'consensus',
    '          onTargetDown(s, s.leadership, input.peer);\n',
    '',
  ),
  core(
    'timeout-now-before-the-target-has-everything',
    'rule 12',
    'transfer',
    'if (transfer.sent || p.matchIndex !== s.log.lastIndex) return true;',
    'if (transfer.sent) return true;',
  ),
  core(
    'timeout-now-again-and-again',
    'rule 11, rule 12',
    'transfer',
    'if (transfer.sent || p.matchIndex !== s.log.lastIndex) return true;',
    'if (p.matchIndex !== s.log.lastIndex) return true;',
  ),
  core(
    'timeout-now-of-a-former-term',
    'rule 12',
    'election',
    'if (m.term < s.term || s.leadership !== undefined || s.unreadable || s.diskFull || !s.isElectable()) return;',
    'if (s.leadership !== undefined || s.unreadable || s.diskFull || !s.isElectable()) return;',
  ),
  core(
    'timeout-now-of-anybody',
    'rule 12',
    'election',
    'if (s.leader !== undefined && s.leader !== from) {',
    'if (s.leader === s.identity.node) {',
  ),
  core(
    'timeout-now-without-a-state',
    'rule 12',
    'election',
    's.leadership !== undefined || s.unreadable || s.diskFull',
    's.leadership !== undefined || s.diskFull',
  ),
  core(
    'proposals-during-a-transfer',
    'rule 12',
    'leadership',
    'if (isHandingOver(l)) {',
    'if (isHandingOver({ ...l, transfer: undefined })) {',
  ),
  core(
    'membership-goes-on-during-a-transfer',
    'rule 12',
    'membership',
    '  if (l.transfer !== undefined) return;\n',
    '',
  ),
  core(
    'a-transfer-keeps-the-promise-of-the-voters',
    'rule 9, rule 12',
    'election',
    'transfer,\n    });',
    'transfer: false,\n    });',
  ),
  core(
    'every-candidate-breaks-the-promise',
    'rule 9, rule 12',
    'election',
    'function campaign(s: ConsensusState, transfer = false)',
    'function campaign(s: ConsensusState, transfer = true)',
  ),
  core(
    'a-transfer-never-ends',
    'rule 12',
    'transfer',
    'if (p === undefined || p.leaving !== undefined || s.now - transfer.since >= electionTimeoutMin) {',
    'if (p === undefined || p.leaving !== undefined) {',
  ),
  core(
    'leadership-goes-to-a-learner',
    'rule 12',
    'transfer',
    'if (!s.configuration.voters.some((m) => m.id === target))',
    'if (findMember(s.configuration, target) === undefined)',
  ),
  core('a-term-that-was-given-up-looks-kept', 'rule 12', 'transfer', '  l.abdicated = true;\n', ''),
  core(
    'priority-decides-elections',
    'rule 12',
    'election',
    'const free = s.votedFor === undefined || s.votedFor === from;',
    `const priorityOf = (id: NodeId): number => s.configuration.voters.find((v) => v.id === id)?.priority ?? 0;
  const free =
    s.votedFor === from || (s.votedFor === undefined && priorityOf(from) >= priorityOf(s.identity.node));`,
  ),
  core('priority-is-no-reason-to-hand-over', 'rule 12', 'leadership', '  considerPriority(s, l);\n', ''),
  core(
    'the-fittest-need-not-be-heard',
    'rule 12',
    'transfer',
    "p?.state !== 'replicate' || p.matchIndex <= above || s.now - p.lastContact >= s.options.electionTimeoutMin",
    'p === undefined || p.matchIndex <= above',
  ),
  driver(
    'writes-do-not-wait-for-the-end-of-a-transfer',
    'rule 12',
    'group-driver',
    'if (this.writes.hasQueued && !this.#isHandingOver) this.#propose();',
    'if (this.writes.hasQueued) this.#propose();',
  ),
  driver(
    'a-transfer-is-forgotten-when-the-old-leader-leads-again',
    'rule 12',
    'administration',
    'for (const [id, { target, resolve, reject }] of [...this.#transfers]) {',
    'for (const [id, { target, resolve, reject }] of [...this.#transfers]) {\n      if (leader !== target && this.#calls === id) continue;',
  ),
  driver(
    'a-second-shutdown-cuts-the-first-short',
    'rule 12',
    'host',
    'this.#shuttingDown ??= this.#closing ?? this.#handOverAndClose();\n    return this.#shuttingDown;',
    'return this.#closing ?? this.#handOverAndClose();',
  ),
  driver(
    'a-shutdown-hands-nothing-over',
    'rule 12',
    'host',
    '    await Promise.all([...this.#drivers.values()].map((group) => group.handOver()));\n',
    '',
  ),
];

/** Faults of identity and settings. */
const NODES: readonly Mutant[] = [
  core(
    'a-blank-joiner-votes',
    'rule 19',
    'election',
    '!s.blank &&\n    s.leader === undefined',
    's.leader === undefined',
  ),
  core(
    'a-blank-joiner-grants-pre-votes',
    'rule 19',
    'election',
    'm.term > s.term && !s.blank && !isSticky(s)',
    'm.term > s.term && !isSticky(s)',
  ),
  core(
    'the-progress-of-a-lost-store-counts-on',
    'rule 19',
    'identity',
    'if (p.store !== undefined) l.peers.set(peer, p.forStore(store, s.log.lastIndex + 1, s.now));\n  else p.store = store;',
    'p.store = store;',
  ),
  core(
    'a-renewed-member-is-bound-to-the-lost-store',
    'rule 19',
    'identity',
    'if (store === undefined && known !== undefined && lost?.get(id) !== known)',
    'if (store === undefined && known !== undefined && lost !== null)',
  ),
  model(
    'a-renewed-voter-keeps-its-seat',
    'rule 19',
    'membership',
    'const seats = new Map(current.voters.filter((m) => !lost(m)).map((m) => [m.id, m]));\n  const learning = [...current.learners, ...current.voters.filter(lost)].map((m) => (lost(m) ? at(m, undefined) : m));',
    'const seats = new Map(current.voters.map((m) => [m.id, lost(m) ? at(m, undefined) : m]));\n  const learning = current.learners.map((m) => (lost(m) ? at(m, undefined) : m));',
  ),
  core(
    'a-store-that-runs-is-called-lost',
    'rule 19',
    'membership',
    'if (s.peerStores.get(id) === store || id === s.identity.node)',
    'if (id === s.identity.node)',
  ),
  driver(
    'an-electionTimeoutMin-of-its-own',
    'rule 9',
    'settings',
    "new Set(['consensus.electionTimeoutMin', 'consensus.logCacheBytes'])",
    "new Set(['consensus.logCacheBytes'])",
  ),
  driver(
    'half-of-the-settings-are-taken',
    'rule 18',
    'group',
    '    const changes = settingChanges(this.#settings, wanted);\n',
    `    if (wanted.size > 1) await this.tune(new Map([...wanted].slice(0, 1)), options);
    const changes = settingChanges(this.#settings, wanted);
`,
  ),
  driver(
    'a-call-that-was-given-up-has-its-effect',
    'rule 18',
    'bounded-call',
    "if (signal?.aborted === true) return new AbortedError('not_applied', signal.reason);",
    "if (timeout === 0 && signal?.aborted === true) return new AbortedError('not_applied', signal.reason);",
  ),
  driver(
    'a-host-that-closes-keeps-its-last-words',
    'rule 11',
    'host',
    '    this.#outbox.flush();\n    this.#awake.clear();',
    '    this.#awake.clear();',
  ),
  driver(
    'a-shutdown-asks-only-one-to-take-over',
    'rule 12',
    'group-driver',
    'let others = state.configuration.voters.length - 1;',
    'let others = Math.min(1, state.configuration.voters.length - 1);',
  ),
  driver(
    'a-store-without-one-of-its-groups-joins-again',
    'rule 19',
    'host',
    "if (options.initial === 'existing' && known.length > 0) throw new GroupNotFoundError(group);",
    '',
  ),
];

export const MEMBERSHIP: readonly Mutant[] = [...CHANGES, ...REMOVAL, ...TRANSFER, ...NODES];
