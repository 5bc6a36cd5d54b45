import { threadTime } from './thread-time.js';

/** What a piece of work cost at its worst. */
export interface Gauged {
  /** Bytes of resident memory over what there was before. */
  readonly grownBytes: number;
  /**
   * Milliseconds that the event loop was kept busy at once, in processor time of its own thread: how long it would stand still on a
   * machine that has a processor free. So what others run meanwhile is not counted, be it another program or a thread beside
   * the loop that collects this process's garbage; nor is a synchronous call that sleeps. Where the system does not tell threads
   * apart, the work of the other threads is counted too.
   */
  readonly stallMs: number;
}

/** Watches memory of this process and the event loop of the calling thread while `work` runs. */
export async function gauge(work: () => Promise<void>): Promise<Gauged> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let stallMs = 0;
  let wall = performance.now();
  let busy = threadTime();
  const tick = (): void => {
    stallMs = Math.max(stallMs, Math.min(performance.now() - wall, threadTime() - busy));
    peak = Math.max(peak, process.memoryUsage.rss());
    wall = performance.now();
    busy = threadTime();
  };
  const timer = setInterval(tick, 1);
  try {
    await work();
    tick();
  } finally {
    clearInterval(timer);
  }
  return { grownBytes: peak - before, stallMs };
}
