import type { LoadResult } from '../load/closed-loop.js';
import type { Workload } from '../load/workload.js';
import type { TargetName } from '../options.js';

/** What the process that makes the load is told. */
export interface Job {
  readonly target: TargetName;
  /** The leader first. */
  readonly addresses: readonly string[];
  readonly connections: number;
  readonly workload: Workload;
}

/** What it says: that the window begins or ends, how it went, or why there is no result. */
export type WorkerMessage =
  | { readonly type: 'begin' }
  | { readonly type: 'end' }
  | {
      readonly type: 'result';
      readonly result: LoadResult;
      /** Seconds of CPU within the window. */
      readonly cpu: number;
      /** Bytes of resident memory at its end. */
      readonly rss: number;
    }
  | { readonly type: 'failed'; readonly message: string };
