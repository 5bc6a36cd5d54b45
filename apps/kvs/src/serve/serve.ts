import { readFileSync } from 'node:fs';
import { REQUEST_OVERHEAD_BYTES } from '@lolraft/kvs-client';
import {
  type GroupId,
  type GroupOptions,
  InvalidArgumentError,
  type RaftError,
  RaftHost,
  type RaftStorage,
} from '@lolraft/raft-core';
import { MemoryStorage } from '@lolraft/storage-memory';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { type TlsOptions, WsTransport } from '@lolraft/transport-ws';
import type { Logger } from 'pino';
import { KvsApp } from '../app.js';
import { logEvents } from './event-log.js';
import { readFile } from '../snapshot/snapshot-file.js';
import type { Settings } from './settings.js';
import { openSnapshots } from './snapshots.js';

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tlsOf({ tlsCert, tlsKey, tlsCa }: Settings): TlsOptions | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return {
    cert: readPem('tlsCert', tlsCert),
    key: readPem('tlsKey', tlsKey),
    ...(tlsCa === undefined ? undefined : { ca: readPem('tlsCa', tlsCa) }),
  };
}

async function openStorage(settings: Settings): Promise<RaftStorage> {
  return settings.storage === 'memory' ? new MemoryStorage() : await RocksStorage.open(settings.dataDir);
}

/** A running server. */
export interface Server {
  readonly host: RaftHost;
  /** Resolves when no group is left that runs on this node, with the error of the last one. */
  readonly failed: Promise<RaftError>;
  close(): Promise<void>;
}

/**
 * Composes a node from its packages and starts it.
 * @throws {RaftError} that says what to do; nothing is left running then.
 */
export async function serve(settings: Settings, log: Logger): Promise<Server> {
  const tls = tlsOf(settings);
  const transport = new WsTransport({
    listen: settings.listen,
    ...(settings.advertise === undefined ? undefined : { advertise: settings.advertise }),
    ...(tls === undefined ? undefined : { tls }),
  });
  const { restore } = settings;
  const groups: Record<string, GroupOptions> = {};
  for (const group of settings.groups) {
    const app = new KvsApp({ maxValueBytes: settings.maxValueBytes });
    groups[group] = { app, ...(restore === undefined ? undefined : { restore: () => readFile(restore) }) };
  }
  const snapshots = await openSnapshots(settings);
  const { heartbeatInterval, electionTimeoutMin, electionTimeoutMax } = settings;
  const host = await RaftHost.start({
    id: settings.id,
    cluster:
      settings.clusterId === undefined
        ? { name: settings.clusterName, token: settings.clusterToken }
        : { id: settings.clusterId },
    initial: settings.initial,
    members: settings.members,
    groups,
    transport,
    storage: await openStorage(settings),
    ...(snapshots === undefined ? undefined : { snapshots }),
    compaction: {
      entries: settings.snapshotEntries,
      bytes: settings.snapshotBytes,
      trailingEntries: settings.snapshotTrailing,
      keep: settings.snapshotKeep,
    },
    consensus: { heartbeatInterval, electionTimeoutMin, electionTimeoutMax },
    limits: { maxEntryBytes: settings.maxValueBytes + REQUEST_OVERHEAD_BYTES },
  });
  logEvents(host, log);
  return { host, failed: lastFailure(host), close: () => host.close() };
}

/** One group may stop while others go on; a node without any is of no use. */
function lastFailure(host: RaftHost): Promise<RaftError> {
  const running = new Set<GroupId>(host.groups.keys());
  return new Promise((resolve) => {
    const gone = (group: GroupId, error: RaftError): void => {
      running.delete(group);
      if (running.size === 0) resolve(error);
    };
    for (const [id, { failure }] of host.groups) if (failure !== undefined) gone(id, failure);
    host.events.on('stopped', ({ group, error }) => {
      gone(group, error);
    });
  });
}
