import type { MethodDescription } from '@lolraft/raft-core';

/** As gRPC names it, and `invoke`. */
export const LOCK_SERVICE = 'lol.lock.v1.Lock';

const read = { kind: 'unary', role: 'read' } as const;
const write = { kind: 'unary', role: 'write' } as const;
const admin = { kind: 'unary', role: 'admin' } as const;

/** The methods of the lock service, and what a caller must be allowed to do. */
export const LOCK_METHODS = {
  OpenSession: write,
  KeepAlive: write,
  CloseSession: write,
  Acquire: write,
  Release: write,
  Leave: write,
  Proclaim: write,
  Check: read,
  Describe: read,
  ListObjects: read,
  ListSessions: read,
  Namespace: read,
  Watch: { kind: 'stream', role: 'read' },
  Break: admin,
  SetQuotas: admin,
} as const satisfies Readonly<Record<string, MethodDescription>>;

export type LockMethod = keyof typeof LOCK_METHODS;
