import { scalars } from '@lolraft/proto-kit';
import { type ChangedSetting, InvalidArgumentError, type Setting, type SettingValue } from '@lolraft/raft-core';
import { printable } from '../arguments.js';
import { present } from '../protobuf/check.js';
import { type proto } from '../protobuf/generated.js';
import { MAX_SETTING_NAME, MAX_SETTING_TEXT, MAX_SETTINGS } from './limits.js';

// The bounds of both directions, as in membership-codec.ts. Which names and values there are is not theirs to say: the node
// that is asked refuses what it does not know.

function checkName(name: string): string {
  return printable('the name of a setting', name, MAX_SETTING_NAME);
}

/** Infinity means "no bound", also on the wire; no setting is below every number. */
function checkNumber(name: string, value: number): number {
  if (Number.isNaN(value) || value === -Infinity) throw new InvalidArgumentError(`${name} cannot be set to ${value}`);
  return value;
}

function checkText(name: string, value: string): string {
  if (value.length > MAX_SETTING_TEXT)
    throw new InvalidArgumentError(`the value of ${name} has more than ${MAX_SETTING_TEXT} characters`);
  return value;
}

function checkList<T>(names: readonly string[], list: T): T {
  if (names.length > MAX_SETTINGS)
    throw new InvalidArgumentError(`there are ${names.length} settings, over the limit of ${MAX_SETTINGS}`);
  if (new Set(names).size < names.length) throw new InvalidArgumentError('a setting is named twice');
  return list;
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function settingsToProto(settings: readonly Setting[]): proto.Setting.$Properties[] {
  return checkList(
    settings.map(({ name }) => name),
    settings.map(settingToProto),
  );
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function wantedToProto(wanted: ReadonlyMap<string, SettingValue>): proto.Setting.$Properties[] {
  return checkList(
    [...wanted.keys()],
    [...wanted].map(([name, value]) => toProto(name, value)),
  );
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function changedToProto(settings: readonly ChangedSetting[]): proto.Setting.$Properties[] {
  return wantedToProto(new Map(settings.map(({ name, value }) => [name, value])));
}

function toProto(name: string, value: SettingValue): proto.Setting.$Properties {
  checkName(name);
  if (typeof value === 'boolean') return { name, flag: value };
  return typeof value === 'number'
    ? { name, number: checkNumber(name, value) }
    : { name, text: checkText(name, value) };
}

function settingToProto(setting: Setting): proto.Setting.$Properties {
  const { name, value, scope, default: initial, unit, min, max, choices = [] } = setting;
  return {
    ...toProto(name, value),
    tunable: scope !== 'fixed',
    group: scope === 'group',
    ...(initial === undefined ? undefined : defaultToProto(name, initial)),
    ...(unit === undefined ? undefined : { unit: checkName(unit) }),
    ...(min === undefined ? undefined : { min: checkNumber(name, min) }),
    ...(max === undefined ? undefined : { max: checkNumber(name, max) }),
    choices: checkChoices(name, choices),
  };
}

function defaultToProto(name: string, value: SettingValue): proto.Setting.$Properties {
  if (typeof value === 'boolean') return { defaultFlag: value };
  return typeof value === 'number'
    ? { defaultNumber: checkNumber(name, value) }
    : { defaultText: checkText(name, value) };
}

function checkChoices(name: string, choices: readonly string[]): string[] {
  if (choices.length > MAX_SETTINGS)
    throw new InvalidArgumentError(`${name} has ${choices.length} choices, over the limit of ${MAX_SETTINGS}`);
  return choices.map((each) => checkText(name, each));
}

/** Throws `InvalidArgumentError` on what is out of its bounds, otherwise `ProtocolError`. */
export function settingsFromProto(list: readonly proto.Setting.$Properties[]): Setting[] {
  const settings = list.map(fromProto);
  return checkList(
    settings.map(({ name }) => name),
    settings,
  );
}

/** Throws as `settingsFromProto`. */
export function wantedFromProto(list: readonly proto.Setting.$Properties[]): Map<string, SettingValue> {
  return new Map(changedFromProto(list).map(({ name, value }) => [name, value]));
}

/** Throws as `settingsFromProto`. */
export function changedFromProto(list: readonly proto.Setting.$Properties[]): ChangedSetting[] {
  const settings = list.map((m) => ({ name: checkName(scalars(m).name), value: valueOf(m) }));
  return checkList(
    settings.map(({ name }) => name),
    settings,
  );
}

function valueOf(m: proto.Setting.$Properties): SettingValue {
  const { name } = scalars(m);
  if (typeof m.flag === 'boolean') return m.flag;
  if (typeof m.number === 'number') return checkNumber(name, m.number);
  return checkText(name, present(`the value of ${name}`, m.text));
}

function defaultOf(m: proto.Setting.$Properties): SettingValue | undefined {
  const { name } = scalars(m);
  if (typeof m.defaultFlag === 'boolean') return m.defaultFlag;
  if (typeof m.defaultNumber === 'number') return checkNumber(name, m.defaultNumber);
  return typeof m.defaultText === 'string' ? checkText(name, m.defaultText) : undefined;
}

function fromProto(m: proto.Setting.$Properties): Setting {
  const { name, tunable, group, unit } = scalars(m);
  checkName(name);
  const initial = defaultOf(m);
  const choices = checkChoices(name, m.choices ?? []);
  return {
    name,
    value: valueOf(m),
    scope: tunable ? (group ? 'group' : 'node') : 'fixed',
    ...(initial === undefined ? undefined : { default: initial }),
    ...(unit === '' ? undefined : { unit: checkName(unit) }),
    ...(typeof m.min === 'number' ? { min: checkNumber(name, m.min) } : undefined),
    ...(typeof m.max === 'number' ? { max: checkNumber(name, m.max) } : undefined),
    ...(choices.length === 0 ? undefined : { choices }),
  };
}
