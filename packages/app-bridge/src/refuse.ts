import type { Socket } from 'node:net';
import { frameHead, FrameType } from './frame.js';
import { encodeRefused, type RefusalCode } from './messages.js';

/** What was said last is given this long to be read, in milliseconds. */
const LINGER_MS = 1000;

/** Says why, and ends the connection. Whoever reads it must not care for what comes then. */
export function refuse(socket: Socket, code: RefusalCode, message: string): void {
  const body = encodeRefused(code, message);
  socket.resume();
  socket.write(frameHead(FrameType.refused, 0, body.length));
  socket.end(body);
  const timer = setTimeout(() => {
    socket.destroy();
  }, LINGER_MS);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}
