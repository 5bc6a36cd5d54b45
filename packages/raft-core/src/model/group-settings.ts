import { InvalidArgumentError } from './errors.js';

/**
 * What every member of a group has to agree on, and the log therefore carries: a part of the configuration, in effect when
 * appended and rolled back when truncated. What influences how an entry is applied counts from the entry that changes it on
 * (rules 9 and 15).
 */
export interface GroupSettings {
  /** Whether reads may rest on a lease; where they may, a voter keeps its promise to a leader whatever its connection does (rule 9). */
  readonly leases: boolean;
  /**
   * How far the clocks of two members may run apart, in thousandths: at 100, in the time in which one counts 1000 ms, no other
   * counts more than 1100. Leases are shorter by that (thesis §6.4.1).
   */
  readonly maxClockDrift: number;
}

type Name = keyof GroupSettings;

/** The bounds of a setting that is a whole number; the others are switches. */
const BOUNDS: Readonly<Partial<Record<Name, { readonly min: number; readonly max: number }>>> = {
  maxClockDrift: { min: 0, max: 10_000 },
};

/** In effect where a configuration says nothing. Part of cluster version 1: what changes them changes what replicas do. */
export const DEFAULT_GROUP_SETTINGS: GroupSettings = {
  leases: false,
  maxClockDrift: 100,
};

export const GROUP_SETTING_NAMES: readonly Name[] = Object.keys(DEFAULT_GROUP_SETTINGS) as Name[];

/** @throws {InvalidArgumentError} on a name that is not known, or a value that is not possible. */
export function checkGroupSettings(given: Readonly<Record<string, unknown>>): Partial<GroupSettings> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_GROUP_SETTINGS, name))
      throw new InvalidArgumentError(`there is no group setting ${JSON.stringify(name)}`);
    const bounds = BOUNDS[name as Name];
    if (bounds === undefined) {
      if (typeof value !== 'boolean') throw new InvalidArgumentError(`${name} must be true or false`);
    } else if (!Number.isSafeInteger(value) || Number(value) < bounds.min || Number(value) > bounds.max) {
      throw new InvalidArgumentError(`${name} must be a whole number from ${bounds.min} to ${bounds.max}`);
    }
  }
  return given;
}
