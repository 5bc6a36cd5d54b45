import { InvalidArgumentError, type MemberChange, nodeId } from '@lolraft/raft-core';
import { wholeNumber } from '@lolraft/cli-kit';

const FORMS: Readonly<Record<MemberChange['type'], string>> = {
  add: 'add ID ADDRESS [learner]',
  remove: 'remove ID',
  promote: 'promote ID',
  demote: 'demote ID',
  replace: 'replace ID NEW-ID ADDRESS',
  renew: 'renew ID',
  move: 'move ID ADDRESS',
  prioritize: 'prioritize ID NUMBER',
};

/** How changes are written, one form in a line. */
export const CHANGE_FORMS = Object.values(FORMS)
  .map((form) => `  ${form}`)
  .join('\n');

function isType(word: string): word is MemberChange['type'] {
  return Object.hasOwn(FORMS, word);
}

/** A change as it is written: `add n4 ws://host:7004 learner`. @throws {InvalidArgumentError} */
export function parseChange(text: string): MemberChange {
  const [type = '', ...words] = text.trim().split(/\s+/);
  if (!isType(type))
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is no change: it begins with one of ${Object.keys(FORMS).join(', ')}`,
    );
  const change = changeOf(type, words);
  if (change === undefined)
    throw new InvalidArgumentError(`${JSON.stringify(text)} is not a change of the form: ${FORMS[type]}`);
  return change;
}

function changeOf(type: MemberChange['type'], words: readonly string[]): MemberChange | undefined {
  const [first, second, third] = words;
  if (first === undefined || words.length > 3) return undefined;
  const id = nodeId(first);
  switch (type) {
    case 'add':
      if (second === undefined || (third !== undefined && third !== 'learner')) return undefined;
      return { type, id, address: second, role: third ?? 'voter' };
    case 'replace':
      if (second === undefined || third === undefined) return undefined;
      return { type, id, by: { id: nodeId(second), address: third } };
    case 'move':
      return second === undefined || third !== undefined ? undefined : { type, id, address: second };
    case 'prioritize':
      if (second === undefined || third !== undefined) return undefined;
      return { type, id, priority: wholeNumber(second, 'a priority') };
    case 'remove':
    case 'promote':
    case 'demote':
    case 'renew':
      return second === undefined ? { type, id } : undefined;
  }
}

/** What `parseChange` reads. */
export function changeText(change: MemberChange): string {
  const { type, id } = change;
  switch (type) {
    case 'add':
      return `add ${id} ${change.address}${change.role === 'learner' ? ' learner' : ''}`;
    case 'replace':
      return `replace ${id} ${change.by.id} ${change.by.address}`;
    case 'move':
      return `move ${id} ${change.address}`;
    case 'prioritize':
      return `prioritize ${id} ${change.priority}`;
    case 'remove':
    case 'promote':
    case 'demote':
    case 'renew':
      return `${type} ${id}`;
  }
}
