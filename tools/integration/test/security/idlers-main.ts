// So many connections that say nothing, opened one after the other; those that the node leaves open stay. See abuse.ts.
import { connect, type Socket } from 'node:net';

/** Fewer than the queue of a listener. */
const AT_ONCE = 100;

const [, , port = '0', wanted = '0'] = process.argv;
const sockets = new Set<Socket>();
let left = Number(wanted);
let opened = 0;

const worker = async (): Promise<void> => {
  while (left-- > 0) {
    const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: '127.0.0.2' });
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    await new Promise<void>((resolve) => {
      socket.once('connect', () => resolve());
      socket.on('error', () => resolve());
    });
    opened++;
    if (opened % 500 === 0) process.send?.(opened);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
process.send?.(opened);
process.once('disconnect', () => process.exit());
