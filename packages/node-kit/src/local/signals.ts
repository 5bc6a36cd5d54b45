const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back once for the first signal to end, and `again` for each further one. Returns what ends that. */
export function onEndingSignal(first: (signal: NodeJS.Signals) => void, again: () => void): () => void {
  let seen = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (seen) {
      again();
      return;
    }
    seen = true;
    first(signal);
  };
  for (const signal of ENDING) process.on(signal, listener);
  return () => {
    for (const signal of ENDING) process.off(signal, listener);
  };
}
