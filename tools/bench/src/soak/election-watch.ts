import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, NodeView } from '../cluster/cluster.js';

/** What happened to leadership while somebody looked. */
export interface ElectionCount {
  /** Terms that came after the first one. */
  readonly terms: number;
  /** Changes of the leader that a node named. */
  readonly leaderChanges: number;
  /** Looks at which a node did not answer. */
  readonly silent: number;
  readonly looks: number;
}

/** Counts elections from what all nodes say of themselves, look by look. */
export class ElectionCounter {
  readonly #first: number;
  #term: number;
  #leader: string | undefined;
  #leaderChanges = 0;
  #silent = 0;
  #looks = 0;

  constructor(leader: string, term: number) {
    this.#leader = leader;
    this.#first = term;
    this.#term = term;
  }

  look(views: readonly (NodeView | undefined)[]): void {
    this.#looks++;
    for (const view of views) {
      if (view === undefined) {
        this.#silent++;
        continue;
      }
      // A node that lags behind says nothing new.
      if (view.term < this.#term) continue;
      this.#term = view.term;
      if (view.leader !== undefined && view.leader !== this.#leader) {
        this.#leader = view.leader;
        this.#leaderChanges++;
      }
    }
  }

  get count(): ElectionCount {
    return {
      terms: this.#term - this.#first,
      leaderChanges: this.#leaderChanges,
      silent: this.#silent,
      looks: this.#looks,
    };
  }
}

/** Looks at the cluster every `interval` milliseconds until `signal` fires, and once more. */
export async function watchElections(
  cluster: Cluster,
  counter: ElectionCounter,
  interval: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    counter.look(await cluster.views());
    await pause(interval, undefined, { signal }).catch(() => undefined);
  }
  counter.look(await cluster.views());
}
