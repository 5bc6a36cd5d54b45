import { RaftError, type RaftGroup } from '@lolraft/raft-core';

/**
 * A linearizable read that the app answers whatever it holds, and cheaply: it comes back once this node has applied everything that
 * was committed when it was asked.
 */
export type Barrier = (
  group: RaftGroup,
  options: { readonly signal: AbortSignal; readonly timeout: number },
) => Promise<unknown>;

/** One read may take this long, and after a failure there is this pause. Milliseconds. */
const EACH_MS = 5_000;
const PAUSE_MS = 100;

/** Whether a node has what the cluster had committed when the node came to know its present leader. */
export class CatchUp {
  readonly #group: RaftGroup;
  readonly #barrier: Barrier;
  #leadership: string | undefined;
  #isDone = false;
  #trying = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(group: RaftGroup, barrier: Barrier) {
    this.#group = group;
    this.#barrier = barrier;
    this.look();
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** To be called whenever the leader may be another one. */
  look(): void {
    const { leader, term } = this.#group.status();
    const leadership = leader === undefined ? undefined : `${leader} ${term}`;
    if (leadership === this.#leadership) return;
    this.stop();
    this.#leadership = leadership;
    this.#isDone = false;
    if (leadership === undefined) return;
    this.#trying = new AbortController();
    void this.#try(this.#trying.signal);
  }

  async #try(signal: AbortSignal): Promise<void> {
    try {
      await this.#barrier(this.#group, { signal, timeout: EACH_MS });
      if (!signal.aborted) this.#isDone = true;
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      if (signal.aborted || this.#group.failure !== undefined) return;
      this.#timer = setTimeout(() => {
        void this.#try(signal);
      }, PAUSE_MS);
      this.#timer.unref();
    }
  }

  stop(): void {
    this.#trying.abort();
    clearTimeout(this.#timer);
    this.#leadership = undefined;
  }
}
