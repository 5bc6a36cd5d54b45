import type { Socket } from 'node:net';

export interface AdmissionLimits {
  /** Connections in all. */
  readonly maxConnections: number;
  /** Connections whose handshake has not been completed. */
  readonly maxPendingConnections: number;
  /** Milliseconds from the arrival of a connection to the end of its handshake. */
  readonly handshakeTimeout: number;
}

/** A TLS socket and the TCP socket below it have the same name. */
function nameOf(socket: Socket): string {
  return `${String(socket.remoteAddress)}|${String(socket.remotePort)}|${String(socket.localPort)}`;
}

/**
 * Counts the connections of a listener, and those among them that have yet to say who they are. Whoever does not get
 * through TLS, HTTP and handshake in time is cut off, however slowly and at whatever stage it dribbles.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #sockets = new Set<Socket>();
  readonly #pending = new Map<string, { readonly socket: Socket; readonly deadline: number }>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /**
   * Takes in a TCP connection that has just been accepted.
   * @param now Awake milliseconds.
   * @returns why it may not stay, where it may not.
   */
  arrive(socket: Socket, now: number): string | undefined {
    if (this.#sockets.size >= this.#limits.maxConnections) return 'too many connections';
    if (this.#pending.size >= this.#limits.maxPendingConnections)
      return 'too many connections that have not said who they are';
    const name = nameOf(socket);
    this.#sockets.add(socket);
    this.#pending.set(name, { socket, deadline: now + this.#limits.handshakeTimeout });
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#pending.get(name)?.socket === socket) this.#pending.delete(name);
    });
    return undefined;
  }

  /** The handshake over this socket (TLS or plain) is complete. */
  admit(socket: Socket): void {
    this.#pending.delete(nameOf(socket));
  }

  /** Calls back for each connection whose time for the handshake is over. */
  expire(now: number, late: (socket: Socket) => void): void {
    for (const [name, { socket, deadline }] of this.#pending) {
      if (deadline > now) continue;
      this.#pending.delete(name);
      late(socket);
    }
  }

  /** Cuts off whatever has not completed its handshake. */
  destroyPending(): void {
    for (const { socket } of this.#pending.values()) socket.destroy();
  }

  /** Cuts off whatever is there. */
  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
