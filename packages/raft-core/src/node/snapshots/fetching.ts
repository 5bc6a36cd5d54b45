import { CorruptionError, SnapshotExistsError, SnapshotNotFoundError, UnknownEntryError } from '../../model/errors.js';
import { drawHex128, type NodeId } from '../../model/ids.js';
import type { TransferMessage } from '../../model/messages.js';
import { sameTag, SNAPSHOT_VERSION } from '../../model/snapshot-record.js';
import { sha256Hex } from '../../model/sha256.js';
import type { SnapshotRecord, SnapshotTag, TaggedRecord } from '../../model/state.js';
import type { SavedSnapshot, SnapshotName, SnapshotWriter } from '../../ports/snapshots.js';
import { Pull } from './pull.js';
import type { SnapshotSite } from './site.js';
import { checkMeasure, measureResource } from './stored.js';

/** Names that one resource may have here, one after the other. */
const MAX_NAMES = 8;

/** What a leader has offered: `record.tag` is its own. */
export interface Offered {
  readonly from: NodeId;
  readonly record: TaggedRecord;
  readonly realm: string | undefined;
}

export interface FetchingHooks {
  /** Bytes in a second. */
  readonly rate: number;
  readonly onProgress: (received: number) => void;
  /** Deletes a resource that was brought here and is not to be used. Never rejects. */
  readonly discard: (tag: SnapshotTag) => Promise<void>;
}

/** What was brought here; measured already where its bytes came through this node. */
type Brought = SavedSnapshot | { readonly tag: SnapshotTag };

/**
 * Brings an offered snapshot into the own store, whole and verified: by its tag alone where both stores are of one realm,
 * otherwise by pulling its bytes from who offered it.
 */
export class Fetching {
  readonly offered: Offered;
  readonly #site: SnapshotSite;
  readonly #hooks: FetchingHooks;
  readonly #stop = new AbortController();
  #pull: Pull | undefined;

  constructor(site: SnapshotSite, offered: Offered, hooks: FetchingHooks) {
    this.#site = site;
    this.offered = offered;
    this.#hooks = hooks;
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
    const { store, clock } = this.#site;
    // Before it takes the place of a state that can be read (rule 20).
    if (record.version > SNAPSHOT_VERSION)
      throw new UnknownEntryError(
        `a snapshot of version ${record.version} is offered, and this build knows up to ${SNAPSHOT_VERSION}: run a newer build`,
      );
    const isShared = realm !== undefined && realm === store.realm;
    const brought: Brought = isShared ? { tag: await this.#adopt() } : await this.#pullAll();
    const { tag } = brought;
    try {
      const found =
        'size' in brought ? brought : await measureResource(store, clock, tag, this.signal, this.#hooks.onProgress);
      checkMeasure(found, record);
    } catch (error) {
      // It is not what was offered, or nobody knows whether it is.
      await this.#hooks.discard(tag);
      throw error;
    }
    return { ...record, tag };
  }

  /** Moves no byte through the leader, and where the store can, none through this node before it is read. */
  #adopt(): Promise<SnapshotTag> {
    const { store, owner } = this.#site;
    const { record } = this.offered;
    return store.adopt(owner, { ...indexAndTerm(record), nonce: this.#drawNonce() }, record.tag, this.signal);
  }

  async #pullAll(): Promise<SavedSnapshot> {
    const { record, from } = this.offered;
    const { clock, consensus } = this.#site;
    const writer = await this.#writer();
    let committing = false;
    try {
      if (writer.offset > record.size) throw new CorruptionError('more of a snapshot is here than it has');
      this.#pull = new Pull({ from, tag: record.tag, size: record.size }, writer, this.#hooks.rate, {
        clock,
        silenceLimit: consensus.state.options.snapshotPatience,
        send: (to, message) => {
          this.#site.send(to, message);
        },
        onProgress: this.#hooks.onProgress,
      });
      await this.#pull.run(this.signal);
      committing = true;
      return await writer.commit();
    } catch (error) {
      const isWrong = error instanceof CorruptionError && !committing;
      await (isWrong ? writer.abort() : writer.suspend()).catch(() => undefined);
      throw error;
    }
  }

  /** The name follows from the resource, so that a later try finds what an earlier one has left. */
  async #writer(): Promise<SnapshotWriter> {
    const { store, owner } = this.#site;
    const { record } = this.offered;
    for (let attempt = 0; ; attempt++) {
      const name: SnapshotName = { ...indexAndTerm(record), nonce: resourceNonce(record, attempt) };
      try {
        return await store.create(owner, name, this.signal);
      } catch (error) {
        // It was brought here before: it waits to be collected, or is the very one that cannot be read any more.
        if (!(error instanceof SnapshotExistsError) || attempt >= MAX_NAMES) throw error;
      }
    }
  }

  #drawNonce(): string {
    return drawHex128(() => this.#site.clock.random());
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

function resourceNonce({ tag, size, checksum, index, term }: TaggedRecord, attempt: number): string {
  return sha256Hex(JSON.stringify([[...tag], size, checksum, index, term, attempt])).slice(0, 32);
}
