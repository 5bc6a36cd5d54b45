import net from 'node:net';
import {
  AbortedError,
  bytesCodec,
  ClosedError,
  Events,
  InvalidArgumentError,
  UnavailableError,
  type AppCodec,
} from '@lolraft/raft-core';
import { AppProcess, type AppCommand } from './app-process.js';
import { bridgedApp, type BridgedApp } from './bridged-app.js';
import type { AppConnection } from './connection.js';
import { drawToken, openEndpoint, type Endpoint, type ListenOption } from './endpoint.js';
import { Entrance } from './entrance.js';
import { AppLostError } from './errors.js';
import { bridgeLimits, bridgeTimings, type BridgeLimits, type BridgeTimings } from './options.js';

export interface AppBridgeOptions {
  /** A Unix domain socket in a temporary folder by default; on Windows, TCP on loopback. */
  readonly listen?: ListenOption;
  /** The app's program, started for each `attach`, and ended with it. Without one, somebody else starts the app. */
  readonly command?: AppCommand;
  /** What an app has to know to be let in. Drawn, and told to the program, where there is a `command`; otherwise required with TCP. */
  readonly token?: string;
  /** Told to the app: which group it is for, say. */
  readonly name?: string;
  readonly limits?: Partial<BridgeLimits>;
  readonly timings?: Partial<BridgeTimings>;
}

/** What a bridge tells those who watch it. */
export interface BridgeEvents {
  /** An app has said hello. `pid` is that of the program that the bridge has started. */
  connected: { readonly pid: number | undefined };
  /** An app that was connected is gone. */
  lost: { readonly error: AppLostError };
  /** A connection was not let in. */
  refused: { readonly reason: string };
}

const BYTES: AppCodec<Uint8Array, Uint8Array> = {
  command: bytesCodec,
  response: bytesCodec,
  query: bytesCodec,
  answer: bytesCodec,
};

/** Where the app process of one group connects. Lives longer than the app: each `attach` gives a fresh one. */
export class AppBridge {
  readonly events = new Events<BridgeEvents>();
  readonly token: string;
  readonly #options: AppBridgeOptions;
  readonly #timings: BridgeTimings;
  readonly #server: net.Server;
  readonly #entrance: Entrance;
  #endpoint: Endpoint | undefined;
  #process: AppProcess | undefined;
  #connection: AppConnection | undefined;
  /** Whether an `attach` has given the connection away. */
  #isGiven = false;
  /** Told when a connection comes, or the bridge closes. */
  #changed: (() => void)[] = [];
  #attaching = false;
  #closing: Promise<void> | undefined;

  private constructor(options: AppBridgeOptions, listen: ListenOption) {
    this.#options = options;
    const limits = bridgeLimits(options.limits);
    this.#timings = bridgeTimings(options.timings);
    if (options.token === undefined && options.command === undefined && listen.type === 'tcp')
      throw new InvalidArgumentError('everybody on this machine can reach TCP on loopback: give a token, or a command');
    this.token = options.token ?? (options.command === undefined ? '' : drawToken());
    if (Buffer.byteLength(this.token) > 256) throw new InvalidArgumentError('a token has 256 bytes at most');
    if (Buffer.byteLength(options.name ?? '') > 256) throw new InvalidArgumentError('a name has 256 bytes at most');
    this.#entrance = new Entrance({
      name: options.name ?? '',
      token: this.token,
      limits,
      timings: this.#timings,
      isBusy: () => this.#connection !== undefined,
      admitted: (connection) => {
        this.#admitted(connection);
      },
      refused: (reason) => {
        this.events.emit('refused', { reason });
      },
    });
    this.#server = net.createServer((socket) => {
      if (this.#closing !== undefined) socket.destroy();
      else this.#entrance.accept(socket);
    });
  }

  /** Listens. The app is started by `attach`. @throws {RaftError} that says what to do. */
  static async open(options: AppBridgeOptions = {}): Promise<AppBridge> {
    const listen = options.listen ?? { type: process.platform === 'win32' ? 'tcp' : 'unix' };
    const bridge = new AppBridge(options, listen);
    bridge.#endpoint = await openEndpoint(bridge.#server, listen);
    return bridge;
  }

  /** Where apps connect: `unix:/path` or `tcp:127.0.0.1:port`. */
  get address(): string {
    return this.#endpoint?.address ?? '';
  }

  #admitted(connection: AppConnection): void {
    this.#connection = connection;
    this.#isGiven = false;
    void connection.ended.then((error) => {
      if (this.#connection === connection) this.#connection = undefined;
      this.events.emit('lost', { error });
    });
    this.events.emit('connected', { pid: this.#process?.pid });
    this.#tell();
  }

  #tell(): void {
    for (const changed of this.#changed.splice(0)) changed();
  }

  /**
   * A fresh app: one that was given before is let go, its program ended, and a new one started where there is a `command`. Resolves
   * once an app has said hello. One at a time.
   * @throws {AppLostError} where the program ends before that.
   * @throws {UnavailableError} where none comes within `connectTimeout`.
   * @throws {AbortedError} where the signal fires first.
   */
  attach(): Promise<BridgedApp>;
  attach<C, R, Q, A>(codec: AppCodec<C, R, Q, A>, signal?: AbortSignal): Promise<BridgedApp<C, R, Q, A>>;
  async attach(codec: AppCodec<Uint8Array, Uint8Array> = BYTES, signal?: AbortSignal): Promise<BridgedApp> {
    if (this.#attaching) throw new InvalidArgumentError('an app is being attached already');
    this.#attaching = true;
    try {
      return bridgedApp(await this.#fresh(signal), codec);
    } finally {
      this.#attaching = false;
    }
  }

  async #fresh(signal: AbortSignal | undefined): Promise<AppConnection> {
    await this.detach();
    this.#check();
    const { command } = this.#options;
    if (command !== undefined) {
      this.#connection?.lose('closed', 'the node starts its app itself');
      this.#connection = undefined;
      this.#process = new AppProcess(command, this.address, this.token);
    }
    const process = this.#process;
    const abort = (): void => {
      this.#tell();
    };
    signal?.addEventListener('abort', abort);
    let timer: NodeJS.Timeout | undefined;
    try {
      let failed: Error | undefined;
      const stop = (error: Error): void => {
        failed ??= error;
        this.#tell();
      };
      void process?.ended.then((how) => {
        stop(new AppLostError('ended', `the app ${how} before it connected`));
      });
      const { connectTimeout } = this.#timings;
      timer = setTimeout(() => {
        stop(new UnavailableError(`no app has connected within ${connectTimeout} ms`, 'not_applied'));
      }, connectTimeout);
      for (;;) {
        this.#check();
        if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
        const connection = this.#connection;
        if (connection !== undefined && connection.lost === undefined) {
          this.#isGiven = true;
          if (process !== undefined) this.#watch(process, connection);
          return connection;
        }
        if (failed !== undefined) throw failed;
        await new Promise<void>((resolve) => {
          this.#changed.push(resolve);
        });
      }
    } catch (error) {
      await this.#endProcess();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Lets go of the app that was given, if there is one, and ends its program. */
  async detach(): Promise<void> {
    if (this.#isGiven) this.#connection?.lose('closed', 'the node has let go of the app');
    await this.#endProcess();
  }

  /** A program whose connection is gone has no use any more, also where it hangs; and one that has ended has none. */
  #watch(process: AppProcess, connection: AppConnection): void {
    void connection.ended.then(({ reason }) => {
      if (reason !== 'closed') process.kill();
    });
    void process.ended.then((how) => {
      connection.lose('ended', `the app ${how}`);
    });
  }

  async #endProcess(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end(this.#timings.closeTimeout);
  }

  #check(): void {
    if (this.#closing !== undefined) throw new ClosedError('the bridge');
  }

  /** Lets go of the app, ends its program, and stops listening. Close the node first. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#connection?.lose('closed', 'the bridge is closed');
    this.#entrance.close();
    const closed = this.#endpoint?.close();
    await this.#endProcess();
    await closed;
    this.#tell();
  }

  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
