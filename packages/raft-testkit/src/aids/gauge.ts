/** What a piece of work cost at its worst. */
export interface Gauged {
  /** Bytes of resident memory over what there was before. */
  readonly grownBytes: number;
  /** Milliseconds that the event loop was kept busy at once: of processor time, since others share the machine. */
  readonly stallMs: number;
}

/** Watches memory and the event loop of this process while `work` runs. */
export async function gauge(work: () => Promise<void>): Promise<Gauged> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let stallMs = 0;
  let wall = performance.now();
  let cpu = process.cpuUsage();
  const tick = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    stallMs = Math.max(stallMs, Math.min(now - wall, (user + system) / 1000));
    peak = Math.max(peak, process.memoryUsage.rss());
    wall = now;
    cpu = process.cpuUsage();
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
