import { stat } from 'node:fs/promises';

/** Milliseconds between two looks. */
const INTERVAL = 5000;

/**
 * Looks at files now and then, and calls back when one of them has changed. By polling, because that works for files that
 * are replaced, for links that are turned round (as Kubernetes does it) and on every file system. A change that could not
 * be used, such as a certificate whose key has not been written yet, is tried again when something changes once more.
 */
export class WatchedFiles {
  readonly #files: readonly string[];
  readonly #reload: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #seen: string | undefined;
  #running: Promise<void> | undefined;
  /** How often somebody has asked for them to be read, and up to which asking they have been. */
  #wanted = 0;
  #done = 0;
  #closed = false;

  /**
   * @param reload Reads the files anew; what it rejects with goes to `onError`, and what was read before stays.
   * @param interval Milliseconds.
   */
  constructor(
    files: readonly string[],
    reload: () => Promise<void>,
    onError: (error: unknown) => void,
    interval = INTERVAL,
  ) {
    this.#files = files;
    this.#reload = reload;
    this.#onError = onError;
    this.#timer = setInterval(() => void this.#look(false), interval);
    this.#timer.unref();
    void this.#look(false);
  }

  /** Reads them now, changed or not; resolves when that is done. */
  reload(): Promise<void> {
    return this.#look(true);
  }

  #look(force: boolean): Promise<void> {
    // What is being read may be older than what made the caller ask.
    if (force) this.#wanted++;
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #work(): Promise<void> {
    let done: number;
    do {
      done = this.#wanted;
      // Before they are read: what changes after that is seen the next time.
      const now = (await Promise.all(this.#files.map(signatureOf))).join('|');
      if (this.#isClosed()) return;
      const changed = this.#seen !== undefined && now !== this.#seen;
      const must = this.#done !== done;
      this.#seen = now;
      this.#done = done;
      try {
        if (changed || must) await this.#reload();
      } catch (error) {
        this.#onError(error);
      }
    } while (this.#wanted !== done && !this.#isClosed());
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }
}

async function signatureOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${String(ino)}:${String(size)}:${String(mtimeNs)}`;
  } catch (error) {
    // A file that is being replaced may be away for a moment.
    return error instanceof Error && 'code' in error ? String(error.code) : 'away';
  }
}
