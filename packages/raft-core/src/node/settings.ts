import { CONSENSUS, consensusOptions, DEFAULT_CONSENSUS_OPTIONS, type ConsensusOptions } from '../consensus/options.js';
import { settingsOf, type Configuration } from '../model/configuration.js';
import { InvalidArgumentError } from '../model/errors.js';
import {
  checkGroupSettings,
  DEFAULT_GROUP_SETTINGS,
  GROUP_SETTINGS,
  type GroupSettings,
} from '../model/group-settings.js';
import type { Setting, SettingScope, SettingValue } from '../model/service.js';
import { checkSettingValue, type SettingDefinition } from '../model/setting-definition.js';
import { DEFAULT_HOST_LIMITS, hostLimits, LIMITS, type HostLimits } from './limits.js';
import {
  COMPACTION,
  compactionOptions,
  DEFAULT_COMPACTION,
  type CompactionOptions,
} from './snapshots/compaction-options.js';

/** What a group is set to on a node, by the prefix of its names. */
export interface Settings {
  readonly consensus: ConsensusOptions;
  /** Undefined where the host has no place for snapshots. */
  readonly compaction: CompactionOptions | undefined;
  readonly limits: HostLimits;
  readonly configuration: Configuration;
}

/** What of it changes on this node, checked as a whole; undefined where nothing of that part is asked for. */
export interface NodeChanges {
  readonly consensus: ConsensusOptions | undefined;
  readonly compaction: CompactionOptions | undefined;
  readonly limits: HostLimits | undefined;
}

/** What is asked for: of this node, at once; or of the group, through its log. */
export type SettingChanges =
  | ({ readonly scope: 'node' } & NodeChanges)
  | { readonly scope: 'group'; readonly settings: Partial<GroupSettings> };

/** Fixed for the whole cluster when it is founded (rule 9), or built in when a group starts. */
const FIXED: ReadonlySet<string> = new Set(['consensus.electionTimeoutMin', 'consensus.logCacheBytes']);

interface Part {
  readonly prefix: 'consensus' | 'compaction' | 'limits' | 'group';
  readonly scope: 'node' | 'group';
  readonly definitions: Readonly<Record<string, SettingDefinition>>;
  readonly defaults: Readonly<Record<string, SettingValue>>;
}

/** An interface of settings, to be looked up by names. */
const byName = <T>(all: object): Readonly<Record<string, T>> => all as Readonly<Record<string, T>>;

const PARTS: readonly Part[] = [
  {
    prefix: 'compaction',
    scope: 'node',
    definitions: COMPACTION,
    defaults: byName(DEFAULT_COMPACTION),
  },
  {
    prefix: 'consensus',
    scope: 'node',
    definitions: CONSENSUS,
    defaults: byName(DEFAULT_CONSENSUS_OPTIONS),
  },
  {
    prefix: 'group',
    scope: 'group',
    definitions: GROUP_SETTINGS,
    defaults: byName(DEFAULT_GROUP_SETTINGS),
  },
  { prefix: 'limits', scope: 'node', definitions: LIMITS, defaults: byName(DEFAULT_HOST_LIMITS) },
];

function valuesOf(settings: Settings, prefix: Part['prefix']): Readonly<Record<string, SettingValue>> {
  return byName(prefix === 'group' ? settingsOf(settings.configuration) : (settings[prefix] ?? {}));
}

function described(part: Part, key: string, value: SettingValue): Setting {
  const name = `${part.prefix}.${key}`;
  const scope: SettingScope = FIXED.has(name) ? 'fixed' : part.scope;
  const initial = part.defaults[key];
  const definition = part.definitions[key];
  return {
    name,
    value,
    scope,
    ...(initial === undefined ? undefined : { default: initial }),
    ...(definition?.kind === 'number'
      ? { unit: definition.unit, min: definition.min, max: definition.max }
      : definition?.kind === 'choice'
        ? { choices: definition.choices }
        : undefined),
  };
}

/** All settings, sorted by their names, such as `compaction.entries`. */
export function listSettings(settings: Settings): Setting[] {
  return listed(settings, () => true);
}

function listed(settings: Settings, isWanted: (part: Part, key: string, value: SettingValue) => boolean): Setting[] {
  return PARTS.flatMap((part) =>
    Object.entries(valuesOf(settings, part.prefix))
      .filter(([key, value]) => isWanted(part, key, value))
      .map(([key, value]) => described(part, key, value)),
  ).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those that are not what they are by default. */
export function changedSettings(settings: Settings): Setting[] {
  return listed(settings, ({ defaults }, key, value) => defaults[key] !== undefined && value !== defaults[key]);
}

/**
 * What is asked for, by its part, and checked as a whole: what is wrong in one setting changes none.
 * @throws {InvalidArgumentError} on a name that is not known, or is fixed; on a value that is not possible, by itself or with the
 * others; on settings of the node and of the group in one.
 */
export function settingChanges(settings: Settings, wanted: ReadonlyMap<string, SettingValue>): SettingChanges {
  const known = new Map(listSettings(settings).map((setting) => [setting.name, setting]));
  const given: Record<Part['prefix'], Record<string, SettingValue>> = {
    compaction: {},
    consensus: {},
    group: {},
    limits: {},
  };
  for (const [name, value] of wanted) {
    const setting = known.get(name);
    if (setting === undefined) throw new InvalidArgumentError(`there is no setting ${JSON.stringify(name)}`);
    if (setting.scope === 'fixed')
      throw new InvalidArgumentError(`${name} is fixed when the node starts, or for the whole cluster`);
    if (typeof value !== typeof setting.value)
      throw new InvalidArgumentError(`${name} takes a ${typeof setting.value}, not ${JSON.stringify(value)}`);
    const part = PARTS.find(({ prefix }) => name.startsWith(`${prefix}.`));
    const key = name.slice(name.indexOf('.') + 1);
    const definition = part?.definitions[key];
    if (part === undefined || definition === undefined) continue;
    checkSettingValue(name, definition, value);
    given[part.prefix][key] = value;
  }
  const some = (values: object): boolean => Object.keys(values).length > 0;
  const { compaction, consensus, group, limits } = given;
  if (some(group)) {
    if (some(compaction) || some(consensus) || some(limits))
      throw new InvalidArgumentError(
        'settings of the node and settings of the group are changed by calls of their own',
      );
    return { scope: 'group', settings: checkGroupSettings(group) };
  }
  return {
    scope: 'node',
    consensus: some(consensus) ? consensusOptions(consensus, settings.consensus) : undefined,
    compaction: some(compaction) ? compactionOptions(compaction, settings.compaction) : undefined,
    limits: some(limits) ? hostLimits(limits, settings.limits) : undefined,
  };
}
