import { EventEmitter } from 'node:events';

/**
 * How bytes go from one node to another: they pass; they wait, as behind a cut cable, of which nobody is told; or the
 * connection breaks, and none can be made.
 */
export type LinkState = 'open' | 'held' | 'broken';

/** Every direction between two nodes has a state of its own. Clients are on no link: theirs are always open. */
export class Links {
  readonly #states = new Map<string, LinkState>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  #key(from: string, to: string): string {
    return `${from} ${to}`;
  }

  state(from: string | undefined, to: string | undefined): LinkState {
    return from === undefined || to === undefined ? 'open' : (this.#states.get(this.#key(from, to)) ?? 'open');
  }

  set(from: string, to: string, state: LinkState): void {
    if (state === 'open') this.#states.delete(this.#key(from, to));
    else this.#states.set(this.#key(from, to), state);
    this.#changes.emit('change');
  }

  healAll(): void {
    this.#states.clear();
    this.#changes.emit('change');
  }

  /** Calls back after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }
}
