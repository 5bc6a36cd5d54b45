import { InvalidArgumentError, type Setting, type SettingValue } from '@lolraft/raft-core';

/** `NAME=VALUE`, by name. @throws {InvalidArgumentError} */
export function parseAssignments(texts: readonly string[]): ReadonlyMap<string, string> {
  const assignments = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1)
      throw new InvalidArgumentError(`${JSON.stringify(text)} is not of the form NAME=VALUE`);
    const name = text.slice(0, at);
    if (assignments.has(name)) throw new InvalidArgumentError(`${name} is set twice`);
    assignments.set(name, text.slice(at + 1));
  }
  return assignments;
}

/** Whether these are settings of the group, which are changed at its leader; otherwise of a node. @throws {InvalidArgumentError} on both. */
export function areOfGroup(assignments: ReadonlyMap<string, string>): boolean {
  const ofGroup = [...assignments.keys()].filter((name) => name.startsWith('group.')).length;
  if (ofGroup > 0 && ofGroup < assignments.size)
    throw new InvalidArgumentError('settings of nodes and settings of the group are changed one after the other');
  return ofGroup > 0;
}

/** Texts as values of the types that a node's settings have. @throws {InvalidArgumentError} */
export function settingValues(
  assignments: ReadonlyMap<string, string>,
  settings: readonly Setting[],
): ReadonlyMap<string, SettingValue> {
  const known = new Map(settings.map((setting) => [setting.name, setting]));
  return new Map([...assignments].map(([name, text]) => [name, valueOf(name, text, known)]));
}

function valueOf(name: string, text: string, known: ReadonlyMap<string, Setting>): SettingValue {
  const setting = known.get(name);
  if (setting === undefined) {
    const tunable = [...known.values()].filter((each) => each.scope !== 'fixed').map((each) => each.name);
    throw new InvalidArgumentError(`there is no setting ${name}; those that can be changed: ${tunable.join(', ')}`);
  }
  if (setting.scope === 'fixed')
    throw new InvalidArgumentError(`${name} cannot be changed while a node runs: it is fixed at its start`);
  if (typeof setting.value === 'string') return text;
  if (typeof setting.value === 'boolean') {
    if (text !== 'true' && text !== 'false')
      throw new InvalidArgumentError(`${name} takes true or false, not ${JSON.stringify(text)}`);
    return text === 'true';
  }
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new InvalidArgumentError(`${name} takes a number or Infinity, not ${JSON.stringify(text)}`);
  return value;
}
