import type { PeerCertificate } from 'node:tls';

/** What TLS has found out about the other end. */
export interface ChannelSecurity {
  /** Whether it has shown a certificate that we trust. */
  readonly authorized: boolean;
  /** Why not, for people. */
  readonly problem: string;
  /** The certificate that it has shown, trusted or not. */
  readonly certificate: PeerCertificate | undefined;
}

/** What a channel reports; never from within a call into it, but for what `close` and `terminate` bring about. */
export interface ChannelEvents {
  /** A whole frame, whose bytes belong to the receiver. */
  onFrame(frame: Uint8Array): void;
  /** The network has taken something of what was unsent. */
  onDrain(): void;
  /** The other side did what the carrier does not allow; nothing it sends from now on is of interest. */
  onViolation(reason: string): void;
  /** The other side has nothing more to say, and still listens. */
  onHalfClosed(): void;
  /** It is over: called once. The reason may be empty. */
  onClosed(code: number, reason: string): void;
}

/** An open, ordered stream of frames in both directions, as a carrier (WebSockets, gRPC) makes it. */
export interface Channel {
  /** The other end, for people. */
  readonly remote: string;
  /** Undefined where there is no TLS. */
  readonly security: ChannelSecurity | undefined;
  /** Whether frames can still be written. */
  readonly isOpen: boolean;
  /** Bytes that were written and that the network has not taken. */
  readonly unsent: number;
  /** Grows with whatever proves that the other side lives. */
  readonly received: number;
  /** Grows with what the other side takes. */
  readonly taken: number;
  /** Resolves when nothing is left of it. */
  readonly ended: Promise<void>;
  /** Says who is told; before the end of the turn in which the channel was made. */
  attach(events: ChannelEvents): void;
  /** Between the two, what is written leaves together where that can be. */
  cork(): void;
  uncork(): void;
  write(frame: Uint8Array): void;
  /** Asks for a sign of life. */
  ping(): void;
  /** Stops or resumes reading: what is not read stays with the other side. */
  pause(paused: boolean): void;
  /** Writes what is unsent, says why, and closes once the other side agrees. What arrives until then is still delivered. */
  close(code: number, reason: string): void;
  /** Cuts it off. */
  terminate(): void;
}
