const WIDTH = 24;

/** One line at the bottom of a terminal that is drawn anew; nothing elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #begun = performance.now();
  #drawnAt = -Infinity;
  #shown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** @param share of the work that is done, 0 to 1; NaN where nobody knows. */
  draw(share: number, text: () => string): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#drawnAt < 100) return;
    this.#drawnAt = now;
    this.#shown = true;
    const line = Number.isNaN(share) ? text() : `${bar(share)} ${text()}${this.#left(share, now)}`;
    this.#stream.write(`\r\x1b[K${line.slice(0, Math.max(20, this.#stream.columns - 1))}`);
  }

  #left(share: number, now: number): string {
    if (share < 0.01 || share >= 1) return '';
    const seconds = Math.round((((now - this.#begun) / share) * (1 - share)) / 1000);
    return `  ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K');
    this.#shown = false;
    this.#drawnAt = -Infinity;
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
}
