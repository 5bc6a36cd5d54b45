import { AbortedError } from '../../model/errors.js';

/**
 * The items of `source`, until `signal` fires. A step of the source that hangs is not waited for then, and the source is left as soon
 * as it comes to itself.
 * @throws {AbortedError}
 */
export async function* abortable<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let isWaiting = false;
  /** Ends the wait for the step that is under way. */
  let leave = (): void => undefined;
  // One for all steps: a listener costs more than most steps do.
  const onAbort = (): void => {
    leave();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
      isWaiting = true;
      const step = iterator.next();
      const next = await (signal === undefined
        ? step
        : new Promise<IteratorResult<T>>((resolve, reject) => {
            leave = () => {
              reject(new AbortedError('not_applied', signal.reason));
            };
            step.then(resolve, reject);
          }));
      isWaiting = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    const leaving = iterator.return?.();
    if (!isWaiting) await leaving;
    else leaving?.catch(() => undefined);
  }
}
