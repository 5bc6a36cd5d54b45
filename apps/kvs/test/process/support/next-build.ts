/**
 * Loaded first, it makes a process the next build: the sources of this one, changed as `next-build-hooks.ts` says. So two builds meet
 * in one cluster, without a second copy of everything.
 */
import { register } from 'node:module';

register('./next-build-hooks.js', import.meta.url);
