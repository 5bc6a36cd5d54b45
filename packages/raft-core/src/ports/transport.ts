import type { ClusterId, NodeId, StoreId } from '../model/ids.js';
import type { PeerEnvelope, ReceivedEnvelope } from '../model/messages.js';
import type { ServiceDescription } from '../model/service-description.js';
import type { ServiceRequest, ServiceResponse, StreamItem, StreamRequest } from '../model/service.js';

/** Who is at the other end of a peer connection, as its handshake said. */
export interface PeerIdentity {
  readonly node: NodeId;
  readonly store: StoreId;
  /** Drawn at each start of a host: tells a restarted peer from its former self. */
  readonly incarnation: number;
  /** Range of cluster versions that the peer's build understands. */
  readonly clusterVersionMin: number;
  readonly clusterVersionMax: number;
}

/** What the host tells its transport about itself; the content of its handshakes. */
export interface LocalIdentity extends PeerIdentity {
  readonly cluster: ClusterId;
}

/** What accompanies a call from a client. */
export interface CallContext {
  /** Fires when the caller gave up, its connection broke, or its deadline passed. */
  readonly signal: AbortSignal;
  /** Milliseconds that the caller still waits; undefined where it named no deadline. */
  readonly remaining: number | undefined;
  /** W3C `traceparent`, where the caller sent one. */
  readonly traceparent: string | undefined;
  /** The caller's bearer credential, where it sent one. Never logged. */
  readonly credential: string | undefined;
  /** Another node has passed the call on: it is not passed on again. */
  readonly forwarded: boolean;
  /** Where the caller is, for people; undefined where the transport does not say. */
  readonly remote?: string | undefined;
}

/**
 * What a transport reports. The handlers are called from the event loop, never from within a call into the transport,
 * never before `start` or after `close` has resolved, and do not throw.
 */
export interface TransportHandlers {
  /**
   * Services of the app, beside the one that every node has. Requests for them come through `onCall` and `onStream` like all
   * others, so a transport need not look here; one that other programs speak, such as gRPC, offers them under their own names.
   */
  readonly services?: readonly ServiceDescription[];
  /**
   * Messages of one peer in the order of their classes' queues. Entry batches, and chunks of snapshots, own their bytes or
   * share a block that nothing else writes to. Entry batches are verified; a chunk is its receiver's to verify. What a newer build
   * wrote, and this one cannot read, is told as `NotUnderstood`.
   */
  onMessages(from: PeerIdentity, envelopes: readonly ReceivedEnvelope[]): void;
  /** A connection to the peer has passed its handshake. Also called when a new one replaces an old one, after `onPeerDown`. */
  onPeerUp(peer: PeerIdentity): void;
  /** The peer's connection has closed: with a reason for people. */
  onPeerDown(peer: PeerIdentity, reason: string): void;
  /** Messages that were dropped because a bounded queue was full, or no connection was there. */
  onDropped(peer: NodeId, messages: number): void;
  /** A connection was refused, or a dial failed: for events and logs. */
  onRefused(reason: string, remote: string): void;
  /**
   * Answers a client's call; a rejection with a `RaftError` goes to the caller as it is. The payload of a write is read
   * within this turn and not kept, so it may be a view of what was received.
   */
  onCall(request: ServiceRequest, context: CallContext): Promise<ServiceResponse>;
  /**
   * Answers a client's call with a sequence. The transport asks for the next item only when there is room on the
   * connection, and calls `return` when the client has gone.
   */
  onStream(request: StreamRequest, context: CallContext): AsyncIterable<StreamItem>;
}

/** What went to a peer and came from it; never becomes less while the transport remembers the peer. */
export interface PeerTraffic {
  readonly messagesSent: number;
  /** Of encoded messages, as they were handed to the network; without what frames and sockets add. */
  readonly bytesSent: number;
  readonly messagesReceived: number;
  readonly bytesReceived: number;
}

export interface TransportCapabilities {
  /** Largest message, in bytes of payload, that it carries whole. */
  readonly maxMessageBytes: number;
}

/**
 * Carries messages between peers and calls from clients. Peer messages are lossy, unduplicated and, within a class (see
 * `classOf`), ordered while a connection lives; `control` overtakes `bulk`, and both overtake `background`, which `bulk`
 * without end does not keep waiting for ever. Queues are bounded, each class for itself: over the bound, messages are dropped
 * and counted, never kept.
 */
export interface Transport {
  readonly capabilities: TransportCapabilities;

  /**
   * Listens and begins to deliver.
   * @throws where the listening address cannot be had; the message names it.
   */
  start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void>;

  /** Where others reach this node, once started; by default the listening address. */
  readonly address: string;

  /**
   * The peers to keep connections to, by address. Replaces the last set: a connection that this side dialled to a peer that is
   * not in it closes once it is idle, so that what was sent before goes out; one that the peer dialled is the peer's to close. A
   * peer whose address has changed is dialled there, and the connection to the former one goes.
   */
  setPeers(peers: ReadonlyMap<NodeId, string>): void;

  /**
   * Queues messages to a peer. Synchronous, never throws for a peer's sake; returns false where they were dropped.
   * The connection may be one that the peer opened, also of a peer that `setPeers` does not name (rule 8). What is sent in
   * one turn of the event loop leaves together.
   */
  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean;

  /** Optional: what went to and came from each peer that it knows, over all its connections. For metrics. */
  traffic?(): ReadonlyMap<NodeId, PeerTraffic>;

  /** Ends every connection and listener, and everything that `start` began. Idempotent. */
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds that the caller waits; sent along. */
  readonly timeout?: number;
  readonly traceparent?: string;
  readonly credential?: string;
  /** This is a node that passes on what it was asked; by default false. */
  readonly forwarded?: boolean;
}

/** One client connection. Many calls may be in flight. */
export interface ClientConnection {
  /**
   * @throws {RaftError} as the server raised it; `UnavailableError` where the connection broke, `unknown` if the request
   * may have arrived.
   */
  call(request: ServiceRequest, options?: CallOptions): Promise<ServiceResponse>;
  /** Ends when the server ends it, when the caller leaves the loop, or when `signal` fires; throws as `call` does. */
  stream(request: StreamRequest, options?: CallOptions): AsyncIterable<StreamItem>;
  /**
   * Grows with whatever proves that the node lives, be it no answer: bytes that were received, say. One that is stopped, or not
   * reached, must not have it grow. Undefined where the transport does not know: then only answers count.
   */
  readonly received?: number;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** The client's half of a transport. */
export interface ClientTransport {
  /**
   * @throws {UnavailableError} where nobody answers.
   * @throws {ProtocolError} where somebody else does.
   */
  connect(address: string, options?: { readonly signal?: AbortSignal }): Promise<ClientConnection>;
}
