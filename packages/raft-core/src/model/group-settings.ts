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
  /**
   * How far the clocks of two members may run apart, in thousandths: at 100, in the time in which one counts 1000 ms, no other
   * counts more than 1100. Leases are shorter by that (thesis §6.4.1).
   */
  readonly maxClockDrift: number;
  /** A session of which nothing was heard for longer than this, in milliseconds of log time, is gone. */
  readonly sessionTtl: number;
  /** Sessions that are open at once; with so many, no further one is opened. */
  readonly maxSessions: number;
  /** Sequence numbers that a session may have under way: how far a command may be ahead of the oldest one that its client still waits for. */
  readonly sessionWindow: number;
  /** Sequence numbers that all sessions together may have applied and not acknowledged; with so many, further commands are refused. */
  readonly maxSessionSequences: number;
  /** Responses that are kept for one session, by number... */
  readonly maxSessionResponses: number;
  /** ...and by bytes; each counts for 64 more than it has. The oldest go first. */
  readonly maxSessionResponseBytes: number;
  /** The same for all sessions together. The oldest response of the session that has been quiet for longest goes first. */
  readonly maxResponseBytes: number;
}

type Name = keyof GroupSettings;

export const GROUP_SETTINGS: SettingDefinitions<GroupSettings> = {
  leases: { kind: 'switch' },
  maxClockDrift: { kind: 'number', unit: 'permille', min: 0, max: 10_000, whole: true },
  sessionTtl: { kind: 'number', unit: 'ms', min: 100, max: 86_400_000, whole: true },
  maxSessions: { kind: 'number', unit: 'sessions', min: 1, max: 100_000, whole: true },
  sessionWindow: { kind: 'number', unit: 'commands', min: 1, max: 65_535, whole: true },
  maxSessionSequences: { kind: 'number', unit: 'commands', min: 1, max: 10_000_000, whole: true },
  maxSessionResponses: { kind: 'number', unit: 'responses', min: 0, max: 65_535, whole: true },
  maxSessionResponseBytes: { kind: 'number', unit: 'bytes', min: 0, max: 1024 * 1024 * 1024, whole: true },
  maxResponseBytes: { kind: 'number', unit: 'bytes', min: 0, max: 1024 * 1024 * 1024, whole: true },
};

/** In effect where a configuration says nothing. Part of cluster version 1: what changes them changes what replicas do. */
export const DEFAULT_GROUP_SETTINGS: GroupSettings = {
  leases: false,
  maxClockDrift: 100,
  sessionTtl: 60_000,
  maxSessions: 10_000,
  sessionWindow: 4_096,
  maxSessionSequences: 500_000,
  maxSessionResponses: 4_096,
  maxSessionResponseBytes: 4 * 1024 * 1024,
  maxResponseBytes: 64 * 1024 * 1024,
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

/**
 * What a group may be founded with: nothing that apply depends on. Founding is no entry of the log, so a member that joins later and
 * gets the log from its beginning would apply that beginning by other limits. Those are set by `tune`.
 */
export type FoundingSettings = Pick<GroupSettings, 'leases' | 'maxClockDrift'>;

const FOUNDING: Readonly<Record<keyof FoundingSettings, true>> = { leases: true, maxClockDrift: true };

/** @throws {InvalidArgumentError} */
export function checkFoundingSettings(given: Partial<FoundingSettings>): Partial<FoundingSettings> {
  for (const name of Object.keys(given))
    if (Object.hasOwn(GROUP_SETTINGS, name) && !Object.hasOwn(FOUNDING, name))
      throw new InvalidArgumentError(`no group is founded with a ${name} of its own: set group.${name} once it runs`);
  checkGroupSettings(given);
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
