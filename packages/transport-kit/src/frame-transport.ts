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
import { formatAddress, isEveryInterface, parseListen, type ListenAddress } from './address.js';
import { AwakeClock } from './awake-clock.js';
import type { Carrier, CarrierListener, OpeningEvents } from './carrier.js';
import type { Channel } from './channel.js';
import { CloseCode } from './close-codes.js';
import { Connection, NOBODY, type ConnectionOptions } from './connection.js';
import { Dial } from './dial.js';
import { Entrance } from './entrance.js';
import { loudly } from './fail-loudly.js';
import { piecewise, whole } from './framing.js';
import {
  frameLimitsOf,
  resolveLimits,
  resolveTimings,
  tickPeriod,
  type TimingOptions,
  type TransportLimits,
  type TransportTimings,
} from './limits.js';
import type { LinkContext } from './peer-link.js';
import { PeerSession } from './peer-session.js';
import { Peers } from './peers.js';
import { ServedClient } from './served-client.js';
import { peerProblem, type TlsOptions } from './tls.js';
import { Turn } from './turn.js';

export interface FrameTransportOptions {
  /** `host:port`, `[v6]:port`, a port, or `{ host, port }`; loopback unless a host is named. Default: a free port. */
  readonly listen?: string | number | { readonly host?: string; readonly port: number };
  /** Where others reach this node. Default: where it listens; needed where it listens on every interface. */
  readonly advertise?: string;
  /** Speaks TLS and dials with this certificate; without it, in the clear. */
  readonly tls?: TlsOptions;
  readonly limits?: Partial<TransportLimits>;
  /** Milliseconds. */
  readonly timings?: TimingOptions;
}

/** Bytes of a message that are not the app's: session, trace, credential, numbers. */
const ENVELOPE_RESERVE = 64 * 1024;

type State = 'new' | 'starting' | 'started' | 'closing';

/**
 * Peers and clients over channels of some carrier: one listener for both, one connection for each pair of peers, one frame
 * for each turn of the event loop.
 */
export class FrameTransport implements Transport {
  readonly capabilities: TransportCapabilities;
  readonly #options: FrameTransportOptions;
  readonly #listen: ListenAddress;
  readonly #limits: TransportLimits;
  readonly #timings: TransportTimings;
  readonly #carrier: Carrier;
  readonly #connectionOptions: ConnectionOptions;
  readonly #turn = new Turn();
  readonly #clients = new Set<ServedClient>();
  /** Resolves when it has ended: one for each connection or dial that exists. */
  readonly #ends = new Set<Promise<void>>();
  #state: State = 'new';
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #clock: AwakeClock | undefined;
  #listener: CarrierListener | undefined;
  #peers: Peers | undefined;
  #wanted: ReadonlyMap<NodeId, string> = new Map();
  #address: string | undefined;

  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(
    carrier: (limits: TransportLimits, timings: TransportTimings) => Carrier,
    options: FrameTransportOptions,
  ) {
    this.#options = options;
    this.#listen = parseListen(options.listen ?? 0);
    this.#limits = resolveLimits(options.limits);
    this.#timings = resolveTimings(options.timings);
    this.#carrier = carrier(this.#limits, this.#timings);
    const frames = frameLimitsOf(this.#limits);
    this.#connectionOptions = { framing: () => piecewise(frames), closeTimeout: this.#timings.closeTimeout };
    this.capabilities = { maxMessageBytes: this.#limits.maxMessageBytes - ENVELOPE_RESERVE };
    if (options.advertise !== undefined) this.#carrier.checkAddress(options.advertise);
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
    const { tls } = this.#options;
    const clock = new AwakeClock(tickPeriod(this.#timings), () => this.#tick());
    this.#clock = clock;
    const now = (): number => clock.now;
    const listener = this.#carrier.listener({
      listen: this.#listen,
      tls,
      limits: this.#limits,
      timings: this.#timings,
      identity,
      handlers,
      now,
      onOpen: (channel) => this.#onOpen(identity, handlers, channel),
      onClient: (channel) => this.#onClient(handlers, channel),
      onRefused: (reason, remote) => handlers.onRefused(reason, remote),
    });
    this.#listener = listener;
    this.#peers = new Peers(this.#linkContext(identity, handlers, now), this.#turn);
    try {
      const port = await listener.listen();
      this.#address = formatAddress(
        tls === undefined ? this.#carrier.plain : this.#carrier.secure,
        this.#listen.host,
        port,
      );
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
      ...(handlers.services === undefined ? undefined : { services: handlers.services }),
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
      dial: (address, hello, events) => {
        const options = {
          ...this.#connectionOptions,
          handshakeTimeout: this.#timings.handshakeTimeout,
          open: (opening: OpeningEvents) => this.#carrier.open(address, `lol (node ${local.node})`, opening),
        };
        const dial = new Dial(hello, this.#turn, options, events);
        this.#track(dial.ended);
        return dial;
      },
      session: (peer, connection, outgoing, events) =>
        new PeerSession(peer, connection, outgoing, now(), this.#limits, events),
      certificateProblem: (peer, { channel }) => peerProblem(this.#options.tls, channel.security, peer),
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

  /** Somebody has opened a channel. */
  #onOpen(local: LocalIdentity, handlers: TransportHandlers, channel: Channel): void {
    const { connection } = new Entrance(channel, this.#turn, this.#connectionOptions, {
      local,
      certificateProblem: (peer) => peerProblem(this.#options.tls, channel.security, peer),
      onPeer: (from, peer) => {
        this.#listener?.admit(channel);
        this.#peers?.accept(from, peer);
      },
      onClient: (from) => {
        this.#listener?.admit(channel);
        this.#serve(from, handlers);
      },
      onRefused: (reason) => handlers.onRefused(reason, channel.remote),
    });
    this.#track(connection.ended);
    if (this.#isClosing()) connection.close(CloseCode.GoingAway, 'closing');
  }

  /** A client has come that needs no handshake. */
  #onClient(handlers: TransportHandlers, channel: Channel): void {
    const options = { ...this.#connectionOptions, framing: () => whole('client') };
    const connection = new Connection(channel, NOBODY, this.#turn, options);
    this.#track(connection.ended);
    const client = this.#serve(connection, handlers);
    if (this.#isClosing()) client.close(CloseCode.GoingAway, 'closing');
  }

  #serve(connection: Connection, handlers: TransportHandlers): ServedClient {
    const client = new ServedClient(connection, this.#limits, handlers, () => this.#clients.delete(client));
    this.#clients.add(client);
    return client;
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
