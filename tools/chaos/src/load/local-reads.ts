import type { KeyValue } from '@lolraft/kvs-client';

/** What one client knows of a key that it alone writes. */
export interface OwnWrites {
  /** Acknowledged ones. */
  readonly count: number;
  /** Of the last of those, in the log. */
  readonly index: number;
}

/**
 * What a local read with `minIndex` promises: it has seen at least that, so at least so many changes of the key. The values tell
 * less: a write whose end is not known may come after a later one.
 * @throws where it has not.
 */
export function checkLocalRead(name: string, own: OwnWrites, index: number, found: KeyValue | undefined): void {
  const changes = found?.version ?? 0;
  if (index < own.index || changes < own.count)
    throw new Error(
      `a local read of ${name} saw ${String(changes)} of its ${String(own.count)} writes, at index ${String(index)}, though it had asked for ${String(own.index)} at least`,
    );
}
