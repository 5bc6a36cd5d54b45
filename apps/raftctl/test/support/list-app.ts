import type { RaftApp } from '@lolraft/raft-core';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** A list of all commands; a query asks for it. The command `poison` is one that it cannot apply. */
export function listApp(): RaftApp {
  let list: string[] = [];
  return {
    apply: (commands) =>
      commands.map(({ payload }) => {
        if (text(payload) === 'poison') throw new Error('I cannot apply this');
        list = [...list, text(payload)];
        return bytes(String(list.length));
      }),
    query: () => bytes(list.join(' ')),
    install: async (snapshot) => {
      let state = '';
      if (snapshot !== undefined) for await (const piece of snapshot.read()) state += text(piece);
      list = state === '' ? [] : state.split(' ');
    },
    snapshot: () => {
      const taken = bytes(list.join(' '));
      return {
        async *read() {
          yield taken;
        },
      };
    },
  };
}
