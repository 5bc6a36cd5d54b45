import {
  type RaftError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';

/** What a client sends. Ids are the client's: 1 to 2^53 - 1, one for each call that is open on a connection. */
export type ClientMessage = CallMessage | PullMessage | CancelMessage;

/** A request. Answered by a `reply` or a `failure`; where it asks for a stream, by `item`s and one `end`. */
export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  /** Whole milliseconds that the caller still waits, 1 to 2^31 - 1; undefined: no deadline. */
  readonly timeout: number | undefined;
  /** W3C `traceparent`: 1 to 256 printable ASCII characters. */
  readonly traceparent: string | undefined;
  /** Bearer credential: 1 to 16,384 printable ASCII characters. Never logged. */
  readonly credential: string | undefined;
  /** A node has passed the call on; absent: it has not. */
  readonly forwarded?: true;
  readonly request: ServiceRequest | StreamRequest;
}

/** Credit: the server may send `count` (1 to 2^31 - 1) further items. A stream begins with none. */
export interface PullMessage {
  readonly type: 'pull';
  readonly id: number;
  readonly count: number;
}

/** The caller has given up; whatever still comes under this id is to be ignored. */
export interface CancelMessage {
  readonly type: 'cancel';
  readonly id: number;
}

/** What a node sends to a client. */
export type ServerMessage = ReplyMessage | FailureMessage | ItemMessage | EndMessage;

export interface ReplyMessage {
  readonly type: 'reply';
  readonly id: number;
  readonly response: ServiceResponse;
}

/** A call, not a stream, has failed. */
export interface FailureMessage {
  readonly type: 'failure';
  readonly id: number;
  readonly error: RaftError;
}

export interface ItemMessage {
  readonly type: 'item';
  readonly id: number;
  readonly item: StreamItem;
}

/** A stream is over: with an error, or, where that is undefined, because there is nothing more. Needs no credit. */
export interface EndMessage {
  readonly type: 'end';
  readonly id: number;
  readonly error: RaftError | undefined;
}
