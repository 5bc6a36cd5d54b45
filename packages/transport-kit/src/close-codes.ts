/** Why a connection was closed, as WebSocket close codes (RFC 6455 section 7.4): those of the standard, then our own. */
export const CloseCode = {
  /** Closed on purpose: the program ends, or nobody needs the connection. */
  GoingAway: 1001,
  /** Bytes that the protocol does not allow. */
  Protocol: 1002,
  /** A WebSocket message over the limit of a frame. */
  TooLarge: 1009,
  /** Both peers had dialled; the other connection stays. */
  Superseded: 4001,
  /** The same peer has opened a newer connection. */
  Replaced: 4002,
  /** Another cluster, another protocol version, a wrong or unproven identity. */
  Refused: 4003,
  /** Nothing was heard for too long. */
  Silent: 4004,
} as const;
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/** What fits in a close frame beside the code (RFC 6455 section 5.5), in bytes. */
const MAX_REASON_BYTES = 123;

/** The longest prefix of `reason` that fits in a close frame, cut between characters. */
export function fitReason(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_REASON_BYTES) return reason;
  const bytes = new Uint8Array(MAX_REASON_BYTES);
  const { read } = new TextEncoder().encodeInto(reason, bytes);
  return reason.slice(0, read);
}
