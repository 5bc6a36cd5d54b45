import { mutantsOf, type Mutant } from './mutant.js';

const bridge = mutantsOf('packages/app-bridge/src');

/** Faults of the bridge to apps in other processes. */
export const BRIDGE: readonly Mutant[] = [
  bridge(
    'an-app-that-was-lost-is-asked-on',
    'rule 15: nothing is applied twice to one state',
    'connection',
    'if (this.#lost !== undefined) throw this.#lost;',
    '',
  ),
  bridge(
    'a-hung-app-is-waited-for',
    'design 5: every call settles',
    'connection',
    'if (now - this.#ping.since > limit)',
    'if (now - this.#ping.since > 1000 * limit)',
  ),
  bridge(
    'an-app-may-forget-a-batch',
    'design 5: every call settles',
    'connection',
    'if (due.some((exchange) => exchange.isDue?.() === true))',
    'if (due.length < 0)',
  ),
  bridge(
    'the-size-of-a-frame-of-an-app-is-not-checked',
    'rule 18',
    'frame-reader',
    'if (length > this.#maxFrameBytes)',
    'if (length > 2 ** 30 + this.#maxFrameBytes)',
  ),
  bridge(
    'an-app-sends-without-credit',
    'rule 18',
    'inflow',
    'if (this.#credit <= 0) throw',
    'if (this.#credit === -Infinity) throw',
  ),
  bridge(
    'a-snapshot-runs-ahead-of-the-app',
    'rule 18',
    'outflow',
    'while (this.#error === undefined && this.#credit <= 0)',
    'while (this.#error === undefined && this.#credit === -Infinity)',
  ),
  bridge(
    'a-snapshot-that-broke-off-is-taken-for-whole',
    'rule 14: a snapshot is verified',
    'exchanges/snapshot',
    'if (error === undefined) this.#inflow.end();',
    "if (error === undefined || error.code === 'UNAVAILABLE') this.#inflow.end();",
  ),
  bridge(
    'a-fold-may-end-before-its-commands',
    'port: the next snapshot has all of the commands',
    'exchanges/fold',
    'else if (frame.type === FrameType.end && !this.isFed)',
    'else if (frame.type === FrameType.end && this.id < 0)',
  ),
  bridge(
    'responses-go-to-whoever-is-there',
    'port: one response for each command, in order',
    'exchanges/apply',
    'if (missing === 0) resolve(parts.flat());',
    'if (missing === 0) resolve(parts.reverse().flat());',
  ),
  bridge(
    'any-app-is-let-in',
    'whoever does not know the token stays outside',
    'entrance',
    'digest(Buffer.from(this.#site.token))',
    'digest(token)',
  ),
  bridge(
    'a-node-is-started-beside-its-former-self',
    'rule 17: one process for a store',
    'keep-node',
    'await open?.shutdown();',
    'void open?.shutdown();',
  ),
];
