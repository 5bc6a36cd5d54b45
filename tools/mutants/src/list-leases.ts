import { mutantsOf, type Mutant } from './mutant.js';

const one = mutantsOf('packages/raft-core/src/consensus');

/** Faults of leases and of the promises that they rest on. */
export const LEASES: readonly Mutant[] = [
  one('a-lease-runs-from-the-answer', 'rule 13, R5', 'replication', 'l.roundTimes.of(m.round)', 's.now'),
  one(
    'round-times-are-of-later-rounds',
    'rule 13, R5',
    'round-times',
    'this.#times.findLast((each) => each.round <= round)',
    'this.#times.find((each) => each.round >= round)',
  ),
  one(
    'a-forgotten-round-was-just-begun',
    'rule 13, R5',
    'round-times',
    'times.findIndex(({ at }) => now - at <= options.electionTimeoutMin)',
    'times.findIndex(({ at }) => now - at <= 0)',
  ),
  one(
    'a-minority-gives-a-lease',
    'rule 13',
    'lease',
    'return p === undefined || p.matchIndex < known ? -Infinity : p.ackedRoundBegan;',
    'return p === undefined || p.matchIndex < known ? -Infinity : Math.max(...[...l.peers.values()].map((each) => each.ackedRoundBegan));',
  ),
  one(
    'a-learner-gives-a-lease',
    'rule 13',
    'lease',
    'quorumValue(s.configuration,',
    'quorumValue({ ...s.configuration, voters: [...s.configuration.voters, ...s.configuration.learners] },',
  ),
  one(
    'one-half-gives-a-lease',
    'rules 7, 13',
    'lease',
    'quorumValue(s.configuration,',
    'quorumValue({ ...s.configuration, outgoing: [] },',
  ),
  one('leases-outlive-a-transfer', 'rule 12, R5', 'lease', 'l.abdicated || since', 'since'),
  one(
    'leases-are-back-after-a-failed-transfer',
    'rule 12, R5',
    'lease',
    'l.abdicated || since',
    '(l.abdicated && l.transfer !== undefined) || since',
  ),
  one('clocks-do-not-drift', 'rule 13, R5', 'lease', '(1000 + s.settings.maxClockDrift)', '1000'),
  one('a-fresh-leader-holds-a-lease', 'rule 13, R1', 'lease', ' || l.termStart > s.commitIndex', ''),
  one(
    'leases-begin-before-they-are-committed',
    'rule 13',
    'lease',
    'since > s.commitIndex || ',
    'since === Infinity || ',
  ),
  one('voters-without-the-entry-count', 'rules 9, 13', 'lease', 'p.matchIndex < known', 'p.matchIndex < 0'),
  one('voters-with-another-tail-count', 'rules 9, 13', 'lease', 'Math.max(since, l.termStart)', 'since'),
  one(
    'founders-settings-are-taken-for-agreed',
    'rule 13',
    'configurations',
    '!agreed || !settings.leases',
    '!settings.leases',
  ),
  one('leases-are-always-on', 'rule 13', 'configurations', '!agreed || !settings.leases', '!agreed'),
  one(
    'a-lease-without-an-own-vote',
    'rule 13',
    'lease',
    'if (!isVoter(s.configuration, node)) return -Infinity;',
    'if (!isVoter(s.configuration, node) && l.peers.size === 0) return -Infinity;',
  ),
  one(
    'a-lease-has-no-end',
    'rule 13, J3',
    'lease',
    'return now < leaseEnd(s, l, now);',
    'return leaseEnd(s, l, now) > 0;',
  ),
  one(
    'a-lease-read-sees-what-was-applied',
    'rule 13',
    'reads',
    "s.emit({ type: 'readReady', id, index: s.commitIndex });",
    "s.emit({ type: 'readReady', id, index: s.appliedIndex });",
  ),
  one(
    'every-read-is-a-lease-read',
    'rule 13',
    'reads',
    'if (lease && holdsLease(s, l, s.now))',
    'if (holdsLease(s, l, s.now))',
  ),
  one(
    'a-closed-connection-ends-what-a-lease-rests-on',
    'rule 9',
    'election',
    's.leaderLost && !s.settings.leases',
    's.leaderLost',
  ),
  one(
    'a-closed-connection-lets-a-voter-stand',
    'rule 9',
    'election',
    'Math.max(s.now, promised) + s.random',
    's.now + s.random',
  ),
  one('a-term-heard-of-ends-the-promise', 'rule 9', 'election', '    !promised &&\n', ''),
];

const node = mutantsOf('packages/raft-core/src/node');

/** Faults of what is passed on to the leader, and of writes that are answered on commit. */
export const FORWARDING: readonly Mutant[] = [
  node('calls-go-round-in-circles', 'one hop', 'forwarder', ' || origin?.forwarded === true', ''),
  node('a-passed-call-looks-like-a-client-s', 'one hop', 'forwarder', '              forwarded: true,\n', ''),
  node(
    'what-was-passed-on-has-no-effect',
    '§5 outcomes',
    'forwarder',
    "errorOf(sentAt === undefined ? 'not_applied' : 'unknown')",
    "errorOf('not_applied')",
  ),
  node(
    'deadlines-stay-behind',
    '§5 deadlines',
    'forwarder',
    '{ timeout: Math.max(1, deadline - sentAt) }',
    '{ timeout: timeout ?? deadline }',
  ),
  node(
    'passed-calls-are-not-bounded',
    'rule 18',
    'forwarder',
    'this.#calls.size >= maxPendingWrites || this.#bytes + bytesOf(request) > maxPendingWriteBytes',
    'this.#calls.size > 1e9 && maxPendingWrites + maxPendingWriteBytes > 0',
  ),
  node(
    'a-call-waits-for-a-leader-that-is-gone',
    '§5 every call settles',
    'forwarder',
    'if (call.group !== group) continue;',
    'if (call.group !== group || patience > 0) continue;',
  ),
  node(
    'a-dead-connection-is-used-for-ever',
    '§5 every call settles',
    'forwarder',
    'line.heardAt < sentAt',
    'line.heardAt < 0 && sentAt < 0',
  ),
  node(
    'passed-payloads-are-borrowed',
    'J1',
    'group-writes',
    'const command = payload.slice();',
    'const command = payload;',
  ),
  node(
    'a-commit-is-acknowledged-when-it-is-appended',
    '§5 acknowledgement',
    'proposals',
    "if (acknowledge === 'commit') this.#onCommit.push(index);",
    "if (acknowledge === 'commit') this.takeAppended(index)?.resolve({ index, value: undefined });",
  ),
  node(
    'a-lost-place-is-answered-on-commit',
    '§5 outcomes',
    'proposals',
    'this.#onCommit = this.#onCommit.filter((at) => at <= index);',
    '',
  ),
];
