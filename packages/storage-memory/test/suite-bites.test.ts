import {
  EntryBatch,
  type GroupId,
  type GroupWrite,
  type RaftStorage,
  type StoredState,
  type StoreIdentity,
} from '@lolraft/raft-core';
import { storageConformance } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MemoryStorage } from '../src/index.js';

/** A sound storage, for one fault each to be put into. */
class Wrapped implements RaftStorage {
  readonly inner = new MemoryStorage();
  readonly capabilities = { durable: false };
  load(): Promise<StoredState> {
    return this.inner.load();
  }
  bind(identity: StoreIdentity): Promise<void> {
    return this.inner.bind(identity);
  }
  write(writes: readonly GroupWrite[]): Promise<void> {
    return this.inner.write(writes);
  }
  read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    return this.inner.read(group, from, to, maxBytes);
  }
  removeGroup(group: GroupId): Promise<void> {
    return this.inner.removeGroup(group);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}

/** Changes what `load` says of each group. */
function loading(change: (group: StoredState['groups'][number]) => object): () => RaftStorage {
  return () =>
    new (class extends Wrapped {
      override async load(): Promise<StoredState> {
        const state = await this.inner.load();
        return { ...state, groups: state.groups.map((group) => ({ ...group, ...change(group) })) };
      }
    })();
}

/** Passes on a changed write. */
function writing(change: (write: GroupWrite) => GroupWrite): () => RaftStorage {
  return () =>
    new (class extends Wrapped {
      override write(writes: readonly GroupWrite[]): Promise<void> {
        return this.inner.write(writes.map(change));
      }
    })();
}

const FAULTS: Readonly<Record<string, () => RaftStorage>> = {
  'forgets the vote': loading(({ hardState }) => ({ hardState: { term: hardState.term, votedFor: undefined } })),
  'forgets the term': loading(({ hardState }) => ({ hardState: { ...hardState, term: 0 } })),
  'reports one entry less': loading(({ lastIndex, firstIndex }) => ({
    lastIndex: Math.max(firstIndex - 1, lastIndex - 1),
  })),
  'forgets the tag': loading(({ snapshot }) => ({ snapshot: { ...snapshot, tag: undefined } })),
  'ignores compaction': writing(({ compactTo: _, ...write }) => write),
  'truncates one entry too few': writing((write) =>
    write.truncateFrom === undefined || write.entries !== undefined
      ? write
      : { ...write, truncateFrom: write.truncateFrom + 1 },
  ),
  'keeps the caller’s tag': () => {
    const tags = new Map<GroupId, Uint8Array | undefined>();
    return new (class extends Wrapped {
      override write(writes: readonly GroupWrite[]): Promise<void> {
        for (const { group, snapshot } of writes) if (snapshot !== undefined) tags.set(group, snapshot.tag);
        return this.inner.write(writes);
      }
      override async load(): Promise<StoredState> {
        const state = await this.inner.load();
        return {
          ...state,
          groups: state.groups.map((g) => ({ ...g, snapshot: { ...g.snapshot, tag: tags.get(g.group) } })),
        };
      }
    })();
  },
  'gives away its own bytes': () => {
    const given = new Map<string, EntryBatch>();
    return new (class extends Wrapped {
      override async read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
        const key = `${group} ${from} ${to} ${maxBytes}`;
        const batch = given.get(key) ?? (await this.inner.read(group, from, to, maxBytes));
        given.set(key, batch);
        return batch;
      }
    })();
  },
  'reads more bytes than it was asked for': () =>
    new (class extends Wrapped {
      override read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
        return this.inner.read(group, from, to, maxBytes + 1000);
      }
    })(),
  'answers emptily where entries are missing': () =>
    new (class extends Wrapped {
      override async read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
        return this.inner.read(group, from, to, maxBytes).catch(() => EntryBatch.pack(from, 1, 0, []));
      }
    })(),
  'writes the good parts of a refused write': () =>
    new (class extends Wrapped {
      override async write(writes: readonly GroupWrite[]): Promise<void> {
        for (const write of writes) await this.inner.write([write]);
      }
    })(),
  'removes groups that share a prefix': () =>
    new (class extends Wrapped {
      override async removeGroup(group: GroupId): Promise<void> {
        const { groups } = await this.inner.load();
        for (const other of groups) if (other.group.startsWith(group)) await this.inner.removeGroup(other.group);
      }
    })(),
  'lets any node bind it': () =>
    new (class extends Wrapped {
      override async bind(identity: StoreIdentity): Promise<void> {
        await this.inner.bind(identity).catch(() => undefined);
      }
    })(),
  'goes on after close': () =>
    new (class extends Wrapped {
      override async close(): Promise<void> {
        // Stays open.
      }
    })(),
  'has the same id as every other store': () =>
    new (class extends Wrapped {
      override async load(): Promise<StoredState> {
        return { ...(await this.inner.load()), store: '0'.repeat(32) as never };
      }
    })(),
};

describe('the storage conformance suite', () => {
  for (const [fault, open] of Object.entries(FAULTS)) {
    it(`finds a storage that ${fault}`, async () => {
      const place = { open: async () => open(), destroy: async () => undefined };
      const cases = storageConformance({ create: async () => place }).flatMap((group) => group.cases);
      let found: string | undefined;
      for (const { title, run } of cases) {
        await run().catch(() => {
          found ??= title;
        });
        if (found !== undefined) break;
      }
      expect(found, 'the first case that fails').to.be.a('string');
    });
  }
});
