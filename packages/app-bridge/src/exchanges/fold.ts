import {
  AbortedError,
  EntryTooLargeError,
  ProtocolError,
  type AppliedCommand,
  type RaftError,
  type SnapshotSource,
  type StoredSnapshot,
} from '@lolraft/raft-core';
import type { AppConnection } from '../connection.js';
import { FrameType, type Frame } from '../frame.js';
import { encodeCommands, encodeOrigin, maxCommandBytes } from '../messages.js';
import { Outflow } from '../outflow.js';
import { sendStream } from './send-stream.js';
import { ReceivedStream } from './snapshot.js';

/** Streams that go both ways at once: the old snapshot and the commands there, the next snapshot back. */
class Fold extends ReceivedStream {
  readonly #outflow: Outflow;

  constructor(connection: AppConnection) {
    const outflow = new Outflow(connection.limits.windowBytes);
    super(connection, (error) => {
      outflow.fail(error ?? new AbortedError('not_applied'));
    });
    this.#outflow = outflow;
  }

  /** Everything that goes into the next snapshot was sent. */
  isFed = false;

  override received(frame: Frame): void {
    if (frame.type === FrameType.credit) this.#outflow.received(frame.body);
    else if (frame.type === FrameType.end && !this.isFed)
      throw new ProtocolError('the next snapshot ends before the commands that go into it');
    else super.received(frame);
  }

  get outflow(): Outflow {
    return this.#outflow;
  }
}

async function feed(
  connection: AppConnection,
  stream: Fold,
  old: StoredSnapshot | undefined,
  commands: AsyncIterable<readonly AppliedCommand[]>,
): Promise<void> {
  const { maxFrameBytes } = connection.limits;
  const { id, outflow } = stream;
  if (old !== undefined) await sendStream(connection, id, outflow, old.read());
  for await (const batch of commands) {
    for (const { payload } of batch)
      if (payload.length > maxCommandBytes(maxFrameBytes))
        throw new EntryTooLargeError(payload.length, maxCommandBytes(maxFrameBytes));
    for (const { body } of encodeCommands(batch, maxFrameBytes)) {
      await outflow.take(body.length);
      await connection.drained();
      connection.send(FrameType.commands, id, body);
    }
  }
  connection.send(FrameType.end, id, new Uint8Array(0));
  stream.isFed = true;
}

/** The next snapshot from the last one and the commands since, made by the app beside everything else. */
export function fold(
  connection: AppConnection,
  old: StoredSnapshot | undefined,
  commands: AsyncIterable<readonly AppliedCommand[]>,
  asError: (error: unknown) => RaftError,
  givenUp: () => RaftError,
): SnapshotSource {
  let stream: Fold | undefined;
  return {
    read: () => {
      const begun = new Fold(connection);
      stream = begun;
      connection.send(FrameType.fold, begun.id, encodeOrigin(old));
      // A failure to feed is one of the stream; where the stream has ended by itself, feeding only stops.
      feed(connection, begun, old, commands).catch((error: unknown) => {
        begun.cancel(asError(error));
      });
      return begun.read();
    },
    release: () => {
      stream?.cancel(givenUp());
    },
  };
}
