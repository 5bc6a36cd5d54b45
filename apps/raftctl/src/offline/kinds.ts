import { decodeConfiguration, EntryKind, isEntryKind, type Member, RaftError } from '@lolraft/raft-core';

const NAMES: Readonly<Record<EntryKind, string>> = {
  [EntryKind.Noop]: 'no-op',
  [EntryKind.Command]: 'command',
  [EntryKind.Configuration]: 'configuration',
  [EntryKind.Session]: 'session',
};

export function kindName(kind: number): string {
  return isEntryKind(kind) ? NAMES[kind] : `unknown (${kind})`;
}

/** What a configuration entry says, for people. */
export function configurationText(payload: Uint8Array): string {
  try {
    const { voters, outgoing, learners } = decodeConfiguration(payload);
    const ids = (members: readonly Member[]): string => members.map(({ id }) => id).join(', ');
    return [
      `voters ${ids(voters)}`,
      ...(outgoing.length === 0 ? [] : [`outgoing ${ids(outgoing)}`]),
      ...(learners.length === 0 ? [] : [`learners ${ids(learners)}`]),
    ].join('; ');
  } catch (error) {
    if (error instanceof RaftError) return error.message;
    throw error;
  }
}
