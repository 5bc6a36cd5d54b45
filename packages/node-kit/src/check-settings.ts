import { MAX_RESTORE_INDEX } from './backup/restore-source.js';
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
import { listenAddress, LOG_LEVELS } from '@lolraft/service-kit';
import { DEFAULT_DRAIN_TIMEOUT, DEFAULT_JOIN_TIMEOUT, DEFAULT_SHUTDOWN_TIMEOUT } from './defaults.js';
import { address, choice, fail, type Given, listOf, text, whole } from './given.js';
import type { NodeApp } from './node-app.js';
import { settingsOf } from './setting-list.js';
import type { Settings } from './settings.js';
import { defaultPlace, snapshotPlace } from './snapshot-place.js';

/** `server`: with the certificate of the node; `mutual`: for callers that show one too. */
const HTTP_TLS = ['off', 'server', 'mutual'] as const;

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
export function checkSettings<Own extends object>(app: NodeApp<Own>, given: Given): Settings & Own {
  const known = new Set(settingsOf(app).map((s) => s.key));
  for (const key of Object.keys(given))
    if (!known.has(key)) throw new InvalidArgumentError(`there is no setting ${key}; see ${app.name} serve --help`);
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
  if (restore === undefined && given['restoreIndex'] !== undefined)
    throw new InvalidArgumentError('restoreIndex goes with restore: other clusters begin with the first index');
  const httpListen = text(given, 'httpListen');
  if (httpListen !== undefined) listenAddress(httpListen);
  const httpTls = choice(given, 'httpTls', 'off', HTTP_TLS);
  if (httpTls !== 'off' && tlsCert === undefined) throw new InvalidArgumentError('httpTls needs tlsCert and tlsKey');
  if (httpTls === 'mutual' && given['tlsCa'] === undefined)
    throw new InvalidArgumentError('httpTls mutual needs tlsCa');
  return {
    ...app.check(given),
    id,
    dataDir,
    listen,
    advertise: text(given, 'advertise') ?? (text(given, 'listen') === undefined ? undefined : own?.address),
    members,
    join,
    joinTimeout: whole(given, 'joinTimeout', DEFAULT_JOIN_TIMEOUT, 86_400_000),
    clusterName: text(given, 'clusterName') ?? app.name,
    clusterToken: text(given, 'clusterToken') ?? '',
    clusterId: cluster === undefined ? undefined : clusterId(cluster),
    initial,
    groups,
    storage,
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
    restoreIndex: given['restoreIndex'] === undefined ? undefined : whole(given, 'restoreIndex', 0, MAX_RESTORE_INDEX),
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
