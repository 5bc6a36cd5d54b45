import { newTree, type Slices } from '@lolraft/app-kit';
import { MAX_GUARD_NAME_BYTES, MAX_GUARDS, MAX_KEY_BYTES, MAX_RETENTION_REVISIONS } from '@lolraft/kvs-client';
import { CorruptionError } from '@lolraft/raft-core';
import { History } from '../state/history.js';
import { compareKeys, keyBytes, type Key } from '../state/keys.js';
import type { Change, KeyRecord } from '../state/records.js';
import { Store } from '../state/store.js';
import { HEAD_FIELDS, type Head } from './format.js';
import { ItemReader } from './item-reader.js';

/** A change of which it is not known yet what it has made of its key. */
type Draft = Omit<Change, 'record'> & { record: KeyRecord | undefined };

/**
 * Puts a store together, item by item. What no sequence of commands leads to is refused, wherever it can be seen: a state
 * that contradicts itself would not go on as those of the other members do.
 */
export class StateBuilder {
  #head: Head | undefined;
  readonly #live = newTree<Key, KeyRecord>(compareKeys);
  #bytes = 0;
  #lastKey: Key | undefined;
  /** Keys that have changed since the history begins. */
  #young = 0;
  readonly #drafts: Draft[] = [];
  /** The last change of each key. */
  readonly #last = new Map<Key, Draft>();
  readonly #guards = newTree<string, number>(compareKeys);
  /** How many guards there are; undefined until it is known. */
  #guardCount: number | undefined = 0;
  #ended = false;

  /** Before the first item. */
  begin(hasGuards: boolean): void {
    if (hasGuards) this.#guardCount = undefined;
  }

  /** @param checksum of everything before the item. */
  add(item: Uint8Array, checksum: number): void {
    const reader = new ItemReader(item);
    const head = this.#head;
    if (head === undefined) this.#head = readHead(reader);
    else if (this.#guardCount === undefined) this.#guardCount = readGuardCount(reader);
    else if (this.#live.size < head.keys) this.#addRecord(reader, head);
    else if (this.#drafts.length < head.changes) this.#addChange(reader, head);
    else if (this.#guards.size < this.#guardCount) this.#addGuard(reader);
    else this.#end(reader, checksum);
    reader.end();
  }

  #addRecord(reader: ItemReader, head: Head): void {
    const record = reader.record();
    check(isRecord(record) && record.modRevision <= head.revision, 'a key does not make sense');
    check(this.#lastKey === undefined || this.#lastKey < record.key, 'keys are out of order');
    this.#lastKey = record.key;
    this.#live.set(record.key, record);
    this.#bytes += record.key.length + record.value.length;
    if (record.modRevision > head.compactRevision) this.#young++;
  }

  #addChange(reader: ItemReader, head: Head): void {
    const revision = reader.varint();
    const kind = reader.byte();
    check(kind <= 1, 'a change is neither of a key that was there nor of one that was not');
    const replaced = kind === 1 ? reader.record() : undefined;
    const name = replaced?.key ?? reader.key();
    const before = this.#last.get(name);
    this.#checkOrder(revision, head);
    check(before === undefined || before.revision < revision, 'a key has changed twice at one revision');
    check(
      replaced === undefined
        ? isKey(name)
        : isRecord(replaced) && replaced.modRevision <= (before?.revision ?? head.compactRevision),
      'a change does not make sense',
    );
    if (before !== undefined) {
      before.record = replaced;
      checkChange(before);
    }
    // One string for all changes of a key.
    const key = before?.key ?? this.#live.get(name)?.key ?? name;
    const draft: Draft = { key, revision, record: undefined, previous: replaced };
    this.#drafts.push(draft);
    this.#last.set(key, draft);
  }

  /** Every revision that is kept has a change, and none is left out. */
  #checkOrder(revision: number, { revision: newest, compactRevision }: Head): void {
    const before = this.#drafts.at(-1)?.revision;
    // The first revision is that of the empty store.
    const inOrder =
      before === undefined
        ? revision === Math.max(compactRevision, 1) + 1
        : revision === before || revision === before + 1;
    check(inOrder && revision <= newest, 'the history is out of order');
  }

  #addGuard(reader: ItemReader): void {
    const bytes = keyBytes(reader.key());
    const name = Buffer.from(bytes).toString('utf8');
    const token = reader.varint();
    check(token > 0 && bytes.length > 0 && bytes.length <= MAX_GUARD_NAME_BYTES, 'a guard does not make sense');
    check(Buffer.from(name).equals(bytes), 'the name of a guard is not a text');
    const last = this.#guards.maxKey();
    check(last === undefined || last < name, 'guards are out of order');
    this.#guards.set(name, token);
  }

  #end(reader: ItemReader, checksum: number): void {
    check(!this.#ended, 'it goes on behind its end');
    check(reader.uint32() === checksum, 'it fails its checksum');
    this.#ended = true;
  }

  /** @param left is the number of bytes that belong to no item. */
  async finish(left: number, slices: Slices): Promise<Store> {
    const head = this.#head;
    if (head === undefined || !this.#ended || left > 0)
      throw new CorruptionError('the state in a snapshot is cut short');
    check(this.#bytes === head.bytes, 'it does not have as many bytes as it says');
    const newest = this.#drafts.at(-1)?.revision ?? Math.max(head.compactRevision, 1);
    check(newest === head.revision, 'the history does not lead to its revision');
    let young = 0;
    for (const draft of this.#last.values()) {
      draft.record = this.#live.get(draft.key);
      checkChange(draft);
      if (draft.record !== undefined) young++;
      if (slices.areDue()) await slices.pause();
    }
    check(young === this.#young, 'a key has changed, and the history does not know');
    const history = await this.#history(slices);
    check(history.bytes === head.historyBytes, 'the history does not have as many bytes as it says');
    const { revision, compactRevision, retentionRevisions, retentionBytes } = head;
    check(
      revision - compactRevision <= retentionRevisions && history.bytes <= retentionBytes,
      'there is more history than is kept',
    );
    return Store.of({
      live: this.#live,
      history,
      bytes: this.#bytes,
      revision,
      compactRevision,
      retention: { revisions: retentionRevisions, bytes: retentionBytes },
      guards: this.#guards,
    });
  }

  async #history(slices: Slices): Promise<History> {
    const history = History.empty();
    for (const [i, change] of this.#drafts.entries()) {
      history.add(change);
      if (this.#drafts[i + 1]?.revision !== change.revision) history.commit();
      if (slices.areDue()) await slices.pause();
    }
    return history;
  }
}

/** A state without any is of version 1. */
function readGuardCount(reader: ItemReader): number {
  const count = reader.varint();
  check(count > 0 && count <= MAX_GUARDS, 'it has as many guards as no state has');
  return count;
}

function readHead(reader: ItemReader): Head {
  const fields = HEAD_FIELDS.map((field) => [field, reader.varint()] as const);
  const head = Object.fromEntries(fields) as unknown as Head;
  check(head.revision >= 1 && head.compactRevision <= head.revision, 'its revisions do not make sense');
  check(head.retentionRevisions <= MAX_RETENTION_REVISIONS, 'it keeps more revisions than can be kept');
  return head;
}

function isKey(key: Key): boolean {
  return key.length > 0 && key.length <= MAX_KEY_BYTES;
}

function isRecord({ key, createRevision, modRevision, version }: KeyRecord): boolean {
  return (
    isKey(key) &&
    createRevision > 1 &&
    version > 0 &&
    (version === 1 ? modRevision === createRevision : modRevision - createRevision >= version - 1)
  );
}

/** What a change has made of its key must follow from what it was. */
function checkChange({ revision, record, previous }: Change): void {
  check(
    record === undefined
      ? previous !== undefined
      : record.modRevision === revision &&
          record.version === (previous?.version ?? 0) + 1 &&
          record.createRevision === (previous?.createRevision ?? revision),
    'a change does not lead to what its key is',
  );
}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new CorruptionError(`the state in a snapshot is damaged: ${what}`);
}
