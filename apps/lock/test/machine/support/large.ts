import type { Want } from '../../../src/index.js';
import { World } from './world.js';

export const SESSIONS = 10_000;
export const WAITERS_OF_EACH = 5;
const OBJECTS = 1_000;

const mutex: Want = { kind: 'mutex' };

/** Each session holds a mutex of its own, and waits for five of a thousand that one more session holds. */
export function fill(): World {
  const world = new World();
  for (let n = 0; n <= SESSIONS; n++) world.open(n);
  for (let i = 0; i < OBJECTS; i++) world.acquire(0, 1 + i, `m${i}`, mutex);
  for (let n = 1; n <= SESSIONS; n++) {
    world.acquire(n, 1, `own ${n}`, mutex);
    for (let i = 0; i < WAITERS_OF_EACH; i++) world.acquire(n, 10 + i, `m${(n * 7 + i * 131 + 1) % OBJECTS}`, mutex);
  }
  return world;
}
