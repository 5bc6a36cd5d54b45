import { decodeLinkMessage, encodeLinkMessage, type LinkMessage } from '@lolraft/raft-wire';

/** What the messages of a stream mean. */
export interface Language {
  frame(frame: Uint8Array): Uint8Array;
  readonly ping: Uint8Array;
  readonly pong: Uint8Array;
  /** Undefined: the status of the stream says why it ends. */
  goodbye(code: number, reason: string): Uint8Array | undefined;
  /** @throws {ProtocolError} */
  read(bytes: Uint8Array): LinkMessage;
}

/** `lol.v1.Link/Connect`: frames between nodes. */
export const LINK: Language = {
  frame: (frame) => encodeLinkMessage({ type: 'frame', frame }),
  ping: encodeLinkMessage({ type: 'ping' }),
  pong: encodeLinkMessage({ type: 'pong' }),
  goodbye: (code, reason) => encodeLinkMessage({ type: 'goodbye', code, reason }),
  read: decodeLinkMessage,
};

const NOTHING = new Uint8Array();

/** `lol.v1.Raft/Pipeline`, the caller's side: whole client and server frames; an empty one is a sign of life. */
export const CALLER: Language = {
  frame: (frame) => frame,
  ping: NOTHING,
  pong: NOTHING,
  goodbye: () => undefined,
  read: (frame) => (frame.length === 0 ? { type: 'pong' } : { type: 'frame', frame }),
};

/** The same, the node's side. */
export const SERVER: Language = {
  ...CALLER,
  read: (frame) => (frame.length === 0 ? { type: 'ping' } : { type: 'frame', frame }),
};
