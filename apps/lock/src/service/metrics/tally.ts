/** Upper bounds of the times that requests wait, in seconds, without the last one, which is infinite. */
export const WAIT_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** How long something took, each time. */
export class Times {
  /** Of each bucket, without those below it; one more than bounds. */
  readonly counts: number[] = new Array<number>(WAIT_SECONDS.length + 1).fill(0);
  sum = 0;

  observe(seconds: number): void {
    const at = WAIT_SECONDS.findIndex((bound) => seconds <= bound);
    const bucket = at < 0 ? WAIT_SECONDS.length : at;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
  }

  get count(): number {
    return this.counts.reduce((all, one) => all + one, 0);
  }
}

/** What a node has counted since its service began. */
export class Tally {
  /** Seen by this node as it applies commands, whoever leads. */
  grants = 0;
  expiredSessions = 0;
  closedSessions = 0;
  openedSessions = 0;
  /** Answered by this node: sessions, not requests. */
  keepAlives = 0;
  /** Requests that were in a queue, until they were granted here. */
  readonly waits = new Times();
  /** States instead of events that a slow watcher was given. */
  skippedStates = 0;
}
