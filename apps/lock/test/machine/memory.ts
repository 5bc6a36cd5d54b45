// `npm run memory`: what a large state costs, for docs/limits.md.
import { stored, World } from './support/world.js';
import { fill, SESSIONS, WAITERS_OF_EACH } from './support/large.js';

const { gc } = globalThis;
if (gc === undefined) throw new Error('run it with --expose-gc');
const used = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};
const before = used();
const world = fill();
const MIB = 1024 * 1024;
const after = used();
const begun = performance.now();
const view = world.app.snapshot();
const taken = performance.now() - begun;
let bytes = 0;
for (const piece of view.read() as Iterable<Uint8Array>) bytes += piece.length;
const written = performance.now() - begun;
console.log(`${SESSIONS} sessions, ${SESSIONS * WAITERS_OF_EACH} waiters, a lock each`);
console.log(`memory ${((after - before) / MIB).toFixed(0)} MiB; snapshot ${(bytes / MIB).toFixed(1)} MiB`);
const stateAt = stored(world.app, world.index, 65_536);
const installing = performance.now();
await new World().app.install(stateAt);
const installed = performance.now() - installing;
console.log(
  `taken in ${taken.toFixed(2)} ms, written in ${written.toFixed(0)} ms, installed in ${installed.toFixed(0)} ms`,
);
