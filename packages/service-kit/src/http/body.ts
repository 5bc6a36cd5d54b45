import type { IncomingMessage } from 'node:http';
import { HttpError } from './route.js';

/** Whether a request says that it has a body. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * The whole body. One that is too large is not read to its end; the connection ends with the answer then.
 * @throws {HttpError} 413
 */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if (!hasBody(message)) return new Uint8Array(0);
  const tooLarge = (): HttpError =>
    new HttpError(413, maxBytes === 0 ? 'no body is taken here' : `the body is over ${maxBytes} bytes`);
  if (Number(message.headers['content-length'] ?? 0) > maxBytes || maxBytes === 0) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        message.pause();
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    message.once('end', () => {
      resolve(new Uint8Array(Buffer.concat(chunks)));
    });
    message.once('close', () => {
      reject(new HttpError(400, 'the body ended early'));
    });
    message.once('error', () => {
      reject(new HttpError(400, 'the body ended early'));
    });
  });
}
