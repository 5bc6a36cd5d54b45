import {
  ClosedError,
  InvalidArgumentError,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerTraffic,
  type Transport,
  type TransportCapabilities,
  type TransportHandlers,
} from '@lolraft/raft-core';
import type { Socket } from 'node:net';
import type { ClientOptions, WebSocket } from 'ws';
import { formatAddress, isEveryInterface, parseAddress, parseListen, type ListenAddress } from './address.js';
import { AwakeClock } from './awake-clock.js';
import { CloseCode } from './close-codes.js';
import type { ConnectionOptions } from './connection.js';
import { Dial } from './dial.js';
import { Entrance } from './entrance.js';
import { loudly } from './fail-loudly.js';
import {
  frameLimitsOf,
  resolveLimits,
  resolveTimings,
  tickPeriod,
  type TimingOptions,
  type WsLimits,
  type WsTimings,
} from './limits.js';
import { Listener } from './listener.js';
import type { LinkContext } from './peer-link.js';
import { PeerSession } from './peer-session.js';
import { Peers } from './peers.js';
import { ServedClient } from './served-client.js';
import { dialTls, peerProblem, type TlsOptions } from './tls.js';
import { Turn } from './turn.js';

export interface WsTransportOptions {
  /** `host:port`, `[v6]:port`, a port, or `{ host, port }`; loopback unless a host is named. Default: a free port. */
  readonly listen?: string | number | { readonly host?: string; readonly port: number };
  /** Where others reach this node. Default: where it listens; needed where it listens on every interface. */
  readonly advertise?: string;
  /** Speaks `wss:` and dials with this certificate; without it, `ws:`. */
  readonly tls?: TlsOptions;
  /** Web pages of these origins may open client connections. Default: none. */
  readonly origins?: readonly string[];
  readonly limits?: Partial<WsLimits>;
  /** Milliseconds. */
  readonly timings?: TimingOptions;
}

/** Bytes of a message that are not the app's: session, trace, credential, numbers. */
const ENVELOPE_RESERVE = 64 * 1024;

type State = 'new' | 'starting' | 'started' | 'closing';

/**
 * Peers and clients over WebSockets: one listener for both, one connection for each pair of peers, one frame for each
 * turn of the event loop.
 */
export class WsTransport implements Transport {
  readonly capabilities: TransportCapabilities;
  readonly #options: WsTransportOptions;
  readonly #listen: ListenAddress;
  readonly #limits: WsLimits;
  readonly #timings: WsTimings;
  readonly #dialTls: ClientOptions;
  readonly #connectionOptions: ConnectionOptions;
  readonly #turn = new Turn();
  readonly #clients = new Set<ServedClient>();
  /** Resolves when it has ended: one for each connection or dial that exists. */
  readonly #ends = new Set<Promise<void>>();
  #state: State = 'new';
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #clock: AwakeClock | undefined;
  #listener: Listener | undefined;
  #peers: Peers | undefined;
  #wanted: ReadonlyMap<NodeId, string> = new Map();
  #address: string | undefined;

  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(options: WsTransportOptions = {}) {
    this.#options = options;
    this.#listen = parseListen(options.listen ?? 0);
    this.#limits = resolveLimits(options.limits);
    this.#timings = resolveTimings(options.timings);
    this.#dialTls = dialTls(options.tls);
    this.#connectionOptions = { frames: frameLimitsOf(this.#limits), closeTimeout: this.#timings.closeTimeout };
    this.capabilities = { maxMessageBytes: this.#limits.maxMessageBytes - ENVELOPE_RESERVE };
    if (options.advertise !== undefined) parseAddress(options.advertise);
    else if (isEveryInterface(this.#listen.host)) {
      throw new InvalidArgumentError(
        `listening on every interface (${this.#listen.host}) needs \`advertise\`: where others reach this node`,
      );
    }
  }

  /** @throws {InvalidArgumentError} before `start`, where no address is advertised. */
  get address(): string {
    const address = this.#options.advertise ?? this.#address;
    if (address === undefined) throw new InvalidArgumentError('the address is known once the transport has started');
    return address;
  }

  async start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    if (this.#state === 'closing') throw new ClosedError('the transport');
    if (this.#state !== 'new') throw new InvalidArgumentError('the transport has been started already');
    this.#state = 'starting';
    this.#starting = this.#start(identity, this.#guard(handlers));
    await this.#starting;
  }

  async #start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    const { tls, origins = [] } = this.#options;
    const clock = new AwakeClock(tickPeriod(this.#timings), () => this.#tick());
    this.#clock = clock;
    const now = (): number => clock.now;
    const listener = new Listener(
      {
        listen: this.#listen,
        tls,
        origins,
        maxFrameBytes: this.#limits.maxFrameBytes,
        maxConnections: this.#limits.maxConnections,
        maxPendingConnections: this.#limits.maxPendingConnections,
        handshakeTimeout: this.#timings.handshakeTimeout,
        closeTimeout: this.#timings.closeTimeout,
      },
      {
        onOpen: (ws, socket, remote) => this.#onOpen(identity, handlers, ws, socket, remote),
        onRefused: (reason, remote) => handlers.onRefused(reason, remote),
      },
      now,
    );
    this.#listener = listener;
    this.#peers = new Peers(this.#linkContext(identity, handlers, now), this.#turn);
    try {
      const port = await listener.listen();
      this.#address = formatAddress(tls !== undefined, this.#listen.host, port);
    } catch (error) {
      clock.stop();
      throw error;
    }
    if (this.#isClosing()) throw new ClosedError('the transport');
    this.#state = 'started';
    this.#peers.set(this.#wanted);
  }

  // `close` may be called while `start` waits, which the compiler cannot see.
  #isClosing(): boolean {
    return this.#state === 'closing';
  }

  /** The handlers, silent once the transport closes, and unable to hurt it. */
  #guard(handlers: TransportHandlers): TransportHandlers {
    const tell = (callback: () => void): void => {
      if (!this.#isClosing()) loudly(callback);
    };
    return {
      onMessages: (from, envelopes) => tell(() => handlers.onMessages(from, envelopes)),
      onPeerUp: (peer) => tell(() => handlers.onPeerUp(peer)),
      onPeerDown: (peer, reason) => tell(() => handlers.onPeerDown(peer, reason)),
      onDropped: (peer, messages) => tell(() => handlers.onDropped(peer, messages)),
      onRefused: (reason, remote) => tell(() => handlers.onRefused(reason, remote)),
      // What these throw is the caller's answer: see `ServedClient`.
      onCall: (request, context) => handlers.onCall(request, context),
      onStream: (request, context) => handlers.onStream(request, context),
    };
  }

  #linkContext(local: LocalIdentity, handlers: TransportHandlers, now: () => number): LinkContext {
    return {
      local,
      timings: this.#timings,
      now,
      dial: (url, hello, events) => {
        const options = { ...this.#connectionOptions, tls: this.#dialTls, timings: this.#timings, mask: false };
        const dial = new Dial(url, hello, this.#turn, options, events);
        this.#track(dial.ended);
        return dial;
      },
      session: (peer, connection, outgoing, events) =>
        new PeerSession(peer, connection, outgoing, now(), this.#limits, events),
      certificateProblem: (peer, { socket }) => peerProblem(this.#options.tls, socket, peer),
      onUp: (peer) => handlers.onPeerUp(peer),
      onDown: (peer, reason) => handlers.onPeerDown(peer, reason),
      onMessages: (peer, envelopes) => handlers.onMessages(peer, envelopes),
      onDropped: (peer, messages) => handlers.onDropped(peer, messages),
      onRefused: (reason, remote) => handlers.onRefused(reason, remote),
    };
  }

  #track(ended: Promise<void>): void {
    this.#ends.add(ended);
    void ended.then(() => this.#ends.delete(ended));
  }

  /** Somebody has opened a WebSocket. */
  #onOpen(local: LocalIdentity, handlers: TransportHandlers, ws: WebSocket, socket: Socket, remote: string): void {
    const { connection } = new Entrance(ws, socket, remote, this.#turn, this.#connectionOptions, {
      local,
      certificateProblem: (peer) => peerProblem(this.#options.tls, socket, peer),
      onPeer: (from, peer) => {
        this.#listener?.admit(socket);
        this.#peers?.accept(from, peer);
      },
      onClient: (from) => {
        this.#listener?.admit(socket);
        const client = new ServedClient(from, this.#limits, handlers, () => this.#clients.delete(client));
        this.#clients.add(client);
      },
      onRefused: (reason) => handlers.onRefused(reason, remote),
    });
    this.#track(connection.ended);
    if (this.#isClosing()) connection.close(CloseCode.GoingAway, 'closing');
  }

  #tick(): void {
    this.#listener?.tick();
    this.#peers?.tick();
    const now = this.#clock?.now ?? 0;
    for (const client of this.#clients) client.connection.tick(now, this.#timings.clientKeepAlive);
  }

  setPeers(peers: ReadonlyMap<NodeId, string>): void {
    this.#wanted = new Map(peers);
    if (this.#state === 'started') this.#peers?.set(this.#wanted);
  }

  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    if (this.#state !== 'started' || this.#peers === undefined) return false;
    return this.#peers.send(to, envelopes);
  }

  /** A peer that is no longer kept a connection to is forgotten, with its numbers. */
  traffic(): ReadonlyMap<NodeId, PeerTraffic> {
    return this.#peers?.traffic() ?? new Map<NodeId, PeerTraffic>();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#state = 'closing';
    // Its own caller is told; here it only has to be over.
    await this.#starting?.catch(() => undefined);
    this.#clock?.stop();
    const closed = this.#listener?.close();
    this.#peers?.close();
    for (const client of this.#clients) client.close(CloseCode.GoingAway, 'closing');
    const cut = setTimeout(() => this.#listener?.destroyAll(), this.#timings.closeTimeout);
    await Promise.all([closed, ...this.#ends]);
    clearTimeout(cut);
  }
}
