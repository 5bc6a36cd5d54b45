import { DEFAULT_MAX_VALUE_BYTES, MAX_VALUE_BYTES } from '@lolraft/kvs-client';
import {
  clusterId,
  DEFAULT_COMPACTION,
  DEFAULT_CONSENSUS_OPTIONS,
  DEFAULT_GROUP,
  groupId,
  InvalidArgumentError,
  type MemberOption,
  nodeId,
} from '@lolraft/raft-core';
import { listenAddress, LOG_LEVELS, type LogLevel } from '@lolraft/service-kit';
import { defaultPlace, snapshotPlace } from './snapshot-place.js';

/** Everything that `kvs serve` can be told, checked. */
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
  readonly maxValueBytes: number;
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

/** `server`: with the certificate of the node; `mutual`: for callers that show one too. */
const HTTP_TLS = ['off', 'server', 'mutual'] as const;
const DEFAULT_DRAIN_TIMEOUT = 2_000;
const DEFAULT_SHUTDOWN_TIMEOUT = 20_000;

const DEFAULT_JOIN_TIMEOUT = 60_000;

interface Setting {
  readonly key: keyof Settings;
  readonly flag: string;
  readonly description: string;
}

/** Each setting is a flag, an environment variable (`KVS_` and the flag in capitals) and a key of the configuration file. */
export const SETTINGS: readonly Setting[] = [
  { key: 'id', flag: '--id <id>', description: "this node's id, one of the members" },
  { key: 'dataDir', flag: '--data-dir <path>', description: 'where the data lives (default: data/<id>)' },
  { key: 'listen', flag: '--listen <host:port>', description: 'where to listen (default: the address of this member)' },
  {
    key: 'advertise',
    flag: '--advertise <url>',
    description: 'where others reach this node, if not where it listens (default: the address of this member)',
  },
  {
    key: 'members',
    flag: '--members <list>',
    description: 'the founding members: n1=ws://127.0.0.1:7001,n2=... (or grpc:)',
  },
  {
    key: 'join',
    flag: '--join <list>',
    description:
      'addresses of some members of a running cluster, in place of --members: a new node waits until it is added to that one',
  },
  {
    key: 'joinTimeout',
    flag: '--join-timeout <ms>',
    description: `how long a new node tries to reach one of them (default: ${DEFAULT_JOIN_TIMEOUT})`,
  },
  {
    key: 'clusterName',
    flag: '--cluster-name <name>',
    description: 'part of the identity of the cluster (default: kvs)',
  },
  {
    key: 'clusterToken',
    flag: '--cluster-token <token>',
    description: 'tells apart clusters of the same name and members; not a secret (default: none)',
  },
  {
    key: 'clusterId',
    flag: '--cluster-id <id>',
    description: 'to join a cluster: its id (see raftctl info), instead of name, token and founding members',
  },
  {
    key: 'initial',
    flag: '--initial <new|existing>',
    description: 'found the cluster if this directory is new, or join it (default: new; existing with --cluster-id)',
  },
  {
    key: 'groups',
    flag: '--groups <list>',
    description: 'Raft groups to run, each a store of its own (default: main)',
  },
  {
    key: 'storage',
    flag: '--storage <rocksdb|memory>',
    description: 'memory forgets everything at the end of the process (default: rocksdb)',
  },
  {
    key: 'maxValueBytes',
    flag: '--max-value-bytes <bytes>',
    description: `largest value, up to ${MAX_VALUE_BYTES} (default: ${DEFAULT_MAX_VALUE_BYTES})`,
  },
  {
    key: 'heartbeatInterval',
    flag: '--heartbeat-interval <ms>',
    description: `equal on all nodes (default: ${DEFAULT_CONSENSUS_OPTIONS.heartbeatInterval})`,
  },
  {
    key: 'electionTimeoutMin',
    flag: '--election-timeout-min <ms>',
    description: `equal on all nodes (default: ${DEFAULT_CONSENSUS_OPTIONS.electionTimeoutMin})`,
  },
  {
    key: 'electionTimeoutMax',
    flag: '--election-timeout-max <ms>',
    description: `(default: ${DEFAULT_CONSENSUS_OPTIONS.electionTimeoutMax})`,
  },
  { key: 'tlsCert', flag: '--tls-cert <file>', description: 'PEM certificate; with it the node speaks wss: or grpcs:' },
  { key: 'tlsKey', flag: '--tls-key <file>', description: 'PEM key of the certificate' },
  {
    key: 'tlsCa',
    flag: '--tls-ca <file>',
    description: 'PEM certificate of the authority that signs those of peers and clients',
  },
  {
    key: 'tlsNodeName',
    flag: '--tls-node-name <pattern>',
    description: 'the name in a certificate that makes it one of node {node} (default: URI:lol://node/{node})',
  },
  {
    key: 'tlsRequire',
    flag: '--tls-require <peers|everybody>',
    description: 'who has to show a certificate; clients may do without where only peers have to (default: peers)',
  },
  {
    key: 'accessFile',
    flag: '--access-file <file>',
    description:
      'tokens and certificates of those who may call the node, and their roles (default: everybody may do everything)',
  },
  {
    key: 'snapshots',
    flag: '--snapshots <place>',
    description:
      'where snapshots go: dir:PATH, s3://BUCKET/PREFIX (credentials as for every AWS tool), or none (default: dir:<data-dir>/snapshots)',
  },
  {
    key: 'snapshotEntries',
    flag: '--snapshot-entries <n>',
    description: `one is due after so many entries (default: ${DEFAULT_COMPACTION.entries})`,
  },
  {
    key: 'snapshotBytes',
    flag: '--snapshot-bytes <bytes>',
    description: `or after so many bytes of log, but not before the log is as large as the last one (default: ${DEFAULT_COMPACTION.bytes})`,
  },
  {
    key: 'snapshotTrailing',
    flag: '--snapshot-trailing <n>',
    description: `entries that stay behind a snapshot, for nodes that are a little behind (default: ${DEFAULT_COMPACTION.trailingEntries})`,
  },
  {
    key: 'snapshotKeep',
    flag: '--snapshot-keep <n>',
    description: `snapshots that are kept, the newest included (default: ${DEFAULT_COMPACTION.keep})`,
  },
  { key: 's3Endpoint', flag: '--s3-endpoint <url>', description: 'an S3 server other than that of AWS' },
  { key: 's3Region', flag: '--s3-region <name>', description: 'the region of the bucket' },
  {
    key: 's3PathStyle',
    flag: '--s3-path-style <true|false>',
    description: 'the bucket in the path of the URL instead of its host name (default: false)',
  },
  {
    key: 'leases',
    flag: '--leases <true|false>',
    description:
      'a new cluster may answer reads from a lease (get --level lease), which trusts clocks: the same on each member; not read later (default: false)',
  },
  {
    key: 'forward',
    flag: '--forward <true|false>',
    description: 'pass writes on to the leader, instead of telling who leads (default: false)',
  },
  {
    key: 'restore',
    flag: '--restore <file>',
    description: 'a new cluster starts from this saved snapshot: the same file on each member; not read later',
  },
  {
    key: 'httpListen',
    flag: '--http-listen <host:port>',
    description:
      'serve /livez, /readyz and /metrics there; a port alone is for this machine only (default: they are not served)',
  },
  {
    key: 'httpTls',
    flag: '--http-tls <off|server|mutual>',
    description: 'serve them over TLS, to everybody or to those with a certificate of --tls-ca (default: off)',
  },
  {
    key: 'drainDelay',
    flag: '--drain-delay <ms>',
    description: 'after SIGTERM, first go on so long, being not ready any more (default: 0)',
  },
  {
    key: 'drainTimeout',
    flag: '--drain-timeout <ms>',
    description: `then hand over leadership, and let open calls end for so long (default: ${DEFAULT_DRAIN_TIMEOUT})`,
  },
  {
    key: 'shutdownTimeout',
    flag: '--shutdown-timeout <ms>',
    description: `what all of the end may take; then exit code 4 (default: ${DEFAULT_SHUTDOWN_TIMEOUT})`,
  },
  {
    key: 'logLevel',
    flag: '--log-level <level>',
    description: 'trace, debug, info, warn, error, fatal or silent (default: info)',
  },
];

/** `--data-dir <path>` is `KVS_DATA_DIR`. */
export function environmentName({ flag }: Pick<Setting, 'flag'>): string {
  return `KVS_${(flag.split(' ')[0] ?? '').slice(2).toUpperCase().replaceAll('-', '_')}`;
}

type Given = Readonly<Record<string, unknown>>;

function fail(name: string, expected: string, value: unknown): never {
  throw new InvalidArgumentError(`${name} must be ${expected}, not ${JSON.stringify(value)}`);
}

function text(given: Given, key: keyof Settings): string | undefined {
  const value = given[key];
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : fail(key, 'a text', value);
}

function whole(given: Given, key: keyof Settings, standard: number, max: number, min = 1): number {
  const value = given[key];
  if (value === undefined) return standard;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min || number > max)
    fail(key, `a whole number from ${String(min)} to ${String(max)}`, value);
  return number;
}

function choice<T extends string>(given: Given, key: keyof Settings, standard: T, choices: readonly T[]): T {
  const value = given[key] ?? standard;
  return choices.find((c) => c === value) ?? fail(key, `one of ${choices.join(', ')}`, value);
}

function address(name: string, value: unknown): string {
  return typeof value === 'string' && /^(wss?|grpcs?):\/\/.+/.test(value)
    ? value
    : fail(name, 'like ws://127.0.0.1:7001 or grpc://127.0.0.1:7001', value);
}

/** A text with commas, or in a file an array of the same. */
function listOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** `ws://127.0.0.1:7001,ws://...` */
function joinOf(given: Given): string[] | undefined {
  const { join } = given;
  if (join === undefined) return undefined;
  const list = listOf(join) ?? fail('join', 'a list like ws://127.0.0.1:7001,ws://...', join);
  for (const [name, why] of [
    ['members', 'those found a cluster, and this node joins one'],
    ['restore', 'the state comes from the cluster that is joined'],
  ] as const)
    if (given[name] !== undefined) throw new InvalidArgumentError(`${name} does not go with join: ${why}`);
  if (given['initial'] === 'new') throw new InvalidArgumentError('initial does not go with join, which never founds');
  return list.map((one) => address('an address of join', one));
}

/** `n1=ws://127.0.0.1:7001,n2=...`, or in a file an object of the same. */
function membersOf(given: Given): MemberOption[] {
  const { members } = given;
  if (members === undefined && given['clusterId'] !== undefined) return [];
  if (members === undefined)
    throw new InvalidArgumentError(
      'members is missing: name the founding members, as in n1=ws://127.0.0.1:7001,n2=..., or join a running cluster with join',
    );
  const pairs =
    typeof members === 'string'
      ? members
          .split(',')
          .map(
            (pair) =>
              [pair.slice(0, Math.max(0, pair.indexOf('='))).trim(), pair.slice(pair.indexOf('=') + 1).trim()] as const,
          )
      : typeof members === 'object' && members !== null
        ? Object.entries(members as Record<string, unknown>)
        : fail('members', 'a list like n1=ws://127.0.0.1:7001,n2=...', members);
  return pairs.map(([id, url]) => ({ id: nodeId(id), address: address(`the address of member ${id}`, url) }));
}

function groupsOf(given: Given): string[] {
  const groups = given['groups'] ?? DEFAULT_GROUP;
  const names = listOf(groups) ?? fail('groups', 'a list of names', groups);
  return names.map((name) => groupId(name));
}

/**
 * Checks what flags, environment and file gave together, and fills in what they did not.
 * @throws {InvalidArgumentError} that names the setting and what it must be.
 */
export function checkSettings(given: Given): Settings {
  const known = new Set<string>(SETTINGS.map((s) => s.key));
  for (const key of Object.keys(given))
    if (!known.has(key)) throw new InvalidArgumentError(`there is no setting ${key}; see kvs serve --help`);
  const id = nodeId(text(given, 'id') ?? fail('id', 'given', undefined));
  const join = joinOf(given);
  const members = join === undefined ? membersOf(given) : [];
  const own = members.find((m) => m.id === id);
  const listen = text(given, 'listen') ?? own?.address.replace(/^(wss?|grpcs?):\/\//, '');
  if (listen === undefined)
    throw new InvalidArgumentError(
      join === undefined
        ? `node ${id} is not among the members, so listen must say where it listens`
        : 'listen must say where a node that joins listens',
    );
  const [tlsCert, tlsKey] = [text(given, 'tlsCert'), text(given, 'tlsKey')];
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new InvalidArgumentError('tlsCert and tlsKey go together');
  const cluster = text(given, 'clusterId');
  if (cluster !== undefined && join !== undefined)
    throw new InvalidArgumentError('clusterId does not go with join: its members say which cluster it is');
  const joins = cluster !== undefined || join !== undefined;
  const initial = choice(given, 'initial', joins ? 'existing' : 'new', ['new', 'existing']);
  if (cluster !== undefined && initial === 'new')
    throw new InvalidArgumentError('clusterId is for nodes that join: a cluster is founded by name, token and members');
  const dataDir = text(given, 'dataDir') ?? `data/${id}`;
  const storage = choice(given, 'storage', 'rocksdb', ['rocksdb', 'memory']);
  const groups = groupsOf(given);
  const snapshots = text(given, 'snapshots') ?? defaultPlace(storage, dataDir);
  const place = snapshotPlace(snapshots);
  const restore = text(given, 'restore');
  if (restore !== undefined && groups.length !== 1)
    throw new InvalidArgumentError('restore goes with one group: a file holds the state of one');
  if (restore !== undefined && place.type === 'none')
    throw new InvalidArgumentError('restore needs a place for snapshots');
  const httpListen = text(given, 'httpListen');
  if (httpListen !== undefined) listenAddress(httpListen);
  const httpTls = choice(given, 'httpTls', 'off', HTTP_TLS);
  if (httpTls !== 'off' && tlsCert === undefined) throw new InvalidArgumentError('httpTls needs tlsCert and tlsKey');
  if (httpTls === 'mutual' && given['tlsCa'] === undefined)
    throw new InvalidArgumentError('httpTls mutual needs tlsCa');
  return {
    id,
    dataDir,
    listen,
    advertise: text(given, 'advertise') ?? (text(given, 'listen') === undefined ? undefined : own?.address),
    members,
    join,
    joinTimeout: whole(given, 'joinTimeout', DEFAULT_JOIN_TIMEOUT, 86_400_000),
    clusterName: text(given, 'clusterName') ?? 'kvs',
    clusterToken: text(given, 'clusterToken') ?? '',
    clusterId: cluster === undefined ? undefined : clusterId(cluster),
    initial,
    groups,
    storage,
    maxValueBytes: whole(given, 'maxValueBytes', DEFAULT_MAX_VALUE_BYTES, MAX_VALUE_BYTES),
    heartbeatInterval: whole(given, 'heartbeatInterval', DEFAULT_CONSENSUS_OPTIONS.heartbeatInterval, 60_000),
    electionTimeoutMin: whole(given, 'electionTimeoutMin', DEFAULT_CONSENSUS_OPTIONS.electionTimeoutMin, 600_000),
    electionTimeoutMax: whole(given, 'electionTimeoutMax', DEFAULT_CONSENSUS_OPTIONS.electionTimeoutMax, 600_000),
    tlsCert,
    tlsKey,
    tlsCa: text(given, 'tlsCa'),
    tlsNodeName: text(given, 'tlsNodeName'),
    tlsRequire: choice(given, 'tlsRequire', 'peers', ['peers', 'everybody']),
    accessFile: text(given, 'accessFile'),
    snapshots,
    snapshotEntries: whole(given, 'snapshotEntries', DEFAULT_COMPACTION.entries, Number.MAX_SAFE_INTEGER),
    snapshotBytes: whole(given, 'snapshotBytes', DEFAULT_COMPACTION.bytes, Number.MAX_SAFE_INTEGER),
    snapshotTrailing: whole(given, 'snapshotTrailing', DEFAULT_COMPACTION.trailingEntries, Number.MAX_SAFE_INTEGER),
    snapshotKeep: whole(given, 'snapshotKeep', DEFAULT_COMPACTION.keep, 1_000),
    s3Endpoint: text(given, 's3Endpoint'),
    s3Region: text(given, 's3Region'),
    s3PathStyle: choice(given, 's3PathStyle', 'false', ['true', 'false']) === 'true',
    restore,
    leases: choice(given, 'leases', 'false', ['true', 'false']) === 'true',
    forward: choice(given, 'forward', 'false', ['true', 'false']) === 'true',
    httpListen,
    httpTls,
    drainDelay: whole(given, 'drainDelay', 0, 600_000, 0),
    drainTimeout: whole(given, 'drainTimeout', DEFAULT_DRAIN_TIMEOUT, 600_000, 0),
    shutdownTimeout: whole(given, 'shutdownTimeout', DEFAULT_SHUTDOWN_TIMEOUT, 3_600_000),
    logLevel: choice(given, 'logLevel', 'info', LOG_LEVELS),
  };
}
