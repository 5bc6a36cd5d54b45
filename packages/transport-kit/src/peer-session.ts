import {
  classOf,
  membersOf,
  type MessageClass,
  type PeerEnvelope,
  type ReceivedEnvelope,
  type PeerIdentity,
  type PeerMessage,
  type PeerTraffic,
} from '@lolraft/raft-core';
import { decodePeerBatch, encodePeerBatch, type FrameType } from '@lolraft/raft-wire';
import { BATCH_LIMITS, encodeBatches } from './batching.js';
import type { CloseCode } from './close-codes.js';
import type { Connection, ConnectionOwner } from './connection.js';
import { loudly } from './fail-loudly.js';
import type { TransportLimits } from './limits.js';

/** What went to a peer and came from it, over all its connections. */
export type TrafficCount = { -readonly [K in keyof PeerTraffic]: PeerTraffic[K] };

export interface PeerSessionEvents {
  readonly counts: TrafficCount;
  onMessages(session: PeerSession, envelopes: readonly ReceivedEnvelope[]): void;
  /** Called at the end of a turn, or when the connection is over. */
  onDropped(session: PeerSession, messages: number): void;
  onClosed(session: PeerSession, code: number, reason: string): void;
}

/** More than an envelope takes without its contents; groups and numbers are short. */
const ENVELOPE_BYTES = 160;
/** What a member of a configuration takes in a snapshot's record, about, and one that was removed. */
const MEMBER_BYTES = 160;
const REMOVED_BYTES = 64;

function sizeOf({ message }: PeerEnvelope): number {
  return ENVELOPE_BYTES + contentOf(message);
}

function contentOf(message: PeerMessage): number {
  switch (message.type) {
    case 'append':
      return message.entries?.byteLength ?? 0;
    case 'snapshotOffer': {
      const { tag, configuration } = message.record;
      const { removed = [] } = configuration;
      return tag.length + MEMBER_BYTES * membersOf(configuration).length + REMOVED_BYTES * removed.length;
    }
    case 'snapshotChunk':
      return message.tag.length + message.bytes.length;
    case 'snapshotPull':
    case 'snapshotGone':
      return message.tag.length;
    default:
      return 0;
  }
}

type ByClass<T> = Record<MessageClass, T>;
/** What a turn has to say, in the order of sending. */
const CLASSES = ['control', 'bulk', 'background'] as const satisfies readonly MessageClass[];
const nothing = (): ByClass<PeerEnvelope[]> => ({ control: [], bulk: [], background: [] });
const noBytes = (): ByClass<number> => ({ control: 0, bulk: 0, background: 0 });

/** A connection with a peer that has passed its handshake. */
export class PeerSession implements ConnectionOwner {
  readonly peer: PeerIdentity;
  readonly connection: Connection;
  /** Whether we dialled. */
  readonly outgoing: boolean;
  /** Awake milliseconds at which it was established. */
  readonly since: number;
  readonly #limits: TransportLimits;
  readonly #events: PeerSessionEvents;
  #turn = nothing();
  #turnBytes = noBytes();
  #dropped = 0;
  #traffic = 0;

  constructor(
    peer: PeerIdentity,
    connection: Connection,
    outgoing: boolean,
    since: number,
    limits: TransportLimits,
    events: PeerSessionEvents,
  ) {
    this.peer = peer;
    this.connection = connection;
    this.outgoing = outgoing;
    this.since = since;
    this.#limits = limits;
    this.#events = events;
    connection.owner = this;
    connection.accept('peer');
  }

  /** Grows with each message sent or received. */
  get traffic(): number {
    return this.#traffic;
  }

  /** Queues for the end of the turn; returns how many were dropped. */
  send(envelopes: readonly PeerEnvelope[]): number {
    const takesMore = this.connection.takesMore;
    let dropped = 0;
    for (const envelope of envelopes) if (!takesMore || !this.#queue(envelope)) dropped++;
    this.#dropped += dropped;
    this.#traffic += envelopes.length;
    this.connection.schedule();
    return dropped;
  }

  #queue(envelope: PeerEnvelope): boolean {
    const cls = classOf(envelope.message);
    const size = sizeOf(envelope);
    if (size > this.#limits.maxMessageBytes) return false;
    const messages = this.connection.pendingMessages(cls) + this.#turn[cls].length;
    const bytes = this.connection.pendingBytes(cls) + this.#turnBytes[cls];
    const { maxQueuedMessages, maxQueuedBytes, maxQueuedBackgroundBytes } = this.#limits;
    const maxBytes = cls === 'background' ? maxQueuedBackgroundBytes : maxQueuedBytes;
    if (messages > 0 && (messages >= maxQueuedMessages || bytes + size > maxBytes)) return false;
    this.#turn[cls].push(envelope);
    this.#turnBytes[cls] += size;
    return true;
  }

  onFlush(): void {
    const turn = this.#turn;
    this.#turn = nothing();
    this.#turnBytes = noBytes();
    for (const cls of CLASSES) this.#offer(cls, turn[cls]);
    this.#reportDropped();
  }

  #offer(cls: MessageClass, envelopes: readonly PeerEnvelope[]): void {
    encodeBatches(
      envelopes,
      sizeOf,
      BATCH_LIMITS,
      encodePeerBatch,
      (bytes, batch) => {
        this.connection.offer('peer', cls, bytes, batch.length);
        const { counts } = this.#events;
        counts.messagesSent += batch.length;
        counts.bytesSent += bytes.length;
      },
      (_envelope, error) => {
        // No peer's fault: the message was none.
        this.#dropped++;
        loudly(() => {
          throw error;
        });
      },
    );
  }

  #reportDropped(): void {
    if (this.#dropped === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#events.onDropped(this, dropped);
  }

  onMessage(_type: FrameType, bytes: Uint8Array): void {
    const envelopes = decodePeerBatch(bytes);
    this.#traffic += envelopes.length;
    const { counts } = this.#events;
    counts.messagesReceived += envelopes.length;
    counts.bytesReceived += bytes.length;
    this.#events.onMessages(this, envelopes);
  }

  onDrain(): void {}

  onClosed(code: number, reason: string): void {
    for (const cls of CLASSES) this.#dropped += this.#turn[cls].length;
    this.#turn = nothing();
    this.#dropped += this.connection.pendingMessages();
    this.#reportDropped();
    this.#events.onClosed(this, code, reason);
  }

  close(code: CloseCode, reason: string): void {
    this.connection.close(code, reason);
  }
}
