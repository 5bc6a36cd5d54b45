import type { AccessRole, GroupId, GroupOptions, MaybePromise, MountedService, RaftHost } from '@lolraft/raft-core';
import type { MetricSource } from '@lolraft/raft-metrics';
import type { Barrier, Route } from '@lolraft/service-kit';
import type { AppBackup } from './backup/app-backup.js';
import type { Given } from './given.js';
import type { HttpCaller } from './http-access.js';
import type { Setting, Settings } from './settings.js';

/** What an app adds to a node: its settings, and what is made of them. */
export interface NodeApp<Own extends object = object> {
  /** Of its command: `kvs`. Clusters are called so by default. */
  readonly name: string;
  /** What its environment variables begin with: `KVS`. */
  readonly variables: string;
  /** What `serve` runs one node of: `a replicated key-value server`. */
  readonly what: string;
  /** Beside those that all apps have. */
  readonly settings: readonly Setting<keyof Own & string>[];
  /** Its own settings, with what was not given filled in. @throws {InvalidArgumentError} that names the setting. */
  check(given: Given): Own;
  /** What its state is in files; without it, `--restore` takes a state as it is. */
  readonly backup?: AppBackup;
  /** What is to run on this node; not started yet. Best imported here, so that commands that run no node do not load it. */
  compose(settings: Settings & Own): MaybePromise<Composition>;
}

/** One node's part that is the app's. */
export interface Composition {
  /** The app of a group. */
  group(id: GroupId): Pick<GroupOptions, 'app'>;
  /** Bytes of the largest command. */
  readonly maxEntryBytes?: number;
  /** A read that every state answers, and that costs nothing. */
  readonly barrier: Barrier;
  /** What clients of the app call, beside the service that every node has; made before anybody can call. */
  services?(host: RaftHost): readonly MountedService[];
  /** Shown behind the metrics of the node, at `/metrics` and by the service `lol.metrics.v1.Metrics`; asked for once, after `services`. */
  metrics?(): readonly MetricSource[];
  /**
   * Called once the node has started.
   * @param http undefined where nothing is served over HTTP.
   * @returns what is called when the node is to end, while it still answers.
   */
  attach?(host: RaftHost, http: AppHttp | undefined): () => void;
}

/** What an app may add to the HTTP server of its node. */
export interface AppHttp {
  /** Serves these beside health and metrics. */
  mount(routes: readonly Route[]): void;
  /** Lets the caller do what needs this role, or throws an `UNAUTHENTICATED` or `PERMISSION_DENIED` error. */
  authorize(role: AccessRole, caller: HttpCaller): void;
}
