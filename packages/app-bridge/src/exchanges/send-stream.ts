import type { AppConnection } from '../connection.js';
import { FrameType, HEAD_BYTES } from '../frame.js';
import type { Outflow } from '../outflow.js';

/** Bytes of a stream in one frame, at most. */
const PIECE_BYTES = 64 * 1024;

/** Sends the bytes and their end, as the app takes them. @throws {RaftError} of the outflow, the connection or the source, which is put away then. */
export async function sendStream(
  connection: AppConnection,
  id: number,
  outflow: Outflow,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const size = Math.min(PIECE_BYTES, connection.limits.maxFrameBytes - HEAD_BYTES);
  for await (const bytes of source)
    for (let at = 0; at < bytes.length; at += size) {
      // A copy: the socket may still hold it when the source reuses its buffer.
      const piece = bytes.slice(at, at + size);
      await outflow.take(piece.length);
      await connection.drained();
      connection.send(FrameType.data, id, piece);
    }
  connection.send(FrameType.end, id, new Uint8Array(0));
}
