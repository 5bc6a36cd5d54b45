import type {
  ListedSnapshot,
  OpenOptions,
  SavedSnapshot,
  SnapshotName,
  SnapshotOwner,
  SnapshotStore,
  SnapshotTag,
  SnapshotWriter,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MemorySnapshotPlace, MemorySnapshots, snapshotConformance } from '../../src/index.js';

/** A sound store, for one fault each to be put into. */
class Wrapped implements SnapshotStore {
  readonly inner: MemorySnapshots;
  readonly place: MemorySnapshotPlace;
  constructor(place: MemorySnapshotPlace) {
    this.place = place;
    this.inner = new MemorySnapshots({ place, realm: 'shared' });
  }
  get realm(): string | undefined {
    return this.inner.realm;
  }
  create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
    return this.inner.create(owner, name, signal);
  }
  open(tag: SnapshotTag, options?: OpenOptions): AsyncIterable<Uint8Array> {
    return this.inner.open(tag, options);
  }
  adopt(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag, signal?: AbortSignal): Promise<SnapshotTag> {
    return this.inner.adopt(owner, name, source, signal);
  }
  delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
    return this.inner.delete(owner, tag);
  }
  list(owner: SnapshotOwner): AsyncIterable<ListedSnapshot> {
    return this.inner.list(owner);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
  crash(): void {
    this.inner.crash((_path, written) => written);
  }
}

type Fault = (place: MemorySnapshotPlace) => Wrapped;

const text = (tag: Uint8Array): string => Buffer.from(tag).toString('latin1');
const bytes = (path: string): Uint8Array => Buffer.from(path, 'latin1');

/** Changes what its writers do. */
function writing(change: (inner: SnapshotWriter, place: MemorySnapshotPlace, path: string) => object): Fault {
  return (place) =>
    new (class extends Wrapped {
      override async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
        const before = new Set(place.paths);
        const inner = await super.create(owner, name, signal);
        const path = place.paths.find((each) => !before.has(each)) ?? '';
        return {
          offset: inner.offset,
          write: (chunk) => inner.write(chunk),
          commit: () => inner.commit(),
          suspend: () => inner.suspend(),
          abort: () => inner.abort(),
          ...change(inner, place, path),
        };
      }
    })(place);
}

/** Changes what its readers get. */
function reading(
  change: (chunks: AsyncIterable<Uint8Array>, options: OpenOptions) => AsyncIterable<Uint8Array>,
): Fault {
  return (place) =>
    new (class extends Wrapped {
      override open(tag: SnapshotTag, options: OpenOptions = {}): AsyncIterable<Uint8Array> {
        return change(super.open(tag, options), options);
      }
    })(place);
}

function committing(change: (saved: SavedSnapshot) => object): Fault {
  return writing((inner) => ({
    commit: async () => {
      const saved = await inner.commit();
      return { ...saved, ...change(saved) };
    },
  }));
}

/** Changes what is listed. */
function listing(
  change: (listed: ListedSnapshot, owner: SnapshotOwner, place: MemorySnapshotPlace) => readonly ListedSnapshot[],
): Fault {
  return (place) =>
    new (class extends Wrapped {
      override async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
        for await (const each of super.list(owner)) yield* change(each, owner, place);
      }
    })(place);
}

/** Lists and deletes what it should not take for its own. */
function owning(isOwn: (path: string, owner: SnapshotOwner) => boolean): Fault {
  return (place) =>
    new (class extends Wrapped {
      override async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
        yield* super.list(owner);
        const own = new Set<string>();
        for await (const { tag } of super.list(owner)) own.add(text(tag));
        for (const [path, { length }] of place.whole)
          if (!own.has(path) && isOwn(path, owner)) yield { tag: bytes(path), size: length, partial: false };
      }
    })(place);
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'loses the last byte': writing((inner, place) => ({
    commit: async () => {
      const saved = await inner.commit();
      const path = text(saved.tag);
      place.whole.set(path, (place.whole.get(path) ?? new Uint8Array(0)).slice(0, -1));
      return saved;
    },
  })),
  'says a wrong checksum': committing(({ checksum }) => ({ checksum: checksum ^ 1 })),
  'says a wrong size': committing(({ size }) => ({ size: size + 1 })),
  'says the checksum of the last chunk': writing((inner) => {
    let last = new Uint8Array(0);
    return {
      write: (chunk: Uint8Array) => {
        last = chunk.slice();
        return inner.write(chunk);
      },
      commit: async () => ({ ...(await inner.commit()), checksum: last.reduce((sum, byte) => sum + byte, 0) }),
    };
  }),
  'keeps the caller’s buffers': writing((inner) => {
    const kept: Uint8Array[] = [];
    return {
      write: async (chunk: Uint8Array) => void kept.push(chunk),
      commit: async () => {
        for (const chunk of kept) await inner.write(chunk);
        return inner.commit();
      },
    };
  }),
  'writes the whole buffer of a part': writing((inner) => ({
    write: (chunk: Uint8Array) => inner.write(new Uint8Array(chunk.buffer)),
  })),
  'drops chunks of one byte': writing((inner) => ({
    write: async (chunk: Uint8Array) => {
      if (chunk.length !== 1) await inner.write(chunk);
    },
  })),
  'gives away its own bytes': (place) =>
    new (class extends Wrapped {
      override async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
        for await (const _ of super.open(tag, options)) break;
        const whole = place.whole.get(text(tag)) ?? new Uint8Array(0);
        const from = options.from ?? 0;
        const end = Math.min(whole.length, from + (options.length ?? whole.length));
        for (let at = from; at < end; at += 65_536) yield whole.subarray(at, Math.min(end, at + 65_536));
      }
    })(place),
  'reads into one buffer over and over': reading(async function* (chunks) {
    const buffer = new Uint8Array(65_536);
    for await (const chunk of chunks) {
      buffer.set(chunk);
      yield buffer.subarray(0, chunk.length);
    }
  }),
  'gives chunks that are too large': reading(async function* (chunks) {
    const all: Uint8Array[] = [];
    for await (const chunk of chunks) all.push(chunk);
    if (all.length > 0) yield Buffer.concat(all);
  }),
  'ends a stream early without an error': reading(async function* (chunks, { length }) {
    let read = 0;
    for await (const chunk of chunks) {
      if (length === undefined && (read += chunk.length) > 2_000_000) return;
      yield chunk;
    }
  }),
  'swaps two chunks': reading(async function* (chunks) {
    let held: Uint8Array | undefined;
    for await (const chunk of chunks) {
      if (held === undefined) held = chunk;
      else {
        yield chunk;
        yield held;
        held = undefined;
      }
    }
    if (held !== undefined) yield held;
  }),
  'reads one byte beyond a range': (place) =>
    new (class extends Wrapped {
      override open(tag: SnapshotTag, { length, ...options }: OpenOptions = {}): AsyncIterable<Uint8Array> {
        return super.open(tag, { ...options, ...(length === undefined ? {} : { length: length + 1 }) });
      }
    })(place),
  'ignores where a range begins': (place) =>
    new (class extends Wrapped {
      override open(tag: SnapshotTag, { from: _, ...options }: OpenOptions = {}): AsyncIterable<Uint8Array> {
        return super.open(tag, options);
      }
    })(place),
  'takes a range beyond the end for an empty one': (place) =>
    new (class extends Wrapped {
      override async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
        const size = place.whole.get(text(tag))?.length ?? 0;
        if ((options.from ?? 0) <= size) yield* this.inner.open(tag, options);
      }
    })(place),
  'reads an empty resource where there is none': (place) =>
    new (class extends Wrapped {
      override async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
        if (place.whole.has(text(tag))) yield* this.inner.open(tag, options);
      }
    })(place),
  'reads what is not committed': (place) =>
    new (class extends Wrapped {
      override async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
        const partial = place.partial.get(text(tag));
        if (partial === undefined) yield* this.inner.open(tag, options);
        else yield partial;
      }
    })(place),
  'lists what is not committed as whole': listing((each) => [{ ...each, partial: false }]),
  'makes whole what is suspended': writing((inner) => ({
    suspend: async () => {
      await inner.commit().catch(() => undefined);
    },
  })),
  'leaves what is aborted': writing((inner) => ({ abort: () => inner.suspend() })),
  'deletes what is committed, on abort': writing((inner, place) => {
    let tag: Uint8Array | undefined;
    return {
      commit: async () => {
        const saved = await inner.commit();
        tag = saved.tag;
        return saved;
      },
      abort: async () => {
        if (tag !== undefined) place.lose(tag);
        await inner.abort();
      },
    };
  }),
  'takes writes after abort': writing((inner) => {
    let ended = false;
    return {
      write: async (chunk: Uint8Array) => {
        if (!ended) await inner.write(chunk);
      },
      abort: async () => {
        ended = true;
        await inner.abort();
      },
    };
  }),
  'says a wrong offset when it goes on': writing((inner) => ({ offset: Math.max(0, inner.offset - 1) })),
  'goes on with what was aborted': writing((inner, place, path) => ({
    abort: async () => {
      await inner.abort();
      place.partial.set(path, new Uint8Array(5));
    },
  })),
  'writes over a committed resource': (place) =>
    new (class extends Wrapped {
      override async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
        const path = `${owner.cluster}/${owner.group}/${owner.node}/${owner.store}/${name.index}-${name.term}-${name.nonce}`;
        place.whole.delete(path);
        return super.create(owner, name, signal);
      }
    })(place),
  'lets two writers make one name': (place) =>
    new (class extends Wrapped {
      override async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
        return super
          .create(owner, name, signal)
          .catch((error: unknown) =>
            place.whole.size > 0 ? Promise.reject(error as Error) : new MemorySnapshots({ place }).create(owner, name),
          );
      }
    })(place),
  'deletes what is being written': (place) =>
    new (class extends Wrapped {
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        await super.delete(owner, tag).catch((error: unknown) => {
          if (!place.partial.has(text(tag))) throw error;
        });
      }
    })(place),
  'ignores the signal of create': (place) =>
    new (class extends Wrapped {
      override create(owner: SnapshotOwner, name: SnapshotName): Promise<SnapshotWriter> {
        return super.create(owner, name);
      }
    })(place),
  'ignores the signal of open': (place) =>
    new (class extends Wrapped {
      override open(tag: SnapshotTag, { signal: _, ...options }: OpenOptions = {}): AsyncIterable<Uint8Array> {
        return super.open(tag, options);
      }
    })(place),
  'ignores the signal of adopt': (place) =>
    new (class extends Wrapped {
      override adopt(owner: SnapshotOwner, name: SnapshotName, source: SnapshotTag): Promise<SnapshotTag> {
        return super.adopt(owner, name, source);
      }
    })(place),
  'forgets to list one': listing((each) => (text(each.tag).includes('/0-') ? [] : [each])),
  'lists one twice': listing((each) => [each, each]),
  'lists a wrong size': listing((each) => [{ ...each, size: (each.size ?? 0) + 1 }]),
  'does not list what is partial, and keeps it': (place) =>
    new (class extends Wrapped {
      override async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
        for await (const each of super.list(owner)) if (!each.partial) yield each;
      }
    })(place),
  'lists at most 10': (place) =>
    new (class extends Wrapped {
      override async *list(owner: SnapshotOwner): AsyncGenerator<ListedSnapshot> {
        let count = 0;
        for await (const each of super.list(owner)) if (count++ < 10) yield each;
      }
    })(place),
  'lists nodes whose names begin as the owner’s': owning((path, { cluster, group, node }) =>
    path.startsWith(`${cluster}/${group}/${node}`),
  ),
  'lists groups whose names begin as the owner’s': owning((path, { cluster, group }) =>
    path.startsWith(`${cluster}/${group}`),
  ),
  'does not tell capital letters from small ones': owning((path, { cluster, group, node, store }) =>
    path.toLowerCase().startsWith(`${cluster}/${group}/${node}/${store}/`.toLowerCase()),
  ),
  'lists the other stores of a node': owning((path, { cluster, group, node }) =>
    path.startsWith(`${cluster}/${group}/${node}/`),
  ),
  'lists other clusters': owning((path, { group, node, store }) => path.includes(`/${group}/${node}/${store}/`)),
  'deletes another owner’s': (place) =>
    new (class extends Wrapped {
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        await super.delete(owner, tag).catch(() => {
          place.whole.delete(text(tag));
        });
      }
    })(place),
  'refuses nothing to delete': (place) =>
    new (class extends Wrapped {
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        await super.delete(owner, tag).catch((error: unknown) => {
          if (place.whole.has(text(tag))) throw error;
        });
      }
    })(place),
  'deletes only once': (place) =>
    new (class extends Wrapped {
      readonly #gone = new Set<string>();
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        if (this.#gone.has(text(tag))) throw new Error('it has been deleted already');
        await super.delete(owner, tag);
        this.#gone.add(text(tag));
      }
    })(place),
  'deletes nothing': (place) =>
    new (class extends Wrapped {
      override async delete(): Promise<void> {
        // Nothing.
      }
    })(place),
  'does not delete what is partial': (place) =>
    new (class extends Wrapped {
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        if (!place.partial.has(text(tag))) await super.delete(owner, tag);
      }
    })(place),
  'adopts by reference': (place) =>
    new (class extends Wrapped {
      override async adopt(...args: Parameters<SnapshotStore['adopt']>): Promise<SnapshotTag> {
        await super.adopt(...args);
        return args[2];
      }
    })(place),
  'adopts a link that dies with its source': (place) =>
    new (class extends Wrapped {
      readonly #links = new Map<string, string>();
      override async adopt(...args: Parameters<SnapshotStore['adopt']>): Promise<SnapshotTag> {
        const tag = await super.adopt(...args);
        this.#links.set(text(args[2]), text(tag));
        return tag;
      }
      override async delete(owner: SnapshotOwner, tag: SnapshotTag): Promise<void> {
        await super.delete(owner, tag);
        place.whole.delete(this.#links.get(text(tag)) ?? '');
      }
    })(place),
  'moves instead of copying': (place) =>
    new (class extends Wrapped {
      override async adopt(...args: Parameters<SnapshotStore['adopt']>): Promise<SnapshotTag> {
        const tag = await super.adopt(...args);
        place.lose(args[2]);
        return tag;
      }
    })(place),
  'adopts what is partial': (place) =>
    new (class extends Wrapped {
      override async adopt(...args: Parameters<SnapshotStore['adopt']>): Promise<SnapshotTag> {
        if (place.partial.has(text(args[2]))) return args[2];
        return super.adopt(...args);
      }
    })(place),
  'adopts over what is there': (place) =>
    new (class extends Wrapped {
      override async adopt(...args: Parameters<SnapshotStore['adopt']>): Promise<SnapshotTag> {
        const [{ cluster, group, node, store }, { index, term, nonce }] = args;
        place.whole.delete(`${cluster}/${group}/${node}/${store}/${index}-${term}-${nonce}`);
        return super.adopt(...args);
      }
    })(place),
  'is of another realm each time': (place) =>
    new (class extends Wrapped {
      readonly #realm = String(++realms);
      override get realm(): string {
        return this.#realm;
      }
    })(place),
  'goes on after close': (place) =>
    new (class extends Wrapped {
      override async close(): Promise<void> {
        // Stays open.
      }
    })(place),
  'makes whole what is in the making, on close': (place) =>
    new (class extends Wrapped {
      readonly #writers: SnapshotWriter[] = [];
      override async create(owner: SnapshotOwner, name: SnapshotName, signal?: AbortSignal): Promise<SnapshotWriter> {
        const writer = await super.create(owner, name, signal);
        this.#writers.push(writer);
        return writer;
      }
      override async close(): Promise<void> {
        for (const writer of this.#writers) await writer.commit().catch(() => undefined);
        await super.close();
      }
    })(place),
  'lets a reader go on after close': (place) =>
    new (class extends Wrapped {
      override async *open(tag: SnapshotTag, options: OpenOptions = {}): AsyncGenerator<Uint8Array> {
        const all: Uint8Array[] = [];
        for await (const chunk of super.open(tag, options)) all.push(chunk);
        yield* all;
      }
    })(place),
  'forgets everything when it closes': (place) =>
    new (class extends Wrapped {
      override async close(): Promise<void> {
        await super.close();
        place.whole.clear();
      }
    })(place),
  'loses what was committed last, in a crash': (place) =>
    new (class extends Wrapped {
      override crash(): void {
        super.crash();
        place.whole.delete([...place.whole.keys()].at(-1) ?? '');
      }
    })(place),
  'makes whole what is in the making, in a crash': (place) =>
    new (class extends Wrapped {
      override crash(): void {
        super.crash();
        for (const [path, partial] of place.partial) place.whole.set(path, partial);
      }
    })(place),
  'goes on with bytes that a crash has torn': (place) =>
    new (class extends Wrapped {
      override crash(): void {
        super.crash();
        for (const [path, partial] of place.partial)
          if (partial.length > 0) partial.fill(0, -1000) && place.partial.set(path, partial);
      }
    })(place),
};

let realms = 0;

const suite = (open: Fault) =>
  snapshotConformance({
    create: async () => {
      const place = new MemorySnapshotPlace();
      return {
        open: async () => open(place),
        crash: async (store) => {
          if (store instanceof Wrapped) store.crash();
        },
        destroy: async () => undefined,
      };
    },
  }).flatMap(({ cases }) => cases);

describe('the snapshot conformance suite', () => {
  for (const [fault, open] of Object.entries(FAULTS)) {
    it(`finds a store that ${fault}`, async () => {
      let found: string | undefined;
      for (const { title, run } of suite(open)) {
        await run().catch(() => {
          found ??= title;
        });
        if (found !== undefined) break;
      }
      expect(found, 'the first case that fails').to.be.a('string');
    }).timeout(60_000);
  }

  it('passes the sound one', async () => {
    for (const { run } of suite((place) => new Wrapped(place))) await run();
  }).timeout(60_000);
});
