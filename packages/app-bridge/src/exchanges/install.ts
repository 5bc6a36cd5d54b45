import { ProtocolError, type RaftError, type StoredSnapshot } from '@lolraft/raft-core';
import type { AppConnection } from '../connection.js';
import { AppReportedError } from '../errors.js';
import { FrameType } from '../frame.js';
import { decodeFailed, encodeOrigin } from '../messages.js';
import { Outflow } from '../outflow.js';
import { sendStream } from './send-stream.js';

/**
 * Replaces the app's state, by that of the snapshot or by the empty one. Where the snapshot cannot be read, the app is told to forget
 * what it has got, and what reading threw is thrown on.
 */
export async function install(connection: AppConnection, snapshot: StoredSnapshot | undefined): Promise<void> {
  const outflow = new Outflow(connection.limits.windowBytes);
  let isSent = false;
  let isSettled = false;
  let id = 0;
  const done = new Promise<void>((resolve, reject) => {
    const failed = (error: RaftError): void => {
      isSettled = true;
      outflow.fail(error);
      reject(error);
    };
    id = connection.begin({
      received: (frame) => {
        if (frame.type === FrameType.credit) outflow.received(frame.body);
        else if (frame.type === FrameType.failed) {
          const { text } = decodeFailed(frame.body);
          connection.settle(id);
          failed(new AppReportedError(text));
        } else if (frame.type === FrameType.done && isSent) {
          connection.settle(id);
          isSettled = true;
          resolve();
        } else throw new ProtocolError(`a frame of type ${frame.type} while a snapshot is installed`);
      },
      lost: failed,
      isDue: () => isSent && !isSettled,
    });
  });
  // Where reading fails first, nobody waits for this one.
  done.catch(() => undefined);
  connection.isInstalling = true;
  connection.send(FrameType.install, id, encodeOrigin(snapshot));
  try {
    if (snapshot !== undefined) await sendStream(connection, id, outflow, snapshot.read());
    isSent = true;
    await done;
  } catch (error) {
    isSettled = true;
    connection.cancel(id);
    throw error;
  } finally {
    connection.isInstalling = false;
  }
}
