import { ClosedError, Events, type AppCodec, type RaftError } from '@lolraft/raft-core';
import type { AppBridge } from './app-bridge.js';
import type { BridgedApp } from './bridged-app.js';
import type { AppLostError } from './errors.js';

/** A `RaftNode` or a `RaftHost`. */
export interface Restartable {
  shutdown(): Promise<void>;
  close(): Promise<void>;
}

export interface KeepOptions<N extends Restartable, C, R, Q, A> {
  /** Left open at the end; its caller closes it. */
  readonly bridge: AppBridge;
  /** Starts the node with this app: opens storage, transport and snapshot store anew each time, since a node that closes closes them. */
  readonly start: (app: BridgedApp<C, R, Q, A>) => Promise<N>;
  readonly codec: AppCodec<C, R, Q, A>;
  /** Between a loss and the next start, in milliseconds: doubles from `delayMin` to `delayMax` while starts fail or do not last. 100 and 30 000 by default. */
  readonly delayMin?: number;
  readonly delayMax?: number;
}

/** What happens to a kept node. */
export interface KeepEvents {
  /** The app was lost: the node is closed, and started again. */
  restarting: { readonly error: AppLostError };
  /** A start has failed; there will be another one after `delay` milliseconds. */
  startFailed: { readonly error: unknown; readonly delay: number };
  /** The node runs again. */
  restarted: { readonly starts: number };
}

interface Started<N extends Restartable, C, R, Q, A> {
  readonly app: BridgedApp<C, R, Q, A>;
  readonly node: N;
}

/** An app, and the node with it; where that does not start, the app is let go. */
async function begin<N extends Restartable, C, R, Q, A>(
  { bridge, codec, start }: KeepOptions<N, C, R, Q, A>,
  signal?: AbortSignal,
): Promise<Started<N, C, R, Q, A>> {
  const app = await bridge.attach(codec, signal);
  try {
    return { app, node: await start(app) };
  } catch (error) {
    await bridge.detach();
    throw error;
  }
}

/**
 * A node that is started again whenever it has lost its app: a node without its app's state is a node that has crashed, and comes back
 * in the same way, by `install` and the log. An app that fails by its own account stops its group, as any app, and is not started again.
 */
export class KeptNode<N extends Restartable, C, R, Q, A> {
  readonly events = new Events<KeepEvents>();
  readonly #options: KeepOptions<N, C, R, Q, A>;
  readonly #running: Promise<void>;
  readonly #stop = new AbortController();
  readonly #stopAsked: Promise<'stop'>;
  #current: Started<N, C, R, Q, A> | undefined;
  #starts = 1;
  /** Before the next start, in milliseconds. */
  #delay: number;
  #failure: RaftError | undefined;
  #waiting: { readonly resolve: (node: N) => void; readonly reject: (error: RaftError) => void }[] = [];
  #ending: Promise<void> | undefined;

  /** Made by `keepNode`. */
  private constructor(options: KeepOptions<N, C, R, Q, A>, started: Started<N, C, R, Q, A>) {
    this.#options = options;
    this.#current = started;
    this.#delay = this.#delayMin;
    this.#stopAsked = new Promise((resolve) => {
      this.#stop.signal.addEventListener('abort', () => {
        resolve('stop');
      });
    });
    this.#running = this.#keep(started);
  }

  /** As `keepNode`. */
  static async start<N extends Restartable, C, R, Q, A>(
    options: KeepOptions<N, C, R, Q, A>,
  ): Promise<KeptNode<N, C, R, Q, A>> {
    return new KeptNode(options, await begin(options));
  }

  /** The node; undefined while it is being started again. */
  get node(): N | undefined {
    // Whoever hears of a loss before we do must not take it for one that runs.
    return this.#current?.app.lost === undefined ? this.#current?.node : undefined;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Resolves with the node once it runs. @throws {ClosedError} where it never will. */
  running(): Promise<N> {
    const { node } = this;
    if (node !== undefined) return Promise.resolve(node);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  async #keep(started: Started<N, C, R, Q, A>): Promise<void> {
    let current: Started<N, C, R, Q, A> | undefined = started;
    while (current !== undefined) {
      const begun = performance.now();
      const lost: AppLostError | 'stop' = await Promise.race([current.app.ended, this.#stopAsked]);
      if (lost === 'stop') return;
      if (performance.now() - begun >= this.#delayMax) this.#delay = this.#delayMin;
      this.#current = undefined;
      this.events.emit('restarting', { error: lost });
      current = await this.#restart(current.node);
    }
  }

  /** Undefined where it is not to be started any more. */
  async #restart(former: N): Promise<Started<N, C, R, Q, A> | undefined> {
    let open: N | undefined = former;
    for (;;) {
      try {
        // Where the group has not stopped yet, those that it leads go on under another leader at once.
        await open?.shutdown();
        open = undefined;
        if (!(await this.#pause())) return undefined;
        return await this.#startAgain();
      } catch (error) {
        if (this.#stop.signal.aborted) return undefined;
        this.events.emit('startFailed', { error, delay: this.#delay });
        open = undefined;
      }
    }
  }

  get #delayMin(): number {
    return this.#options.delayMin ?? 100;
  }

  get #delayMax(): number {
    return this.#options.delayMax ?? 30_000;
  }

  async #startAgain(): Promise<Started<N, C, R, Q, A>> {
    const started = await begin(this.#options, this.#stop.signal);
    this.#current = started;
    this.#starts++;
    this.events.emit('restarted', { starts: this.#starts });
    for (const { resolve } of this.#waiting.splice(0)) resolve(started.node);
    return started;
  }

  /** Waits longer each time. False where the node is not to be started any more. */
  async #pause(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<'passed'>((resolve) => {
      timer = setTimeout(resolve, this.#delay, 'passed');
    });
    this.#delay = Math.min(2 * this.#delay, this.#delayMax);
    const how = await Promise.race([passed, this.#stopAsked]);
    clearTimeout(timer);
    return how === 'passed';
  }

  /** Hands over what the node leads, and closes it for good. */
  shutdown(): Promise<void> {
    return this.#end((node) => node.shutdown());
  }

  /** Closes the node for good. */
  close(): Promise<void> {
    return this.#end((node) => node.close());
  }

  #end(how: (node: N) => Promise<void>): Promise<void> {
    this.#ending ??= this.#endBy(how);
    return this.#ending;
  }

  async #endBy(how: (node: N) => Promise<void>): Promise<void> {
    this.#failure = new ClosedError('the node');
    this.#stop.abort();
    await this.#running;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
    const node = this.#current?.node;
    this.#current = undefined;
    if (node !== undefined) await how(node);
  }

  /** As `shutdown`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

/**
 * Starts a node whose app is another process, and starts it again whenever that is lost.
 * @throws {RaftError} where the first start fails; later ones are tried again.
 */
export function keepNode<N extends Restartable, C, R, Q, A>(
  options: KeepOptions<N, C, R, Q, A>,
): Promise<KeptNode<N, C, R, Q, A>> {
  return KeptNode.start(options);
}
