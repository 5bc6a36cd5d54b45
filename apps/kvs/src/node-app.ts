import { DEFAULT_MAX_VALUE_BYTES, encodeQuery, MAX_VALUE_BYTES, REQUEST_OVERHEAD_BYTES } from '@lolraft/kvs-client';
import { type AppBackup, type NodeApp, whole } from '@lolraft/node-kit';

export interface KvsSettings {
  readonly maxValueBytes: number;
}

const NO_KEY = new Uint8Array([0]);
const NO_END = new Uint8Array(0);

/** The number of keys from a key on that there is not, and asks for none. */
const NOTHING = encodeQuery({
  type: 'range',
  key: NO_KEY,
  rangeEnd: NO_END,
  limit: 1,
  revision: 0,
  keysOnly: true,
  countOnly: true,
});

export const KVS_BACKUP: AppBackup = {
  async read(state) {
    const { decodeState } = await import('./snapshot/decode-state.js');
    const { size: keys, revision } = await decodeState(state);
    return { keys, revision };
  },
};

/** The key-value server as the app of a node. */
export const KVS: NodeApp<KvsSettings> = {
  name: 'kvs',
  variables: 'KVS',
  what: 'a replicated key-value server',
  settings: [
    {
      key: 'maxValueBytes',
      flag: '--max-value-bytes <bytes>',
      description: `largest value, up to ${MAX_VALUE_BYTES} (default: ${DEFAULT_MAX_VALUE_BYTES})`,
    },
  ],
  check: (given) => ({ maxValueBytes: whole(given, 'maxValueBytes', DEFAULT_MAX_VALUE_BYTES, MAX_VALUE_BYTES) }),
  backup: KVS_BACKUP,
  async compose({ maxValueBytes }) {
    const { KvsApp } = await import('./app.js');
    return {
      group: () => ({ app: new KvsApp({ maxValueBytes }) }),
      maxEntryBytes: maxValueBytes + REQUEST_OVERHEAD_BYTES,
      barrier: (group, options) => group.read(NOTHING, options),
    };
  },
};
