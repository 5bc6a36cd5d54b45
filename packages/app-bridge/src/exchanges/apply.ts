import { AppFailedError, EntryTooLargeError, ProtocolError, type AppliedCommand } from '@lolraft/raft-core';
import type { AppConnection } from '../connection.js';
import { AppReportedError } from '../errors.js';
import { FrameType } from '../frame.js';
import { decodeFailed, decodeResponses, encodeCommands, maxCommandBytes } from '../messages.js';

/**
 * Gives commands to the app, as one request for each frame that they fill, all sent at once. Responses come back in the same order.
 * @throws {RaftError} `AppLostError` where the app was lost: it may have applied some of them, and has no state any more.
 */
export function apply(connection: AppConnection, commands: readonly AppliedCommand[]): Promise<Uint8Array[]> {
  connection.check();
  const limit = maxCommandBytes(connection.limits.maxFrameBytes);
  for (const { index, payload } of commands)
    if (payload.length > limit) throw new AppFailedError(index, new EntryTooLargeError(payload.length, limit));
  if (commands.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[][] = [];
    let missing = commands.length;
    let from = 0;
    for (const { body, count } of encodeCommands(commands, connection.limits.maxFrameBytes)) {
      const first = from;
      const part: Uint8Array[] = [];
      from += count;
      parts.push(part);
      const id = connection.begin({
        received: (frame) => {
          if (frame.type === FrameType.responses) {
            // The session table keeps responses for long: none of them may hold a whole frame.
            const responses = decodeResponses(frame.body).map((response) => response.slice());
            if (part.length + responses.length > count)
              throw new ProtocolError(`more responses than the ${count} commands of a batch`);
            part.push(...responses);
            missing -= responses.length;
            if (part.length < count) return;
            connection.settle(id);
            if (missing === 0) resolve(parts.flat());
          } else if (frame.type === FrameType.failed) {
            const { index, text } = decodeFailed(frame.body);
            connection.settle(id);
            const batch = commands.slice(first, first + count);
            const at = batch.find((command) => command.index === index) ?? batch[part.length] ?? batch[0];
            reject(new AppFailedError(at?.index ?? index, new AppReportedError(text)));
          } else throw new ProtocolError(`a frame of type ${frame.type} is no answer to commands`);
        },
        lost: reject,
        isDue: () => part.length < count,
      });
      connection.send(FrameType.apply, id, body);
    }
  });
}
