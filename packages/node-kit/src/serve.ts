import { setTimeout as sleep } from 'node:timers/promises';
import { AnyClientTransport } from '@lolraft/cli-kit';
import {
  type ClientTransport,
  type ClusterOption,
  type GroupId,
  groupId,
  type GroupOptions,
  type RaftError,
  RaftHost,
  type RaftStorage,
  RemovedError,
  type RestoreSource,
  type Transport,
} from '@lolraft/raft-core';
import { drainHost, logHost } from '@lolraft/service-kit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import type { TlsOptions } from '@lolraft/transport-ws';
import type { Logger } from 'pino';
import { clusterToJoin, logWaiting } from './join.js';
import { Operations } from './operations.js';
import { HttpAccess } from './http-access.js';
import type { AppHttp, Composition, NodeApp } from './node-app.js';
import { NodeMetrics } from './node-metrics.js';
import { checkNotRemoved } from './removed-mark.js';
import { restoreSource } from './backup/restore-source.js';
import type { Settings } from './settings.js';
import { openSnapshots } from './snapshots.js';
import { openTransport } from './transport.js';
import { type Follower, followSecrets, readSecrets, type Reload, type Secrets } from './security.js';

async function openStorage(settings: Settings): Promise<RaftStorage> {
  return settings.storage === 'memory' ? new MemoryStorage() : await RocksStorage.open(settings.dataDir);
}

/** A running server. */
export interface Server {
  readonly host: RaftHost;
  /** Resolves when no group is left that runs on this node, with why; a `RemovedError` only where it was removed from each. */
  readonly failed: Promise<RaftError>;
  /** Whoever can take over does so before this node is gone. */
  close(): Promise<void>;
}

/** Founders name their cluster; who joins asks the members for its id. */
async function clusterOf(
  settings: Settings,
  storage: RaftStorage,
  tls: TlsOptions | undefined,
  log: Logger,
  signal: AbortSignal,
): Promise<ClusterOption> {
  const { join, joinTimeout, groups, clusterName, clusterToken, clusterId } = settings;
  if (join === undefined)
    return clusterId === undefined ? { name: clusterName, token: clusterToken } : { id: clusterId };
  const [group = ''] = groups;
  return {
    id: await clusterToJoin(await storage.load(), { members: join, group, timeout: joinTimeout, tls, log, signal }),
  };
}

/**
 * Composes a node from its packages and starts it. `signal` ends the search for a cluster to join.
 * @throws {RaftError} that says what to do; nothing is left running then.
 */
export async function serve<Own extends object>(
  app: NodeApp<Own>,
  settings: Settings & Own,
  log: Logger,
  signal: AbortSignal,
): Promise<Server> {
  checkNotRemoved(settings);
  const composition = await app.compose(settings);
  const secrets = readSecrets(settings);
  const operations = await Operations.open(settings, secrets.tls, log);
  try {
    const transport = await openTransport(settings, secrets, (warning) => log.warn(warning));
    const forwarding = settings.forward ? new AnyClientTransport(secrets.tls) : undefined;
    const metrics = new NodeMetrics();
    const restore = restoreSource(settings, app.backup);
    const parts = { transport, forwarding, composition, metrics, restore };
    const host = await startHost(settings, secrets, parts, log, signal);
    operations?.attach(host, composition.barrier, metrics.sources);
    const access = new HttpAccess(secrets.access, settings.tlsNodeName, host.clusterId);
    const detach = composition.attach?.(host, operations === undefined ? undefined : httpOf(operations, access));
    logHost(host, log);
    logWaiting(host, settings.join ?? [], log);
    // The transport first: it checks what is new before it goes on with it.
    const reloads: Reload[] = [
      ({ tls, access }) =>
        transport.reload({ ...(tls === undefined ? {} : { tls }), ...(access === undefined ? {} : { access }) }),
      ({ tls }) => tls !== undefined && forwarding?.reload(tls),
      ({ tls }) => tls !== undefined && operations?.reload(tls),
      ({ access: policy }) => policy !== undefined && access.renew(policy),
    ];
    const follower = followSecrets(settings, reloads, log);
    const ends = { operations, metrics, follower, detach };
    return { host, failed: lastFailure(host), close: () => end(host, ends, settings, log) };
  } catch (error) {
    await operations?.close();
    throw error;
  }
}

function httpOf(operations: Operations, access: HttpAccess): AppHttp {
  return {
    mount: (routes) => operations.mount(routes),
    authorize: (role, caller) => access.authorize(role, caller),
  };
}

interface Parts {
  readonly transport: Transport;
  readonly forwarding: ClientTransport | undefined;
  readonly composition: Composition;
  readonly metrics: NodeMetrics;
  readonly restore: RestoreSource | undefined;
}

async function startHost(
  settings: Settings,
  { tls }: Secrets,
  { transport, forwarding, composition, metrics, restore }: Parts,
  log: Logger,
  signal: AbortSignal,
): Promise<RaftHost> {
  const groups: Record<string, GroupOptions> = {};
  for (const group of settings.groups)
    groups[group] = {
      ...composition.group(groupId(group)),
      ...(restore === undefined ? undefined : { restore }),
    };
  const snapshots = await openSnapshots(settings);
  const storage = await openStorage(settings);
  let cluster: ClusterOption;
  try {
    cluster = await clusterOf(settings, storage, tls, log, signal);
  } catch (error) {
    await Promise.all([storage.close(), snapshots?.close()]);
    throw error;
  }
  const { heartbeatInterval, electionTimeoutMin, electionTimeoutMax } = settings;
  const { maxEntryBytes } = composition;
  return RaftHost.start({
    id: settings.id,
    cluster,
    initial: settings.initial,
    members: settings.members,
    groups,
    transport,
    storage,
    ...(snapshots === undefined ? undefined : { snapshots }),
    compaction: {
      entries: settings.snapshotEntries,
      bytes: settings.snapshotBytes,
      trailingEntries: settings.snapshotTrailing,
      keep: settings.snapshotKeep,
    },
    ...(settings.leases ? { settings: { leases: true } } : undefined),
    ...(forwarding === undefined ? undefined : { forward: { transport: forwarding } }),
    consensus: { heartbeatInterval, electionTimeoutMin, electionTimeoutMax },
    ...(maxEntryBytes === undefined ? undefined : { limits: { maxEntryBytes } }),
    services: (host) => [...(composition.services?.(host) ?? []), metrics.mount(host, composition.metrics?.() ?? [])],
  });
}

interface Ends {
  readonly operations: Operations | undefined;
  readonly metrics: NodeMetrics;
  readonly follower: Follower | undefined;
  readonly detach: (() => void) | undefined;
}

/** Says that it ends, and goes on for a moment; hands over, lets calls end, closes. */
async function end(
  host: RaftHost,
  { operations, metrics, follower, detach }: Ends,
  { drainDelay, drainTimeout }: Settings,
  log: Logger,
): Promise<void> {
  operations?.drain();
  if ([...host.groups.values()].some(({ failure }) => failure === undefined)) {
    await sleep(drainDelay);
    await drainHost(host, drainTimeout, log);
  }
  detach?.();
  await host.close();
  await Promise.all([operations?.close(), follower?.close()]);
  metrics[Symbol.dispose]();
}

/** One group may stop while others go on; a node without any is of no use. */
function lastFailure(host: RaftHost): Promise<RaftError> {
  const running = new Set<GroupId>(host.groups.keys());
  let worst: RaftError | undefined;
  return new Promise((resolve) => {
    const gone = (group: GroupId, error: RaftError): void => {
      running.delete(group);
      if (worst === undefined || worst instanceof RemovedError) worst = error;
      if (running.size === 0) resolve(worst);
    };
    for (const [id, { failure }] of host.groups) if (failure !== undefined) gone(id, failure);
    host.events.on('stopped', ({ group, error }) => {
      gone(group, error);
    });
  });
}
