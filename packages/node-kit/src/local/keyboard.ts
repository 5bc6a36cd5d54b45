/** Calls back for single keys where there is a keyboard; Ctrl-C stays what it is. Returns what ends that. */
export function onKey(keys: Readonly<Record<string, () => void>>): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  const listener = (data: Buffer): void => {
    for (const key of data.toString()) {
      if (key === '\u0003') process.kill(process.pid, 'SIGINT');
      else keys[key]?.();
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', listener);
  stdin.resume();
  return () => {
    stdin.off('data', listener);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
