import type { ConsensusOptions } from '../consensus/options.js';
import { InvalidArgumentError } from '../model/errors.js';
import type { Setting, SettingValue } from '../model/service.js';
import type { HostLimits } from './limits.js';
import type { CompactionOptions } from './snapshots/compaction-options.js';

/** What a group is set to, by the prefix of its names. */
export interface Settings {
  readonly consensus: ConsensusOptions;
  /** Undefined where the host has no place for snapshots. */
  readonly compaction: CompactionOptions | undefined;
  readonly limits: HostLimits;
}

export interface SettingChanges {
  readonly consensus: Partial<ConsensusOptions>;
  readonly compaction: Partial<CompactionOptions>;
}

/** Fixed for the whole cluster when it is founded (rule 9), or built in when a group starts. */
const FIXED: ReadonlySet<string> = new Set(['consensus.electionTimeoutMin', 'consensus.logCacheBytes']);

/** All settings, sorted by their names, such as `compaction.entries`. */
export function listSettings({ consensus, compaction, limits }: Settings): Setting[] {
  const list = (prefix: string, values: object, tunable: boolean): Setting[] =>
    Object.entries(values).map(([key, value]) => {
      const name = `${prefix}.${key}`;
      return { name, value: value as SettingValue, tunable: tunable && !FIXED.has(name) };
    });
  return [
    ...list('compaction', compaction ?? {}, true),
    ...list('consensus', consensus, true),
    ...list('limits', limits, false),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is asked for, by its part. @throws {InvalidArgumentError} on a name that is not known, or is fixed. */
export function settingChanges(settings: Settings, wanted: ReadonlyMap<string, SettingValue>): SettingChanges {
  const known = new Map(listSettings(settings).map((setting) => [setting.name, setting]));
  const changes = { consensus: {}, compaction: {} };
  for (const [name, value] of wanted) {
    const setting = known.get(name);
    if (setting === undefined) throw new InvalidArgumentError(`there is no setting ${JSON.stringify(name)}`);
    if (!setting.tunable)
      throw new InvalidArgumentError(`${name} is fixed when the node starts, or for the whole cluster`);
    if (typeof value !== typeof setting.value)
      throw new InvalidArgumentError(`${name} takes a ${typeof setting.value}, not ${JSON.stringify(value)}`);
    const [prefix = '', key = ''] = name.split('.');
    Object.assign(prefix === 'consensus' ? changes.consensus : changes.compaction, { [key]: value });
  }
  return changes;
}
