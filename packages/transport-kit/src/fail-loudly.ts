/**
 * Runs a callback of somebody else. Callbacks of this package promise not to throw; one that does so all the same is a
 * bug that must be seen, but neither by the socket whose event led here nor by the other connections: what it throws
 * is thrown again on its own, where it ends the process unless the program has decided otherwise.
 */
export function loudly(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
