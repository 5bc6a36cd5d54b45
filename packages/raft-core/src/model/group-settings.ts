import { InvalidArgumentError } from './errors.js';
import { checkSettingValue, type SettingDefinitions } from './setting-definition.js';

/**
 * What every member of a group has to agree on, and the log therefore carries: a part of the configuration, in effect when
 * appended and rolled back when truncated. What influences how an entry is applied counts from the entry that changes it on
 * (rules 9 and 15). Since which cluster version there is each of them: `features.ts`.
 */
export interface GroupSettings {
  /** Whether reads may rest on a lease; where they may, a voter keeps its promise to a leader whatever its connection does (rule 9). */
  readonly leases: boolean;
}

type Name = keyof GroupSettings;

export const GROUP_SETTINGS: SettingDefinitions<GroupSettings> = {
  leases: { kind: 'switch' },
};

/** In effect where a configuration says nothing. Part of cluster version 1: what changes them changes what replicas do. */
export const DEFAULT_GROUP_SETTINGS: GroupSettings = {
  leases: false,
};

export const GROUP_SETTING_NAMES: readonly Name[] = Object.keys(DEFAULT_GROUP_SETTINGS) as Name[];

/** @throws {InvalidArgumentError} on a name that is not known, or a value that is not possible. */
export function checkGroupSettings(given: Readonly<Record<string, unknown>>): Partial<GroupSettings> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(GROUP_SETTINGS, name))
      throw new InvalidArgumentError(`there is no group setting ${JSON.stringify(name)}`);
    checkSettingValue(name, GROUP_SETTINGS[name as Name], value);
  }
  return given;
}

/** `before` with these changes: what differs from the defaults, undefined where nothing does. */
export function changedSettings(
  before: Partial<GroupSettings> | undefined,
  changes: Partial<GroupSettings>,
): Partial<GroupSettings> | undefined {
  const all = { ...before, ...changes };
  const kept = GROUP_SETTING_NAMES.filter(
    (name) => (all[name] ?? DEFAULT_GROUP_SETTINGS[name]) !== DEFAULT_GROUP_SETTINGS[name],
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map((name) => [name, all[name]]));
}
