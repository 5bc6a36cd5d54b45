import { createServer } from 'node:net';

// Below the range from which systems choose the ports of outgoing connections: a node that is restarted finds its port
// free, and no peer that dials it meanwhile is given it.
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 200;

export const LOOPBACK = '127.0.0.1';

/** Whether somebody could listen there now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** The first of `count` consecutive free ports. */
export async function findFreePorts(count: number): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const base = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count));
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(base + n)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${count} consecutive free ports were found between ${LOWEST} and ${HIGHEST}`);
}
