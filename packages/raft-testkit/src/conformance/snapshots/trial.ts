import {
  crc32c,
  type ListedSnapshot,
  type OpenOptions,
  type SavedSnapshot,
  type SnapshotName,
  type SnapshotOwner,
  type SnapshotStore,
  type SnapshotTag,
  type SnapshotWriter,
} from '@lolraft/raft-core';
import { testCase, type ConformanceCase } from '../case.js';
import { check, equal, sameBytes } from '../checks.js';
import { MIB } from '../../aids/bytes.js';
import { cut, join, nextName, OWNER, textOf } from './samples.js';
import type { SnapshotFactory, SnapshotPlace } from './suite.js';

/** A store under test, on a place of its own. */
export class Trial {
  readonly factory: SnapshotFactory;
  readonly place: SnapshotPlace;
  readonly #stores = new Set<SnapshotStore>();
  store!: SnapshotStore;

  private constructor(factory: SnapshotFactory, place: SnapshotPlace) {
    this.factory = factory;
    this.place = place;
  }

  static case(factory: SnapshotFactory, title: string, body: (trial: Trial) => Promise<void>): ConformanceCase {
    return testCase(title, () => Trial.run(factory, body), 120_000);
  }

  static async run(factory: SnapshotFactory, body: (trial: Trial) => Promise<void>): Promise<void> {
    const place = await factory.create();
    const trial = new Trial(factory, place);
    try {
      trial.store = await trial.another();
      await body(trial);
    } finally {
      for (const store of trial.#stores) await store.close();
      await place.destroy();
    }
  }

  /** One more store on the same place. */
  async another(): Promise<SnapshotStore> {
    const store = await this.place.open();
    this.#stores.add(store);
    return store;
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = await this.another();
  }

  /** Where the factory can: the end of the process, and a new store. */
  async crash(crash: (store: SnapshotStore) => Promise<void>): Promise<void> {
    await crash(this.store);
    this.#stores.delete(this.store);
    this.store = await this.another();
  }

  async put(bytes: Uint8Array, put: PutOptions = {}): Promise<SavedSnapshot> {
    const { owner = OWNER, name = nextName(), chunk = 64 * 1024 } = put;
    const writer = await this.store.create(owner, name);
    equal(writer.offset, 0, 'the offset of a new writer');
    await writeAll(writer, bytes, chunk);
    const saved = await writer.commit();
    const expected = { tag: saved.tag, size: bytes.length, checksum: crc32c(bytes) };
    equal(saved, expected, 'what commit says');
    return saved;
  }

  async get(tag: SnapshotTag, options: OpenOptions = {}, store = this.store): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.open(tag, options)) {
      check(chunk.length <= MIB, `a chunk of ${chunk.length} bytes`);
      chunks.push(chunk);
    }
    return join(chunks);
  }

  async verify(tag: SnapshotTag, bytes: Uint8Array, what: string, store = this.store): Promise<void> {
    const read = await this.get(tag, {}, store);
    check(read.length === bytes.length, `${what}: ${read.length} bytes were read, ${bytes.length} written`);
    check(sameBytes(read, bytes), `${what}: other bytes were read than written`);
  }

  async list(owner: SnapshotOwner = OWNER, store = this.store): Promise<ListedSnapshot[]> {
    const listed: ListedSnapshot[] = [];
    for await (const each of store.list(owner)) listed.push(each);
    const tags = listed.map(({ tag }) => textOf(tag));
    equal(new Set(tags).size, tags.length, 'tags that are listed, each once');
    return listed;
  }

  async expectWhole(owner: SnapshotOwner, saved: readonly SavedSnapshot[], what: string): Promise<void> {
    const listed = await this.list(owner);
    const shown = listed.filter(({ partial }) => !partial).map(({ tag, size }) => [textOf(tag), size]);
    equal(shown.sort(), saved.map(({ tag, size }) => [textOf(tag), size]).sort(), `${what}: the whole ones`);
  }

  /** Whatever is whole has these bytes: the end of a commit whose answer never came is not known. */
  async expectWholeOnesAre(bytes: Uint8Array, what: string): Promise<void> {
    for (const { tag, partial } of await this.list()) if (!partial) await this.verify(tag, bytes, what);
  }

  /** What attempts have left, at most `count` of them: it is not whole, and goes when it is deleted. */
  async expectRemains(owner: SnapshotOwner, count: number, what: string): Promise<void> {
    const remains = (await this.list(owner)).filter(({ partial }) => partial);
    check(remains.length <= count, `${what}: ${remains.length} partial ones are listed`);
    for (const { tag } of remains) await this.store.delete(owner, tag);
    equal((await this.list(owner)).filter(({ partial }) => partial).length, 0, `${what}: partial ones after delete`);
  }
}

interface PutOptions {
  readonly owner?: SnapshotOwner;
  readonly name?: SnapshotName;
  readonly chunk?: number;
}

export async function writeAll(writer: SnapshotWriter, bytes: Uint8Array, chunk = 64 * 1024): Promise<void> {
  for (const piece of cut(bytes, chunk)) await writer.write(piece);
}
