import { DeadlineExceededError, InvalidArgumentError, ProtocolError, UnavailableError } from '@lolraft/raft-core';
import type { AppConnection } from '../connection.js';
import { AppReportedError } from '../errors.js';
import { FrameType, HEAD_BYTES } from '../frame.js';
import { decodeFailed } from '../messages.js';

/** A query, or the wish for a digest: one frame there, one back. @throws {RaftError} which has harmed nothing. */
export function ask(
  connection: AppConnection,
  type: typeof FrameType.query | typeof FrameType.digest,
  request: Uint8Array,
): Promise<Uint8Array> {
  connection.check();
  if (connection.isInstalling) throw new UnavailableError('the app is being given a state', 'not_applied');
  const limit = connection.limits.maxFrameBytes - HEAD_BYTES;
  if (request.length > limit)
    throw new InvalidArgumentError(`a query of ${request.length} bytes is over the limit of ${limit} bytes`);
  connection.admitQuery(request.length);
  return new Promise<Uint8Array>((resolve, reject) => {
    const settled = (): void => {
      connection.settle(id);
      connection.queryDone();
    };
    const id = connection.begin({
      received: (frame) => {
        if (frame.type === FrameType.done) {
          settled();
          resolve(frame.body);
        } else if (frame.type === FrameType.failed) {
          const { text } = decodeFailed(frame.body);
          settled();
          reject(new AppReportedError(text));
        } else throw new ProtocolError(`a frame of type ${frame.type} is no answer to a query`);
      },
      lost: (error) => {
        connection.queryDone();
        reject(error);
      },
      watch: {
        isWaiting: () => true,
        expired: () => {
          connection.cancel(id);
          connection.queryDone();
          reject(new DeadlineExceededError('not_applied', 'the app has not answered a query in time'));
        },
      },
    });
    connection.send(type, id, request);
  });
}
