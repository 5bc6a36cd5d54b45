import type { RaftApp } from '@lolraft/raft-core';
import type { NodeApp } from '../../src/node-app.js';
import { text } from '../../src/given.js';

/** Remembers nothing, and answers with what it is given. */
const echo: RaftApp = {
  apply: (commands) => commands.map(({ payload }) => payload),
  query: (request) => request,
  install: () => undefined,
};

/** An app with one setting of its own. */
export const PLAIN: NodeApp<{ readonly colour: string }> = {
  name: 'plain',
  variables: 'PLAIN',
  what: 'an app of these tests',
  settings: [{ key: 'colour', flag: '--colour <name>', description: 'of this app alone' }],
  check: (given) => ({ colour: text(given, 'colour') ?? 'blue' }),
  compose: () => ({ group: () => ({ app: echo }), barrier: (group, options) => group.read(new Uint8Array(), options) }),
};
