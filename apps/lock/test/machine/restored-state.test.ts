import { CorruptionError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { LOCK_BACKUP } from '../../src/node-app.js';
import { DEFAULT_QUOTAS, LockApp } from '../../src/index.js';
import { restoredState } from '../../src/machine/snapshot/restored-state.js';
import { stored, storedBytes, World } from './support/world.js';

/** Somebody holds, somebody waits, and one namespace of two has quotas of its own. */
function busyWorld(): World {
  const world = new World();
  world.run({ type: 'setQuotas', namespace: 'ns', quotas: { ...DEFAULT_QUOTAS, sessions: 3 } });
  for (const n of [1, 2]) {
    world.open(n);
    world.acquire(n, 1, 'a', { kind: 'mutex' });
  }
  world.open(3, { namespace: 'other' });
  world.acquire(3, 1, 'b', { kind: 'mutex' });
  return world;
}

async function restored(world: World): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of restoredState(stored(world.app, world.index).read())) pieces.push(piece.slice());
  return Buffer.concat(pieces);
}

describe('a backup of the lock machine', () => {
  it('is read through, and counted', async () => {
    const world = busyWorld();
    const counts = await LOCK_BACKUP.read(stored(world.app, world.index).read());
    expect(counts).to.deep.equal({ namespaces: 2, sessions: 3, objects: 2, holds: 2, waiters: 1 });
    const bytes = Buffer.concat([...(world.app.snapshot().read() as Iterable<Uint8Array>)]);
    bytes[bytes.length - 9]! ^= 1;
    const error: unknown = await LOCK_BACKUP.read(storedBytes(bytes, 1).read()).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CorruptionError);
  });

  it('leaves a new cluster the quotas, and nothing that anybody holds or waits for', async () => {
    const world = busyWorld();
    const app = new LockApp();
    const bytes = await restored(world);
    await app.install(storedBytes(bytes, 1_000));
    const begun = new World();
    begun.run({ type: 'setQuotas', namespace: 'ns', quotas: { ...DEFAULT_QUOTAS, sessions: 3 } });
    expect(app.digest()).to.equal(begun.app.digest());
    expect(await restored(world), 'the same at each founder').to.deep.equal(bytes);
  });

  it('leaves an empty state where there are none', async () => {
    const app = new LockApp();
    await app.install(storedBytes(await restored(new World()), 1));
    expect(app.digest()).to.equal(new LockApp().digest());
  });
});
