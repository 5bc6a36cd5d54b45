import {
  AwakeClock,
  ClosedError,
  InvalidArgumentError,
  type ClusterId,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type PeerTraffic,
  type Transport,
  type TransportCapabilities,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { formatAddress, isEveryInterface, parseListen, type ListenAddress } from './address.js';
import type { Carrier, CarrierListener, OpeningEvents } from './carrier.js';
import type { Channel } from './channel.js';
import { ClientShare } from './client-share.js';
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
import type { AccessPolicy } from './security/access-policy.js';
import { exposureOf } from './security/exposure.js';
import { Gate, guarded, Visitor, type ServiceHandlers } from './security/gate.js';
import type { NodeName } from './security/node-name.js';
import { RefusalLog } from './security/refusal-log.js';
import { nodeNameOf, peerProblem, type TlsOptions } from './tls.js';
import { Turn } from './turn.js';

export interface FrameTransportOptions {
  /** `host:port`, `[v6]:port`, a port, or `{ host, port }`; loopback unless a host is named. Default: a free port. */
  readonly listen?: string | number | { readonly host?: string; readonly port: number };
  /** Where others reach this node. Default: where it listens; needed where it listens on every interface. */
  readonly advertise?: string;
  /** Speaks TLS and dials with this certificate; without it, in the clear. */
  readonly tls?: TlsOptions;
  /** Who may call this node. Without it, everybody may do everything. */
  readonly access?: AccessPolicy;
  /** Told at the start of what leaves the node open to others. Default: `process.emitWarning`. */
  readonly onWarning?: (warning: string) => void;
  readonly limits?: Partial<TransportLimits>;
  /** Milliseconds. */
  readonly timings?: TimingOptions;
}

/** What can change while a node runs. */
export interface ReloadOptions {
  readonly tls?: TlsOptions;
  readonly access?: AccessPolicy;
}

/** Stands for a cluster that is not known yet, where only the form of a name is looked at. */
const ANY_CLUSTER = '0'.repeat(32) as ClusterId;

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
  readonly #share = new ClientShare();
  readonly #gate: Gate;
  #tls: TlsOptions | undefined;
  #nodes: NodeName;
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
    this.#tls = options.tls;
    this.#nodes = nodeNameOf(options.tls, ANY_CLUSTER);
    this.#gate = new Gate(options.access, this.#nodes);
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
    const tls = this.#tls;
    this.#nodes = nodeNameOf(tls, identity.cluster);
    this.#gate.nodes = this.#nodes;
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
      visit: (shown, remote, admit) => {
        const visitor = new Visitor(this.#gate, shown, admit);
        return { visitor, handlers: guarded(handlers, visitor, remote) };
      },
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
    this.#warn();
    this.#peers.set(this.#wanted);
  }

  #warn(): void {
    const warn = this.#options.onWarning ?? ((text: string) => process.emitWarning(text, { code: 'LOL_EXPOSED' }));
    const tls = this.#tls;
    const { host } = this.#listen;
    const verifies = tls !== undefined && tls.require !== 'nobody';
    const policy = this.#gate.authenticator !== undefined;
    for (const problem of exposureOf({ host, tls: tls !== undefined, verifies, policy })) loudly(() => warn(problem));
  }

  /**
   * Goes on with other certificates, or another access policy, without a restart. Connections that are open stay, and each
   * call on them is judged by the policy that there is when it comes; handshakes from now on use the new certificates.
   * @throws {InvalidArgumentError} where they are not valid, or TLS would be switched on or off: then all stays as it was.
   */
  reload({ tls, access }: ReloadOptions): void {
    if (tls !== undefined) {
      const former = this.#tls;
      if (former === undefined) throw new InvalidArgumentError('TLS cannot be switched on while the node runs');
      if ((tls.require ?? 'peers') !== (former.require ?? 'peers') || tls.nodeName !== former.nodeName)
        throw new InvalidArgumentError('`require` and `nodeName` cannot change while the node runs');
    }
    // Whatever can fail comes before anything has changed.
    const gate = access === undefined ? undefined : this.#gate.prepare(access);
    if (tls !== undefined) {
      this.#carrier.reload(tls);
      this.#listener?.reload(tls);
      this.#tls = tls;
    }
    gate?.();
  }

  // `close` may be called while `start` waits, which the compiler cannot see.
  #isClosing(): boolean {
    return this.#state === 'closing';
  }

  /** The handlers, silent once the transport closes, and unable to hurt it. */
  #guard(handlers: TransportHandlers): TransportHandlers {
    const refusals = new RefusalLog((reason, remote) => handlers.onRefused(reason, remote));
    const tell = (callback: () => void): void => {
      if (!this.#isClosing()) loudly(callback);
    };
    return {
      ...(handlers.services === undefined ? undefined : { services: handlers.services }),
      onMessages: (from, envelopes) => tell(() => handlers.onMessages(from, envelopes)),
      onPeerUp: (peer) => tell(() => handlers.onPeerUp(peer)),
      onPeerDown: (peer, reason) => tell(() => handlers.onPeerDown(peer, reason)),
      onDropped: (peer, messages) => tell(() => handlers.onDropped(peer, messages)),
      onRefused: (reason, remote) => tell(() => refusals.add(reason, remote)),
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
      certificateProblem: (peer, { channel }) => peerProblem(this.#tls, this.#nodes, channel.security, peer),
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
    const visitor = new Visitor(this.#gate, channel, () => this.#listener?.admit(channel, 'client'));
    const { connection } = new Entrance(channel, this.#turn, this.#connectionOptions, {
      local,
      certificateProblem: (peer) => peerProblem(this.#tls, this.#nodes, channel.security, peer),
      admit: (as) => (as === 'client' ? visitor.enter() : this.#listener?.admit(channel, as)),
      onPeer: (from, peer) => this.#peers?.accept(from, peer),
      onClient: (from) => void this.#serve(from, guarded(handlers, visitor, channel.remote)),
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
    const visitor = new Visitor(this.#gate, channel, () => this.#listener?.admit(channel, 'client'));
    visitor.enter();
    const client = this.#serve(connection, guarded(handlers, visitor, channel.remote));
    if (this.#isClosing()) client.close(CloseCode.GoingAway, 'closing');
  }

  #serve(connection: Connection, handlers: ServiceHandlers): ServedClient {
    const client = new ServedClient(connection, this.#limits, handlers, this.#share, () =>
      this.#clients.delete(client),
    );
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
