import type { LocalIdentity, TransportHandlers } from '@lolraft/raft-core';
import type { ListenAddress } from './address.js';
import type { Admitted } from './admission.js';
import type { Channel, ChannelSecurity } from './channel.js';
import type { TransportLimits, TransportTimings } from './limits.js';
import type { ServiceHandlers, Visitor } from './security/gate.js';
import type { ClientTlsOptions, TlsOptions } from './tls.js';

/** Exactly one of the two is called, once, after the call that began; none once the opening is terminated. */
export interface OpeningEvents {
  /** The callee attaches itself to the channel, in the same turn. */
  onOpen(channel: Channel): void;
  onFailed(reason: string, cause: unknown): void;
}

/** An attempt to open a channel. */
export interface Opening {
  /** Resolves when nothing of the attempt is left; where it succeeded, when its channel has ended. */
  readonly ended: Promise<void>;
  /** Cuts off what there is of it. */
  terminate(): void;
}

/** What a listener is told, and whom it tells. */
export interface ListenerContext {
  readonly listen: ListenAddress;
  readonly tls: TlsOptions | undefined;
  readonly limits: TransportLimits;
  readonly timings: TransportTimings;
  readonly identity: LocalIdentity;
  /** For what is answered to everybody. */
  readonly handlers: TransportHandlers;
  /**
   * For carriers that take calls by other ways than a channel: what stands between a connection and the handlers.
   * @param admit Has the connection stay; returns why it may not, where it may not.
   */
  visit(
    shown: { readonly security: ChannelSecurity | undefined },
    remote: string,
    admit: () => string | undefined,
  ): { readonly visitor: Visitor; readonly handlers: ServiceHandlers };
  /** Awake milliseconds. */
  now(): number;
  /** A channel has opened. The carrier cuts it off if it is not admitted within `handshakeTimeout`. */
  onOpen(channel: Channel): void;
  /** A channel of whole client and server frames, which needs no handshake, has opened. */
  onClient(channel: Channel): void;
  onRefused(reason: string, remote: string): void;
}

/** The listening side of a carrier. */
export interface CarrierListener {
  /**
   * @returns the port.
   * @throws {UnavailableError} where the address cannot be had.
   */
  listen(): Promise<number>;
  /**
   * Whoever is at the other end of this channel has shown who it is: its time limit ends.
   * @returns why it may not stay, where it may not.
   */
  admit(channel: Channel, as: Admitted): string | undefined;
  /**
   * From now on others are met with these certificates.
   * @throws {InvalidArgumentError} where they are not valid; the former ones stay.
   */
  reload(tls: TlsOptions): void;
  /** Cuts off whoever is late with its handshake. */
  tick(): void;
  /** Stops listening; resolves when the port is free and every connection that came through it has ended. */
  close(): Promise<void>;
  /** Cuts off every connection that came through here. */
  destroyAll(): void;
}

/** How channels are made: the part of a transport that is not the same over everything. */
export interface Carrier {
  /** What addresses begin with, before the colon. */
  readonly plain: string;
  readonly secure: string;
  /** @throws {InvalidArgumentError} where the address is none. */
  checkAddress(address: string): void;
  /**
   * @param dialler for the logs of whatever passes connections on; nothing is decided by it.
   * @throws {InvalidArgumentError} where the address is none.
   */
  open(address: string, dialler: string, events: OpeningEvents): Opening;
  listener(context: ListenerContext): CarrierListener;
  /**
   * From now on others are dialled with these certificates.
   * @throws {InvalidArgumentError} where they are not valid; the former ones stay.
   */
  reload(tls: ClientTlsOptions): void;
}
