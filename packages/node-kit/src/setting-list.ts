import { DEFAULT_COMPACTION, DEFAULT_CONSENSUS_OPTIONS } from '@lolraft/raft-core';
import { DEFAULT_DRAIN_TIMEOUT, DEFAULT_JOIN_TIMEOUT, DEFAULT_SHUTDOWN_TIMEOUT } from './defaults.js';
import type { NodeApp } from './node-app.js';
import type { Setting, Settings } from './settings.js';

/** What the nodes of every app can be told. */
const COMMON: readonly Setting<keyof Settings>[] = [
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
    description: 'part of the identity of the cluster (default: the name of the app)',
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
      'a new cluster may answer reads from a lease, which trusts clocks: the same on each member; not read later (default: false)',
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
    key: 'restoreIndex',
    flag: '--restore-index <index>',
    description:
      'where its log begins, above all that the old cluster has reached: the same on each member (default: 2^40 above the snapshot)',
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

/** All that the nodes of this app can be told. */
export function settingsOf<Own extends object>({ settings }: NodeApp<Own>): readonly Setting[] {
  return [...COMMON, ...settings];
}
