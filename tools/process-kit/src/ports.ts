import { createServer } from 'node:net';

// Below the range from which systems choose the ports of outgoing connections: while a node is down, no dialer may get
// its port, least of all the peer that dials it.
const LOWEST = 15_000;
const HIGHEST = 32_000;

const given = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A loopback port on which nobody listens, another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

/** The first of `count` loopback ports in a row on which nobody listens. */
export async function freePortRange(count: number): Promise<number> {
  for (;;) {
    const first = await freePort();
    const others = Array.from({ length: count - 1 }, (_, i) => first + 1 + i);
    if (others.some((port) => given.has(port))) continue;
    if (!(await Promise.all(others.map(isFree))).every(Boolean)) continue;
    for (const port of others) given.add(port);
    return first;
  }
}

/** Different loopback ports on which nobody listens. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}
