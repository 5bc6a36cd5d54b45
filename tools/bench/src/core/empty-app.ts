import type { AppliedCommand, RaftApp } from '@lolraft/raft-core';

const NOTHING = new Uint8Array(0);

/** A state machine that costs nothing, so that what is measured is the protocol. */
export const emptyApp: RaftApp = {
  apply: (commands: readonly AppliedCommand[]) => commands.map(() => NOTHING),
  query: () => NOTHING,
  install: () => undefined,
};
