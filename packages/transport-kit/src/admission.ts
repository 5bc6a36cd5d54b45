import { isIPv6, type Socket } from 'node:net';

export interface AdmissionLimits {
  /** Connections of clients. */
  readonly maxConnections: number;
  /** Those of one address. */
  readonly maxConnectionsPerAddress: number;
  /** Connections of nodes. */
  readonly maxPeerConnections: number;
  /** Connections that have not shown who they are. */
  readonly maxPendingConnections: number;
  /** Milliseconds from the arrival of a connection to the end of its handshake. */
  readonly handshakeTimeout: number;
}

/** What a connection has turned out to be. */
export type Admitted = 'client' | 'peer';

interface Pending {
  readonly socket: Socket;
  readonly address: string;
  readonly deadline: number;
}

/** A TLS socket and the TCP socket below it have the same name. */
function nameOf(socket: Socket): string {
  return `${String(socket.remoteAddress)}|${String(socket.remotePort)}|${String(socket.localPort)}`;
}

/** Who shares a fate: an address, or what one subscriber has of IPv6. */
export function addressOf(remoteAddress: string | undefined): string {
  const address = (remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0') : [];
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}

/**
 * Counts the connections of a listener: those of clients, those of nodes, and those that have yet to show who they are.
 * Whoever does not get through TLS, HTTP, handshake and, where one is needed, its first credential in time is cut off,
 * however slowly and at whatever stage it dribbles. Where too many are at that, the address that has most of them loses its
 * oldest, so that a flood takes room from itself, and whoever is quick gets in.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #sockets = new Set<Socket>();
  /** By name: one that has closed and has not been told of yet may have a successor. */
  readonly #arrived = new Map<string, Socket>();
  readonly #pending = new Map<string, Pending>();
  /** Names of those that are pending, oldest first. */
  readonly #pendingOf = new Map<string, Set<string>>();
  readonly #admitted = new Map<string, { readonly as: Admitted; readonly address: string }>();
  readonly #clientsOf = new Map<string, number>();
  readonly #counts: Record<Admitted, number> = { client: 0, peer: 0 };

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /**
   * Takes in a TCP connection that has just been accepted.
   * @param now Awake milliseconds.
   * @returns who has to go for it, where somebody has to.
   */
  arrive(socket: Socket, now: number): Socket | undefined {
    const name = nameOf(socket);
    const address = addressOf(socket.remoteAddress);
    const victim = this.#pending.size >= this.#limits.maxPendingConnections ? this.#takeFromTheLargest() : undefined;
    this.#sockets.add(socket);
    this.#arrived.set(name, socket);
    this.#pending.set(name, { socket, address, deadline: now + this.#limits.handshakeTimeout });
    const same = this.#pendingOf.get(address);
    if (same === undefined) this.#pendingOf.set(address, new Set([name]));
    else same.add(name);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#arrived.get(name) !== socket) return;
      this.#arrived.delete(name);
      this.#settle(name);
      this.#leave(name);
    });
    return victim;
  }

  #takeFromTheLargest(): Socket | undefined {
    let largest: ReadonlySet<string> | undefined;
    for (const names of this.#pendingOf.values()) if (names.size > (largest?.size ?? 0)) largest = names;
    const [oldest] = largest ?? [];
    return oldest === undefined ? undefined : this.#settle(oldest)?.socket;
  }

  #settle(name: string): Pending | undefined {
    const pending = this.#pending.get(name);
    if (pending === undefined) return undefined;
    this.#pending.delete(name);
    const same = this.#pendingOf.get(pending.address);
    same?.delete(name);
    if (same?.size === 0) this.#pendingOf.delete(pending.address);
    return pending;
  }

  /**
   * The connection over this socket (TLS or plain) has shown who it is.
   * @returns why it may not stay, where it may not; it stays pending then.
   */
  admit(socket: Socket, as: Admitted): string | undefined {
    const name = nameOf(socket);
    if (socket.destroyed || this.#admitted.has(name)) return undefined;
    const address = addressOf(socket.remoteAddress);
    const { maxConnections, maxConnectionsPerAddress, maxPeerConnections } = this.#limits;
    if (as === 'peer' && this.#counts.peer >= maxPeerConnections) return 'too many connections of nodes';
    if (as === 'client') {
      if (this.#counts.client >= maxConnections) return 'too many connections';
      if ((this.#clientsOf.get(address) ?? 0) >= maxConnectionsPerAddress)
        return 'too many connections from one address';
    }
    this.#settle(name);
    this.#admitted.set(name, { as, address });
    this.#counts[as]++;
    if (as === 'client') this.#clientsOf.set(address, (this.#clientsOf.get(address) ?? 0) + 1);
    return undefined;
  }

  #leave(name: string): void {
    const admitted = this.#admitted.get(name);
    if (admitted === undefined) return;
    this.#admitted.delete(name);
    this.#counts[admitted.as]--;
    if (admitted.as === 'peer') return;
    const left = (this.#clientsOf.get(admitted.address) ?? 1) - 1;
    if (left === 0) this.#clientsOf.delete(admitted.address);
    else this.#clientsOf.set(admitted.address, left);
  }

  /** Calls back for each connection whose time for showing who it is has passed. */
  expire(now: number, late: (socket: Socket) => void): void {
    for (const [name, { socket, deadline }] of this.#pending) {
      if (deadline > now) continue;
      this.#settle(name);
      late(socket);
    }
  }

  /** Cuts off whatever has not shown who it is. */
  destroyPending(): void {
    for (const { socket } of this.#pending.values()) socket.destroy();
  }

  /** Cuts off whatever is there. */
  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
