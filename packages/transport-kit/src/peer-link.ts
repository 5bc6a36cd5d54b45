import type { LocalIdentity, NodeId, PeerEnvelope, ReceivedEnvelope, PeerIdentity } from '@lolraft/raft-core';
import { PROTOCOL_MAX, PROTOCOL_MIN, type HelloReply, type PeerHello, type RefusalReason } from '@lolraft/raft-wire';
import { Backoff } from './backoff.js';
import { CloseCode } from './close-codes.js';
import type { Connection } from './connection.js';
import type { Dial, DialEvents } from './dial.js';
import { identityOf, judgeReply } from './handshake.js';
import type { TransportTimings } from './limits.js';
import type { PeerSession, PeerSessionEvents, TrafficCount } from './peer-session.js';

/** What a link needs of the transport that it is part of. */
export interface LinkContext {
  readonly local: LocalIdentity;
  readonly timings: TransportTimings;
  /** Awake milliseconds. */
  readonly now: () => number;
  /** @throws {InvalidArgumentError} where the address is none. */
  dial(address: string, hello: PeerHello, events: DialEvents): Dial;
  session(peer: PeerIdentity, connection: Connection, outgoing: boolean, events: PeerSessionEvents): PeerSession;
  /** Why the certificate at the other end may not speak as `peer`, if so. */
  certificateProblem(peer: PeerIdentity, connection: Connection): string | undefined;
  onUp(peer: PeerIdentity): void;
  onDown(peer: PeerIdentity, reason: string): void;
  onMessages(peer: PeerIdentity, envelopes: readonly ReceivedEnvelope[]): void;
  onDropped(peer: NodeId, messages: number): void;
  onRefused(reason: string, remote: string): void;
}

/** Refusals that are no lasting "no": whoever says another will say it again, and is asked rarely. */
const MAY_WORK_SOON: ReadonlySet<RefusalReason> = new Set(['closing', 'overloaded', 'duplicate']);

const REPLACED = 'another connection of yours has replaced this one';

function isSameProcess(a: PeerIdentity, b: PeerIdentity): boolean {
  return a.incarnation === b.incarnation && a.store === b.store;
}

/**
 * Everything about one peer: whether to dial it, and which of its connections counts.
 *
 * Both nodes of a pair may dial, so for a moment there may be two connections. The one that the smaller node id dialled
 * stays, and the larger id alone acts on that: once it has accepted the smaller one's connection it closes its own. The
 * smaller id never closes either of the two. It puts the other side's connection by until its own dial is answered or
 * has failed, or until the other side uses it. So no two decisions can cross and close both, and the peer is up once and
 * stays so. Only what the smaller id sends at the very moment of the change can be dropped, and is counted.
 *
 * A dial while we hold an older connection of the same process means that the other side has lost that one: the new
 * connection replaces it. So does one of another process (a restart), at once.
 */
export class PeerLink implements PeerSessionEvents {
  readonly id: NodeId;
  readonly #context: LinkContext;
  readonly #backoff: Backoff;
  #address: string | undefined;
  #dial: Dial | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** The connection that messages are sent on. */
  #primary: PeerSession | undefined;
  /** Where both have dialled, we being the smaller id: the one that the peer has dialled, and will close. */
  #standby: PeerSession | undefined;
  /** Who is up, as the handlers know it. */
  #up: PeerIdentity | undefined;
  readonly counts: TrafficCount = { messagesSent: 0, bytesSent: 0, messagesReceived: 0, bytesReceived: 0 };
  #traffic = 0;
  #idleSince = 0;
  #closed = false;

  constructor(id: NodeId, context: LinkContext) {
    this.id = id;
    this.#context = context;
    this.#backoff = new Backoff(context.timings.reconnect);
  }

  /** Whether there is any reason to remember this peer. */
  get isIdle(): boolean {
    return (
      this.#address === undefined &&
      this.#primary === undefined &&
      this.#standby === undefined &&
      this.#dial === undefined
    );
  }

  /** The address to keep a connection to; undefined: none needs to be kept. */
  setAddress(address: string | undefined): void {
    if (address === this.#address) return;
    const hasMoved = this.#address !== undefined;
    this.#address = address;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#backoff.reset();
    this.#abortDial(CloseCode.GoingAway, 'the address has changed');
    this.#idleSince = this.#context.now();
    if (this.#primary === undefined) this.#goDown('the address has changed');
    if (address === undefined) return;
    if (this.#primary?.outgoing === true) this.#primary.close(CloseCode.GoingAway, 'the address has changed');
    else if (this.#primary === undefined || hasMoved) this.#connect();
  }

  /** @returns how many were dropped; where that is because there is no connection, nobody else reports it. */
  send(envelopes: readonly PeerEnvelope[]): { readonly dropped: number; readonly reported: boolean } {
    const session = this.#primary;
    if (session === undefined) return { dropped: envelopes.length, reported: false };
    return { dropped: session.send(envelopes), reported: true };
  }

  // Dialling

  /** Also where the peer has dialled us, if it has moved: who did so may be its former self. */
  #connect(): void {
    if (this.#closed || this.#address === undefined || this.#dial !== undefined) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const { local } = this.#context;
    const address = this.#address;
    const hello: PeerHello = {
      type: 'peer',
      protocolMin: PROTOCOL_MIN,
      protocolMax: PROTOCOL_MAX,
      identity: local,
      target: this.id,
      token: undefined,
    };
    try {
      this.#dial = this.#context.dial(address, hello, {
        onAccepted: (connection, reply) => this.#onAccepted(connection, reply),
        onFailed: (reason, refused) => {
          this.#dial = undefined;
          if (refused !== undefined && !MAY_WORK_SOON.has(refused)) this.#backoff.exhaust();
          this.#onDialFailed(`dialling ${this.id} failed: ${reason}`, address);
        },
      });
    } catch (error) {
      this.#backoff.exhaust();
      this.#onDialFailed(error instanceof Error ? error.message : String(error), address);
    }
  }

  #onDialFailed(reason: string, address: string): void {
    this.#context.onRefused(reason, address);
    if (this.#primary === undefined && !this.#useStandby()) this.#goDown(reason);
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#closed || this.#address === undefined || this.#retry !== undefined || this.#primary !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.#primary === undefined) this.#connect();
    }, this.#backoff.next());
  }

  #abortDial(code: CloseCode, reason: string): void {
    const dial = this.#dial;
    this.#dial = undefined;
    dial?.abort(code, reason);
  }

  #onAccepted(connection: Connection, reply: Exclude<HelloReply, { readonly type: 'refused' }>): void {
    this.#dial = undefined;
    if (reply.type !== 'peer') {
      this.#refuse(connection, 'it took us for a client');
      return;
    }
    const problem =
      judgeReply(reply, this.id, this.#context.local) ?? this.#context.certificateProblem(reply.identity, connection);
    if (problem === undefined) {
      this.#establish(this.#context.session(identityOf(reply.identity), connection, true, this));
    } else this.#refuse(connection, problem);
  }

  /** Somebody has answered our dial, but not the one we want. */
  #refuse(connection: Connection, problem: string): void {
    connection.close(CloseCode.Refused, problem);
    this.#backoff.exhaust();
    this.#onDialFailed(`dialling ${this.id} failed: ${problem}`, connection.remote);
  }

  /** Takes in a connection that the peer has dialled, after our reply has been queued on it. */
  accept(connection: Connection, peer: PeerIdentity): void {
    this.#establish(this.#context.session(peer, connection, false, this));
  }

  // Which connection counts

  #establish(session: PeerSession): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const current = this.#primary;
    if (current === undefined) {
      if (!session.outgoing && this.#mustWaitForDial()) this.#putBy(session);
      else this.#promote(session);
    } else if (!isSameProcess(current.peer, session.peer)) this.#replace(session, 'it has restarted');
    else if (current.outgoing === session.outgoing || this.#isOld(current)) {
      this.#replace(session, 'it has opened a newer connection');
    } else this.#settlePair(current, session);
  }

  get #isLarger(): boolean {
    return this.#context.local.node > this.id;
  }

  /** The peer's dial has come through. Whether ours may have done so too, and would then be the one to keep. */
  #mustWaitForDial(): boolean {
    if (this.#dial === undefined) return false;
    if (!this.#isLarger && this.#dial.greeted) return true;
    this.#abortDial(CloseCode.Superseded, 'you have dialled too');
    return false;
  }

  /** Whether a connection is too old to be of the same moment as one that arrives now. */
  #isOld(session: PeerSession): boolean {
    return this.#context.now() - session.since >= this.#context.timings.keepAlive.timeout;
  }

  /** Two connections of one moment, one dialled by each side. */
  #settlePair(current: PeerSession, session: PeerSession): void {
    const [ours, theirs] = session.outgoing ? [session, current] : [current, session];
    if (this.#isLarger) {
      this.#primary = theirs;
      ours.close(CloseCode.Superseded, 'you have dialled too');
    } else {
      this.#primary = ours;
      this.#putBy(theirs);
    }
  }

  #putBy(session: PeerSession): void {
    this.#standby?.connection.fail(CloseCode.Replaced, REPLACED);
    this.#standby = session;
  }

  #useStandby(): boolean {
    const session = this.#standby;
    if (session === undefined) return false;
    this.#standby = undefined;
    this.#promote(session);
    return true;
  }

  #replace(session: PeerSession, reason: string): void {
    const former = [this.#primary, this.#standby];
    this.#primary = undefined;
    this.#standby = undefined;
    this.#goDown(reason);
    this.#promote(session);
    // Nothing that is still on its way over these may come after what the new one brings.
    for (const each of former) each?.connection.fail(CloseCode.Replaced, REPLACED);
  }

  #promote(session: PeerSession): void {
    this.#primary = session;
    if (this.#standby !== undefined && !isSameProcess(this.#standby.peer, session.peer)) {
      this.#standby.connection.fail(CloseCode.Replaced, REPLACED);
      this.#standby = undefined;
    }
    if (this.#up !== undefined) {
      // Left up while a connection of the same moment was to come; another process is another matter.
      if (isSameProcess(this.#up, session.peer)) return;
      this.#goDown('it has restarted');
    }
    this.#up = session.peer;
    this.#context.onUp(session.peer);
  }

  #goDown(reason: string): void {
    const peer = this.#up;
    if (peer === undefined) return;
    this.#up = undefined;
    this.#context.onDown(peer, reason);
  }

  // What sessions report

  onMessages(session: PeerSession, envelopes: readonly ReceivedEnvelope[]): void {
    if (session === this.#standby && this.#primary === undefined) this.#useStandby();
    // A connection on its way out still delivers what the same process had sent on it.
    if (this.#up !== undefined && isSameProcess(this.#up, session.peer)) this.#context.onMessages(this.#up, envelopes);
  }

  onDropped(session: PeerSession, messages: number): void {
    this.#context.onDropped(session.peer.node, messages);
  }

  onClosed(session: PeerSession, code: number, reason: string): void {
    if (session === this.#standby) {
      this.#standby = undefined;
      return;
    }
    if (session !== this.#primary) return;
    this.#primary = undefined;
    if (this.#useStandby()) return;
    if (code === CloseCode.Superseded && this.#dial?.greeted === true) return;
    if (this.#context.now() - session.since >= this.#context.timings.reconnect.cap) this.#backoff.reset();
    if (code === CloseCode.Replaced || code === CloseCode.Refused) {
      // Another process answers to our name, or we are not wanted: do not fight over it.
      this.#backoff.exhaust();
      this.#context.onRefused(`the connection with ${this.id} was closed: ${reason}`, session.connection.remote);
    }
    this.#goDown(reason);
    this.#connectLater();
  }

  tick(): void {
    const now = this.#context.now();
    const { keepAlive } = this.#context.timings;
    this.#primary?.connection.tick(now, keepAlive);
    this.#standby?.connection.tick(now, keepAlive);
    if (this.#primary !== undefined && this.#standby !== undefined && this.#isOld(this.#standby)) {
      this.#standby.close(CloseCode.Superseded, 'you should have closed this connection');
      this.#standby = undefined;
    }
    this.#closeIfIdle(now);
  }

  /** Whoever has dialled keeps the connection for as long as it needs it; the other side has no say. */
  #closeIfIdle(now: number): void {
    const session = this.#primary;
    if (session === undefined || this.#address !== undefined || !session.outgoing) return;
    if (session.traffic !== this.#traffic) {
      this.#traffic = session.traffic;
      this.#idleSince = now;
    } else if (now - this.#idleSince >= this.#context.timings.idleTimeout) {
      session.close(CloseCode.GoingAway, 'no longer needed');
    }
  }

  /** Ends everything; nothing is reported from here on but by the connections themselves. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#abortDial(CloseCode.GoingAway, 'closing');
    for (const session of [this.#primary, this.#standby]) session?.close(CloseCode.GoingAway, 'closing');
  }
}
