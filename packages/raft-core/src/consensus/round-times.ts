import type { ConsensusOptions } from './options.js';

/** Rounds may follow each other much faster than their times need to be told apart. */
const PARTS = 16;

/**
 * When a leader's rounds of heartbeats were begun, for as long as a lease can rest on them. Kept for a few rounds in each heartbeat
 * interval only: of the others it says the time of an earlier one, which is never too late.
 */
export class RoundTimes {
  readonly #times: { readonly round: number; readonly at: number }[] = [];

  began(round: number, now: number, options: Pick<ConsensusOptions, 'heartbeatInterval' | 'electionTimeoutMin'>): void {
    const times = this.#times;
    const last = times.at(-1);
    if (last !== undefined && now - last.at < options.heartbeatInterval / PARTS) return;
    times.push({ round, at: now });
    const old = times.findIndex(({ at }) => now - at <= options.electionTimeoutMin);
    if (old > 0) times.splice(0, old);
  }

  /** Not after the moment at which `round` was begun; `-Infinity` where that is too long ago to matter. */
  of(round: number): number {
    return this.#times.findLast((each) => each.round <= round)?.at ?? -Infinity;
  }
}
