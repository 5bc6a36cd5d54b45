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
  try {
    for (;;) {
      if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
      isWaiting = true;
      const next = await orAborted(iterator.next(), signal);
      isWaiting = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const leaving = iterator.return?.();
    if (!isWaiting) await leaving;
    else leaving?.catch(() => undefined);
  }
}

function orAborted<T>(step: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return step;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(new AbortedError('not_applied', signal.reason));
    };
    const settled = (): void => {
      signal.removeEventListener('abort', leave);
    };
    signal.addEventListener('abort', leave, { once: true });
    step.then(resolve, reject).then(settled, settled);
  });
}
