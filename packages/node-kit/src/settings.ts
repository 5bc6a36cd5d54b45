import type { MemberOption } from '@lolraft/raft-core';
import type { LogLevel } from '@lolraft/service-kit';

/** Everything that `serve` of any app can be told, checked. */
export interface Settings {
  readonly id: string;
  readonly dataDir: string;
  readonly listen: string;
  readonly advertise: string | undefined;
  /** The founding members; empty where the node joins. */
  readonly members: readonly MemberOption[];
  /** Addresses of members of a running cluster that the node joins; undefined where it founds one. */
  readonly join: readonly string[] | undefined;
  /** How long to ask those for their cluster, in milliseconds. */
  readonly joinTimeout: number;
  readonly clusterName: string;
  readonly clusterToken: string;
  /** Instead of what gives it: the cluster to join, or that the data directory belongs to. */
  readonly clusterId: string | undefined;
  readonly initial: 'new' | 'existing';
  readonly groups: readonly string[];
  readonly storage: 'rocksdb' | 'memory';
  readonly heartbeatInterval: number;
  readonly electionTimeoutMin: number;
  readonly electionTimeoutMax: number;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsCa: string | undefined;
  /** What names a node in its certificate, see `TlsOptions`. */
  readonly tlsNodeName: string | undefined;
  /** Who has to show a certificate. */
  readonly tlsRequire: 'peers' | 'everybody';
  /** File that says who may call the node, see docs/security.md. */
  readonly accessFile: string | undefined;
  /** Where snapshots go, see `snapshotPlace`. */
  readonly snapshots: string;
  readonly snapshotEntries: number;
  readonly snapshotBytes: number;
  readonly snapshotTrailing: number;
  readonly snapshotKeep: number;
  readonly s3Endpoint: string | undefined;
  readonly s3Region: string | undefined;
  readonly s3PathStyle: boolean;
  /** File of a snapshot that the cluster starts from where it is founded. */
  readonly restore: string | undefined;
  /** Where the log of that cluster begins; undefined: far enough behind the snapshot, see `RESTORE_GAP`. */
  readonly restoreIndex: number | undefined;
  /** A new cluster's leader may answer reads from a lease. */
  readonly leases: boolean;
  /** Writes that reach this node while it does not lead go on to the leader. */
  readonly forward: boolean;
  /** Where health and metrics are served; undefined: nowhere. */
  readonly httpListen: string | undefined;
  readonly httpTls: 'off' | 'server' | 'mutual';
  /** Milliseconds: how long a node that is to end goes on after it has said so, its open calls may take, and all of the end. */
  readonly drainDelay: number;
  readonly drainTimeout: number;
  readonly shutdownTimeout: number;
  readonly logLevel: LogLevel;
}

/** Each is a flag, an environment variable (`variables` of the app, and the flag in capitals) and a key of the configuration file. */
export interface Setting<Key extends string = string> {
  readonly key: Key;
  /** As commander has it: `--data-dir <path>`. */
  readonly flag: string;
  readonly description: string;
}

/** `--data-dir <path>` of kvs is `KVS_DATA_DIR`. */
export function environmentName(variables: string, { flag }: Pick<Setting, 'flag'>): string {
  return `${variables}_${(flag.split(' ')[0] ?? '').slice(2).toUpperCase().replaceAll('-', '_')}`;
}
