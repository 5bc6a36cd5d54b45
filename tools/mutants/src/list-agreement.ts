import { mutantsOf, type Mutant } from './mutant.js';

const core = mutantsOf('packages/raft-core/src/consensus');
const model = mutantsOf('packages/raft-core/src/model');
const driver = mutantsOf('packages/raft-core/src/node');
const wire = mutantsOf('packages/raft-wire/src/peer');

/** Faults of what the members agree on: settings of the group, and the version of the cluster. */
export const AGREEMENT: readonly Mutant[] = [
  core(
    'a-raise-without-the-support-of-every-member',
    'rule 20',
    'builds',
    'else if (!supports(build, clusterVersion)) obstacles.push(knows(id, s));',
    'else if (isVoter(s.configuration, id) && !supports(build, clusterVersion)) obstacles.push(knows(id, s));',
  ),
  core(
    'a-raise-while-a-member-is-away',
    'rule 20',
    'builds',
    'if (build === undefined || met === undefined || (store !== undefined && met !== store))',
    'if (build === undefined)',
  ),
  core(
    'a-raise-beyond-the-own-build',
    'rule 20',
    'builds',
    'const obstacles = supports(s.build, clusterVersion) ? [] : [knows(s.identity.node, s)];',
    'const obstacles: string[] = [];',
  ),
  core(
    'a-vote-for-an-older-build',
    'rule 20',
    'builds',
    "if (!isVoter(s.configuration, id) && isOutdated(s, id)) throw outdated(s, id, 'not_applied');",
    "if (s.stopped) throw outdated(s, id, 'not_applied');",
  ),
  core(
    'an-older-build-is-waited-for',
    'rule 20',
    'change',
    "    if (isOutdated(s, id)) return outdated(s, id, 'unknown');\n",
    '',
  ),
  core(
    'a-snapshot-of-a-newer-version-is-fetched',
    'rule 20',
    'snapshots',
    '  checkVersion(record.configuration.clusterVersion, s.build);\n',
    '',
  ),
  core(
    'what-is-not-understood-is-skipped',
    'rule 20',
    'consensus',
    'if (m.term >= s.term) s.stop(new UnknownEntryError(m.why), s.appliedIndex);',
    '',
  ),
  core(
    'a-deposed-leader-stops-a-node',
    'rule 20',
    'consensus',
    'if (m.term >= s.term) s.stop(new UnknownEntryError(m.why), s.appliedIndex);',
    's.stop(new UnknownEntryError(m.why), s.appliedIndex);',
  ),
  core(
    'settings-are-not-rolled-back',
    'rule 7',
    'configurations',
    'while (this.#history.length > 1 && this.current.index >= index) this.#history.pop();',
    `while (this.#history.length > 1 && this.current.index >= index) {
      const { settings } = this.current.configuration;
      this.#history.pop();
      const { index: at, configuration } = this.current;
      if (settings !== undefined) this.#history[this.#history.length - 1] = indexed(at, { ...configuration, settings });
    }`,
  ),
  driver(
    'settings-count-once-they-are-committed',
    'rule 7',
    'group',
    'const { options: consensus, configuration } = this.#driver.consensus.state;',
    `const { options: consensus, configurations, commitIndex } = this.#driver.consensus.state;
    const { configuration } = configurations.at(commitIndex);`,
  ),
  model('the-cluster-version-goes-down', 'rule 20', 'membership', 'if (version < clusterVersion)', 'if (version < 1)'),
  model('an-unknown-setting-is-skipped', 'rule 20', 'configuration', '    checkKnownSettings(settings);\n', ''),
  model('a-newer-configuration-is-taken-for-damage', 'rule 20', 'configuration', '    checkReadable(value);\n', ''),
  driver(
    'settings-of-node-and-group-in-one',
    'tune changes all or nothing',
    'settings',
    'if (some(compaction) || some(consensus) || some(limits))',
    'if (some(compaction) && some(consensus) && some(limits))',
  ),
  driver(
    'limits-stay-as-they-were',
    'limits are tuned live',
    'host',
    '        this.#limits = tuned;\n',
    '        if (tuned === this.#limits) this.#limits = tuned;\n',
  ),
  driver(
    'fewer-fetches-are-as-many',
    'rule 18',
    'snapshots/slots',
    'const next = this.#free < 0 ? undefined : this.#line.shift();',
    'const next = this.#line.shift();',
  ),
  wire(
    'an-unknown-entry-costs-the-connection',
    'rule 20',
    'decode-peer-batch',
    '    if (error instanceof UnknownEntryError) return notUnderstood(m, error);\n',
    '    if (error instanceof UnknownEntryError && m.snapshotOffer) return notUnderstood(m, error);\n',
  ),
];
