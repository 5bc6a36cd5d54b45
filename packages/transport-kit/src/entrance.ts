import type { LocalIdentity, PeerIdentity } from '@lolraft/raft-core';
import {
  decodeHello,
  encodeHelloReply,
  type Hello,
  type HelloRefused,
  type HelloReply,
  type FrameType,
} from '@lolraft/raft-wire';
import type { Channel } from './channel.js';
import { CloseCode } from './close-codes.js';
import { Connection, type ConnectionOptions, type ConnectionOwner } from './connection.js';
import { agreeOnProtocol, identityOf, judgeHello, refusal } from './handshake.js';
import type { Turn } from './turn.js';

export interface EntranceEvents {
  readonly local: LocalIdentity;
  certificateProblem(peer: PeerIdentity, connection: Connection): string | undefined;
  /** Why somebody who has shown who it is may not stay, if so. */
  admit(as: 'client' | 'peer'): string | undefined;
  onPeer(connection: Connection, peer: PeerIdentity): void;
  onClient(connection: Connection): void;
  onRefused(reason: string, remote: string): void;
}

/** Owns a connection that came in until it has said who it is. */
export class Entrance implements ConnectionOwner {
  readonly connection: Connection;
  readonly #events: EntranceEvents;
  #left = false;

  constructor(channel: Channel, turn: Turn, options: ConnectionOptions, events: EntranceEvents) {
    this.#events = events;
    this.connection = new Connection(channel, this, turn, options);
    this.connection.accept('hello');
  }

  onMessage(_type: FrameType, bytes: Uint8Array): void {
    const { connection } = this;
    const hello = decodeHello(bytes);
    const protocol = agreeOnProtocol(hello);
    const refused = typeof protocol === 'number' ? this.#judge(hello, connection) : protocol;
    if (typeof protocol !== 'number' || refused !== undefined) {
      if (refused !== undefined) this.#refuse(connection, refused);
      return;
    }
    this.#left = true;
    const { local } = this.#events;
    const reply: HelloReply =
      hello.type === 'peer' ? { type: 'peer', protocol, identity: local } : { type: 'client', protocol };
    connection.offer('helloReply', 'control', encodeHelloReply(reply));
    // At once, so that nothing that the new owner sends can come before it.
    connection.flush();
    if (!connection.isOpen) return;
    if (hello.type === 'peer') this.#events.onPeer(connection, identityOf(hello.identity));
    else this.#events.onClient(connection);
  }

  #judge(hello: Hello, connection: Connection): HelloRefused | undefined {
    if (hello.type === 'peer') {
      const problem = this.#events.certificateProblem(hello.identity, connection);
      if (problem !== undefined) return refusal('unauthenticated', problem);
      const refused = judgeHello(hello, this.#events.local);
      if (refused !== undefined) return refused;
    }
    const full = this.#events.admit(hello.type);
    return full === undefined ? undefined : refusal('overloaded', full);
  }

  #refuse(connection: Connection, refused: HelloRefused): void {
    this.#left = true;
    this.#events.onRefused(refused.message, connection.remote);
    connection.accept();
    connection.offer('helloReply', 'control', encodeHelloReply(refused));
    connection.close(CloseCode.Refused, refused.message);
  }

  onFlush(): void {}
  onDrain(): void {}

  onClosed(_code: number, reason: string): void {
    if (!this.#left)
      this.#events.onRefused(`closed before its handshake was complete: ${reason}`, this.connection.remote);
  }
}
