import { readSync, writeSync } from 'node:fs';
import process from 'node:process';
import { KvsClient, StaleTokenError } from '@lolraft/kvs-client';
import { LockClient } from '@lolraft/lock-client';
import { WsClientTransport } from '@lolraft/transport-ws';

export interface AccountSettings {
  readonly locks: readonly string[];
  readonly store: readonly string[];
  /** Of the session, in milliseconds. */
  readonly ttl: number;
  readonly lock: string;
  readonly key: string;
  /** What is added to the number under the key. */
  readonly add: number;
  readonly isGuarded: boolean;
}

export type AccountSaid =
  /** It holds the lock, has read what is there, and has looked whether it still holds: it is about to write. */
  | { readonly type: 'looked'; readonly isHeld: boolean; readonly token: number; readonly balance: number }
  /** Its write is under way. */
  | { readonly type: 'sent'; readonly hasHeardOfLoss: boolean }
  | { readonly type: 'written' }
  | { readonly type: 'refused'; readonly code: string; readonly token: number; readonly newest: number }
  | { readonly type: 'after'; readonly isHeld: boolean };

const settings = JSON.parse(process.argv[2] ?? '{}') as AccountSettings;
const say = (said: AccountSaid): void => void writeSync(1, `${JSON.stringify(said)}\n`);

/** Until it is told a line. */
function standStill(): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      readSync(0, new Uint8Array(16));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
    Atomics.wait(cell, 0, 0, 5);
  }
}

const transport = new WsClientTransport();
await using locks = new LockClient({ transport, endpoints: settings.locks, ttl: settings.ttl });
await using store = new KvsClient({ transport, endpoints: settings.store, timeout: 30_000 });

await using lock = await locks.acquire(settings.lock);
let hasHeardOfLoss = false;
lock.signal.addEventListener('abort', () => (hasHeardOfLoss = true));
const balance = Number(new TextDecoder().decode((await store.get(settings.key))?.value));
const { isHeld, token } = lock;
say({ type: 'looked', isHeld, token, balance });

// The worst place for a pause: after the look, before the write. As a long garbage collection would, it stops everything here.
standStill();

const written = store.put(settings.key, String(balance + settings.add), {
  ...(settings.isGuarded ? { guard: { name: settings.lock, token } } : {}),
});
say({ type: 'sent', hasHeardOfLoss });
try {
  await written;
  say({ type: 'written' });
} catch (error) {
  if (!(error instanceof StaleTokenError)) throw error;
  say({ type: 'refused', code: error.code, token: error.token, newest: error.newest });
}
say({ type: 'after', isHeld: lock.isHeld });
