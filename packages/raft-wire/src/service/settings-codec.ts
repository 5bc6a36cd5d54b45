import { InvalidArgumentError, type Setting, type SettingValue } from '@lolraft/raft-core';
import { printable } from '../arguments.js';
import { present } from '../protobuf/check.js';
import { type proto } from '../protobuf/generated.js';
import { scalars } from '../protobuf/scalars.js';
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
  const list = settings.map(({ name, value, tunable }) => ({ ...toProto(name, value), tunable }));
  return checkList(
    settings.map(({ name }) => name),
    list,
  );
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function wantedToProto(wanted: ReadonlyMap<string, SettingValue>): proto.Setting.$Properties[] {
  return checkList(
    [...wanted.keys()],
    [...wanted].map(([name, value]) => toProto(name, value)),
  );
}

function toProto(name: string, value: SettingValue): proto.Setting.$Properties {
  checkName(name);
  return typeof value === 'number'
    ? { name, number: checkNumber(name, value) }
    : { name, text: checkText(name, value) };
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
  return new Map(settingsFromProto(list).map(({ name, value }) => [name, value]));
}

function fromProto(m: proto.Setting.$Properties): Setting {
  const { name, tunable } = scalars(m);
  checkName(name);
  if (typeof m.number === 'number') return { name, value: checkNumber(name, m.number), tunable };
  return { name, value: checkText(name, present(`the value of ${name}`, m.text)), tunable };
}
