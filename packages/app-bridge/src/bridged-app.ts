import {
  ClosedError,
  EntryTooLargeError,
  RaftError,
  type AppCodec,
  type CodedApp,
  type RaftApp,
} from '@lolraft/raft-core';
import type { AppConnection } from './connection.js';
import type { AppLostError } from './errors.js';
import { apply } from './exchanges/apply.js';
import { ask } from './exchanges/ask.js';
import { fold } from './exchanges/fold.js';
import { install } from './exchanges/install.js';
import { snapshot } from './exchanges/snapshot.js';
import { Capability, FrameType } from './frame.js';
import { maxCommandBytes } from './messages.js';

/**
 * The app behind one connection. Once that is lost, so is the app's state: every call fails with `AppLostError`, and a group that
 * applies stops. It never comes back; another start of the node takes another one.
 */
export interface BridgedApp<C = Uint8Array, R = Uint8Array, Q = C, A = R> extends CodedApp<C, R, Q, A> {
  /** Resolves, with the reason, once the app is lost. */
  readonly ended: Promise<AppLostError>;
  /** Why it is lost; undefined while it is there. */
  readonly lost: AppLostError | undefined;
  /** Equal on members that have applied the same commands. Only where the app says that it can. */
  digest?(): Promise<Uint8Array>;
}

function asRaftError(error: unknown): RaftError {
  if (error instanceof RaftError) return error;
  return new RaftError('APP_FAILED', `a fold failed: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

const givenUp = (): RaftError => new ClosedError('the snapshot');

/** What the app has not, its bridge must not have either: the node looks. */
function optionalParts(connection: AppConnection): Pick<BridgedApp, 'snapshot' | 'fold' | 'digest'> {
  const can = (capability: number): boolean => (connection.capabilities & capability) !== 0;
  const parts: Pick<BridgedApp, 'snapshot' | 'fold' | 'digest'> = {};
  if (can(Capability.snapshot)) parts.snapshot = () => snapshot(connection, givenUp);
  if (can(Capability.fold)) parts.fold = (old, commands) => fold(connection, old, commands, asRaftError, givenUp);
  if (can(Capability.digest)) parts.digest = () => ask(connection, FrameType.digest, new Uint8Array(0));
  return parts;
}

/** `RaftApp` over a connection to an app process. */
export function bridgedApp<C, R, Q, A>(connection: AppConnection, codec: AppCodec<C, R, Q, A>): BridgedApp<C, R, Q, A> {
  const required: RaftApp = {
    apply: (commands) => apply(connection, commands),
    query: (request) => ask(connection, FrameType.query, request),
    install: (stored) => install(connection, stored),
    wantsSnapshot: () => connection.takeWish(),
    validate: (payload) => {
      const limit = maxCommandBytes(connection.limits.maxFrameBytes);
      if (payload.length > limit) throw new EntryTooLargeError(payload.length, limit);
    },
  };
  return {
    ...required,
    ...optionalParts(connection),
    codec,
    ended: connection.ended,
    get lost() {
      return connection.lost;
    },
  };
}
