import { CorruptionError, SnapshotExistsError, SnapshotNotFoundError, UnknownEntryError } from '../../model/errors.js';
import { drawHex128, type NodeId } from '../../model/ids.js';
import type { TransferMessage } from '../../model/messages.js';
import { sameTag, SNAPSHOT_VERSION } from '../../model/snapshot-record.js';
import { sha256Hex } from '../../model/sha256.js';
import type { SnapshotRecord, SnapshotTag, TaggedRecord } from '../../model/state.js';
import type { SavedSnapshot, SnapshotName, SnapshotWriter } from '../../ports/snapshots.js';
import { Pull } from './pull.js';
import type { SnapshotSite } from './site.js';
import { checkSaved, verifyResource } from './stored.js';

/** What a leader has offered: `record.tag` is its own. */
export interface Offered {
  readonly from: NodeId;
  readonly record: TaggedRecord;
  readonly realm: string | undefined;
}

/**
 * Brings an offered snapshot into the own store, whole and verified: by its tag alone where both stores are of one realm,
 * otherwise by pulling its bytes from who offered it.
 */
export class Fetching {
  readonly offered: Offered;
  readonly #site: SnapshotSite;
  readonly #rate: number;
  readonly #onProgress: (received: number) => void;
  readonly #stop = new AbortController();
  #pull: Pull | undefined;

  constructor(site: SnapshotSite, offered: Offered, rate: number, onProgress: (received: number) => void) {
    this.#site = site;
    this.offered = offered;
    this.#rate = rate;
    this.#onProgress = onProgress;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Gives up; what is there already is kept for a later try at the same resource. */
  cancel(): void {
    this.#stop.abort();
  }

  /** @returns the record with the own tag. */
  async run(): Promise<TaggedRecord> {
    const { record, realm } = this.offered;
    // Before it takes the place of a state that can be read (rule 20).
    if (record.version > SNAPSHOT_VERSION)
      throw new UnknownEntryError(
        `a snapshot of version ${record.version} is offered, and this build knows up to ${SNAPSHOT_VERSION}: run a newer build`,
      );
    const tag = realm !== undefined && realm === this.#site.store.realm ? await this.#adopt() : await this.#pullAll();
    return { ...record, tag };
  }

  /** Moves no byte through the leader, and where the store can, none through this node before it is read. */
  async #adopt(): Promise<SnapshotTag> {
    const { store, owner, clock } = this.#site;
    const { record } = this.offered;
    const { signal } = this.#stop;
    const name: SnapshotName = { ...indexAndTerm(record), nonce: drawHex128(() => clock.random()) };
    const tag = await store.adopt(owner, name, record.tag, signal);
    try {
      await verifyResource(store, clock, tag, record, signal, this.#onProgress);
    } catch (error) {
      await store.delete(owner, tag).catch(() => undefined);
      throw error;
    }
    return tag;
  }

  /** The name follows from the resource, so that a later try finds what an earlier one has left. */
  async #pullAll(): Promise<SnapshotTag> {
    const { store, owner, clock } = this.#site;
    const { record, from } = this.offered;
    const { signal } = this.#stop;
    const name: SnapshotName = { ...indexAndTerm(record), nonce: resourceNonce(record) };
    const writer = await this.#writer(name);
    let saved: SavedSnapshot;
    try {
      if (writer.offset > record.size) throw new CorruptionError('more of a snapshot is here than it has');
      this.#pull = new Pull({ from, tag: record.tag, size: record.size }, writer, this.#rate, {
        clock,
        send: (to, message) => {
          this.#site.send(to, message);
        },
        onProgress: this.#onProgress,
      });
      await this.#pull.run(signal);
      saved = await writer.commit();
    } catch (error) {
      await (error instanceof CorruptionError ? writer.abort() : writer.suspend()).catch(() => undefined);
      throw error;
    }
    try {
      checkSaved(saved, record);
    } catch (error) {
      await store.delete(owner, saved.tag).catch(() => undefined);
      throw error;
    }
    return saved.tag;
  }

  async #writer(name: SnapshotName): Promise<SnapshotWriter> {
    const { store, owner, clock } = this.#site;
    try {
      return await store.create(owner, name, this.#stop.signal);
    } catch (error) {
      if (!(error instanceof SnapshotExistsError)) throw error;
      // It was brought here before, and never recorded: it waits to be collected.
      return store.create(owner, { ...name, nonce: drawHex128(() => clock.random()) }, this.#stop.signal);
    }
  }

  /** A message about the resource; others are none of ours. */
  received(from: NodeId, message: TransferMessage): void {
    if (from !== this.offered.from || !sameTag(message.tag, this.offered.record.tag)) return;
    if (message.type === 'snapshotChunk') this.#pull?.received(message);
    else if (message.type === 'snapshotGone')
      this.#pull?.gone(new SnapshotNotFoundError(`${from} has no such snapshot any more`));
  }
}

function indexAndTerm({ index, term }: SnapshotRecord): { index: number; term: number } {
  return { index, term };
}

function resourceNonce({ tag, size, checksum, index, term }: TaggedRecord): string {
  return sha256Hex(JSON.stringify([[...tag], size, checksum, index, term])).slice(0, 32);
}
