import {
  AppliedResponseEvictedError,
  decodeSessions,
  encodeSessions,
  SequenceForgottenError,
  SessionExpiredError,
  sessionPayload,
  type StoredSession,
  TooManySessionsError,
  AppError,
  AppFailedError,
  type ClusterId,
  type Configuration,
  decodeConfiguration,
  decodeSnapshotRecord,
  encodeConfiguration,
  encodeSnapshotRecord,
  EntryBatch,
  EntryKind,
  type GroupId,
  InvalidArgumentError,
  type LocalIdentity,
  type MemberChange,
  MethodNotFoundError,
  type NodeId,
  type NodeStatus,
  NotLeaderError,
  OverloadedError,
  type PeerMessage,
  QuorumAtRiskError,
  type TaggedRecord,
  type StoreId,
} from '@lolraft/raft-core';
import {
  type ClientMessage,
  decodeClientFrame,
  decodeError,
  decodeHello,
  decodeHelloReply,
  decodePeerBatch,
  decodeServerFrame,
  encodeClientFrame,
  encodeError,
  encodeHello,
  encodeHelloReply,
  encodePeerBatch,
  encodeServerFrame,
  FrameReader,
  FrameWriter,
  type Hello,
  type HelloReply,
  type ServerMessage,
  toWireError,
} from '../../src/index.js';

/** A value, and how it becomes bytes and comes back. */
export interface GoldenCase {
  readonly value: unknown;
  readonly bytes: Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

const group = 'main' as GroupId;
const cluster = '00112233445566778899aabbccddeeff' as ClusterId;
const store = 'ffeeddccbbaa99887766554433221100' as StoreId;
const n1 = 'n1' as NodeId;
const n2 = 'n2' as NodeId;
const max = Number.MAX_SAFE_INTEGER;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const configuration: Configuration = {
  voters: [
    { id: n1, address: 'ws://127.0.0.1:7001', store },
    { id: n2, address: 'ws://127.0.0.1:7002' },
  ],
  outgoing: [{ id: n1, address: 'ws://127.0.0.1:7001', store }],
  learners: [{ id: 'n3' as NodeId, address: 'ws://[::1]:7003' }],
  clusterVersion: 1,
};

const entries = EntryBatch.pack(4_294_967_297, 3, 86_400_000, [
  { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array() },
  { kind: EntryKind.Command, session: 7, sequence: max, payload: text('put k v') },
  { kind: EntryKind.Configuration, session: 0, sequence: 0, payload: encodeConfiguration(configuration) },
]);

const sessionEntries = EntryBatch.pack(300, 3, 86_400_000, [
  { kind: EntryKind.Session, session: 0, sequence: 0, payload: sessionPayload('open') },
  { kind: EntryKind.Command, session: 300, sequence: 70_000, window: 65_535, payload: text('put k v') },
  { kind: EntryKind.Session, session: 300, sequence: 4_294_967_297, payload: sessionPayload('keep') },
  { kind: EntryKind.Session, session: 300, sequence: 0, payload: sessionPayload('close') },
]);

const sessionTable: StoredSession[] = [
  { id: 7, state: { active: 60_000, floor: 0, applied: new Map() }, responses: new Map() },
  {
    id: 300,
    state: {
      active: 86_400_000,
      floor: 4_294_967_297,
      applied: new Map([
        [4_294_967_299, 301],
        [4_294_967_298, 302],
        [4_294_967_300, 305],
      ]),
    },
    responses: new Map([
      [4_294_967_298, text('ok')],
      [4_294_967_300, new Uint8Array()],
    ]),
  },
];

function tableBytes(sessions: readonly StoredSession[]): Uint8Array {
  const responses = new Map(sessions.map((session) => [session.id, session.responses]));
  return Uint8Array.from([...encodeSessions({ sessions, responses })].flatMap((piece) => [...piece]));
}

const snapshotRecord: TaggedRecord = {
  tag: text('a tag'),
  index: 300,
  term: 8,
  time: 86_400_000,
  configuration,
  configurationIndex: 299,
  size: 4_294_967_297,
  checksum: 0xffff_ffff,
  version: 1,
};

const peerMessages: { readonly [name: string]: PeerMessage } = {
  'pre-vote-request': { type: 'preVoteRequest', term: 5, lastIndex: 300, lastTerm: 4 },
  'pre-vote-reply': { type: 'preVoteReply', term: 5, granted: true },
  'vote-request': { type: 'voteRequest', term: 5, lastIndex: 300, lastTerm: 4, transfer: true },
  'vote-reply': { type: 'voteReply', term: 5, granted: false },
  append: { type: 'append', term: 3, prevIndex: 4_294_967_296, prevTerm: 2, commit: 4_294_967_295, entries },
  'append-probe': { type: 'append', term: 3, prevIndex: 0, prevTerm: 0, commit: 0, entries: undefined },
  'append-reply-accepted': { type: 'appendReply', term: 3, accepted: true, matchIndex: max },
  'append-reply-rejected': { type: 'appendReply', term: 3, accepted: false, prevIndex: 10, hintIndex: 8, hintTerm: 2 },
  heartbeat: { type: 'heartbeat', term: max, commit: 16_384, round: 127 },
  'heartbeat-reply': { type: 'heartbeatReply', term: 1, round: 128 },
  'store-refused': { type: 'storeRefused', term: 9 },
};

const snapshotMessages: { readonly [name: string]: PeerMessage } = {
  'snapshot-offer': { type: 'snapshotOffer', term: 9, record: snapshotRecord, realm: 's3://bucket/prefix' },
  'snapshot-offer-private': { type: 'snapshotOffer', term: 9, record: snapshotRecord, realm: undefined },
  'snapshot-reply-fetching': {
    type: 'snapshotReply',
    term: 9,
    index: 300,
    status: 'fetching',
    received: 4_294_967_296,
  },
  'snapshot-reply-failed': { type: 'snapshotReply', term: 9, index: 300, status: 'failed', received: 0 },
  'snapshot-reply-needed': { type: 'snapshotReply', term: 9, index: 300, status: 'needed', received: 0 },
  'snapshot-pull': { type: 'snapshotPull', tag: text('a tag'), offset: 4_294_967_296, length: 131_072 },
  'snapshot-chunk': {
    type: 'snapshotChunk',
    tag: text('a tag'),
    offset: 4_294_967_296,
    bytes: text('some bytes'),
    checksum: 0xdead_beef,
  },
  'snapshot-gone': { type: 'snapshotGone', tag: text('a tag') },
};

const membershipMessages: { readonly [name: string]: PeerMessage } = {
  'member-removed': { type: 'memberRemoved', term: 9 },
  'timeout-now': { type: 'timeoutNow', term: 9 },
};

const readMessages: { readonly [name: string]: PeerMessage } = {
  'read-index-request': { type: 'readIndexRequest', term: 9, asker: 0xfeed_f00d, id: 3, lease: false },
  'read-index-request-lease': { type: 'readIndexRequest', term: 9, asker: 0xfeed_f00d, id: 3, lease: true },
  'read-index-reply': { type: 'readIndexReply', term: 9, asker: 0xfeed_f00d, id: 3, index: 1000 },
};

const identity: LocalIdentity = {
  cluster,
  node: n1,
  store,
  incarnation: 1_234_567_890_123,
  clusterVersionMin: 1,
  clusterVersionMax: 2,
};

const hellos: { readonly [name: string]: Hello } = {
  'hello-peer': { type: 'peer', protocolMin: 1, protocolMax: 1, identity, target: n2, token: Uint8Array.of(1, 2, 3) },
  'hello-client': { type: 'client', protocolMin: 1, protocolMax: 3 },
};

const replies: { readonly [name: string]: HelloReply } = {
  'hello-reply-peer': { type: 'peer', protocol: 1, identity },
  'hello-reply-client': { type: 'client', protocol: 1 },
  'hello-reply-refused': { type: 'refused', reason: 'wrong_cluster', message: 'this is cluster “blue”' },
};

const call = { type: 'call', timeout: undefined, traceparent: undefined, credential: undefined } as const;
const clientMessages: ClientMessage[] = [
  {
    type: 'call',
    id: 1,
    timeout: 5000,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    credential: 'letmein',
    request: { type: 'write', group, session: 7, sequence: 8, window: 0, payload: text('put k v') },
  },
  { ...call, id: 2, request: { type: 'query', group, level: { type: 'linearizable' }, payload: text('get k') } },
  { ...call, id: 3, request: { type: 'query', group, level: { type: 'local', minIndex: 300 }, payload: text('') } },
  { ...call, id: 4, request: { type: 'status', group } },
  { ...call, id: max, request: { type: 'watchStatus', group, interval: 1000 } },
  { type: 'pull', id: max, count: 10 },
  { type: 'cancel', id: 2 },
];

const status: NodeStatus = {
  group,
  id: n1,
  clusterId: cluster,
  storeId: store,
  role: 'leader',
  term: 3,
  leader: n1,
  leaderAddress: 'ws://127.0.0.1:7001',
  commitIndex: 300,
  appliedIndex: 299,
  firstIndex: 1,
  lastIndex: 301,
  lastTerm: 3,
  durableIndex: 301,
  snapshotIndex: 0,
  clusterVersion: 1,
  // Not sent, as by a node that knows none yet: the status has no such field then.
  membership: { index: 0, committed: true, joint: false, members: [], catchingUp: [] },
  phi: 0.5,
  failure: 'the disk is gone',
  snapshot: { size: 0, activity: 'idle', received: 0, total: 0, failure: undefined },
  peers: [
    {
      id: n2,
      address: 'ws://127.0.0.1:7002',
      role: 'voter',
      connected: true,
      versions: undefined,
      replication: {
        state: 'replicate',
        matchIndex: 300,
        nextIndex: 302,
        inflightMessages: 1,
        inflightBytes: 4096,
        lastContact: 12.5,
        roundTrip: undefined,
        phi: undefined,
        snapshot: undefined,
      },
    },
    {
      id: 'n3' as NodeId,
      address: 'ws://[::1]:7003',
      role: 'learner',
      connected: false,
      versions: undefined,
      replication: undefined,
    },
  ],
  // As a node says it that has nothing more to tell.
  build: undefined,
  uptime: undefined,
  pending: undefined,
  disk: undefined,
  settings: [],
};

const serverMessages: ServerMessage[] = [
  { type: 'reply', id: 1, response: { type: 'write', index: 301, value: text('ok') } },
  { type: 'reply', id: 2, response: { type: 'query', index: 300, value: text('v') } },
  { type: 'reply', id: 4, response: { type: 'status', status } },
  { type: 'failure', id: 5, error: new NotLeaderError({ id: n2, address: 'ws://127.0.0.1:7002' }) },
  {
    type: 'item',
    id: max,
    item: {
      type: 'status',
      status: {
        ...status,
        role: 'follower',
        leader: undefined,
        leaderAddress: undefined,
        phi: undefined,
        failure: undefined,
        peers: [],
      },
    },
  },
  { type: 'end', id: max, error: undefined },
  { type: 'end', id: 6, error: new OverloadedError('too many streams') },
];

const snapshotCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'takeSnapshot', group } },
  { ...call, id: 2, request: { type: 'readSnapshot', group } },
];

const snapshotAnswers: ServerMessage[] = [
  { type: 'reply', id: 1, response: { type: 'takeSnapshot', index: 300, size: 4_294_967_297 } },
  {
    type: 'item',
    id: 2,
    item: { type: 'snapshotPart', index: 300, size: 4_294_967_297, offset: 65_536, bytes: text('some bytes') },
  },
  {
    type: 'reply',
    id: 3,
    response: {
      type: 'status',
      status: {
        ...status,
        snapshotIndex: 300,
        snapshot: { size: 4_294_967_297, activity: 'fetching', received: 65_536, total: 70_000, failure: 'no room' },
        peers: status.peers.map(({ replication, ...peer }) => ({
          ...peer,
          replication: replication && {
            ...replication,
            state: 'snapshot',
            snapshot: { index: 300, size: 4_294_967_297, received: 7 },
          },
        })),
      },
    },
  },
];

const changes: MemberChange[] = [
  { type: 'add', id: 'n4' as NodeId, address: 'ws://127.0.0.1:7004', role: 'voter' },
  { type: 'add', id: 'n5' as NodeId, address: 'ws://127.0.0.1:7005', role: 'learner' },
  { type: 'remove', id: n1 },
  { type: 'promote', id: 'n3' as NodeId },
  { type: 'demote', id: n2 },
  { type: 'replace', id: n1, by: { id: 'n6' as NodeId, address: 'ws://[::1]:7006' } },
  { type: 'renew', id: n2 },
  { type: 'move', id: n2, address: 'ws://127.0.0.1:7012' },
  { type: 'prioritize', id: n2, priority: 1_000_000 },
];

const levelCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'query', group, level: { type: 'lease' }, payload: text('get k') } },
  {
    ...call,
    id: 2,
    forwarded: true,
    request: {
      type: 'write',
      group,
      session: 0,
      sequence: 0,
      window: 0,
      payload: text('put k v'),
      acknowledge: 'commit',
    },
  },
];

const levelAnswers: ServerMessage[] = [
  { type: 'reply', id: 2, response: { type: 'write', index: 302, value: undefined } },
  { type: 'reply', id: 3, response: { type: 'write', index: 303, value: text('') } },
];

const administrationCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'changeMembership', group, changes, expected: 300, force: true } },
  { ...call, id: 2, request: { type: 'changeMembership', group, changes: [], expected: undefined, force: false } },
  { ...call, id: 3, request: { type: 'transferLeadership', group, target: n2 } },
  { ...call, id: 4, request: { type: 'transferLeadership', group, target: undefined } },
  {
    ...call,
    id: 5,
    request: {
      type: 'tune',
      group,
      settings: new Map<string, number | string>([
        ['compaction.entries', 10_000],
        ['compaction.bytes', Infinity],
        ['compaction.mode', 'fold'],
      ]),
    },
  },
  { ...call, id: 6, request: { type: 'tune', group, settings: new Map() } },
];

const sessionCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'session', group, operation: 'open', session: 0, acknowledged: 0 } },
  { ...call, id: 2, request: { type: 'session', group, operation: 'keep', session: 300, acknowledged: 4_294_967_297 } },
  { ...call, id: 3, request: { type: 'session', group, operation: 'close', session: 300, acknowledged: 0 } },
  { ...call, id: 4, request: { type: 'write', group, session: 300, sequence: 9, window: 3, payload: text('put k v') } },
];

const sessionAnswers: ServerMessage[] = [
  { type: 'reply', id: 1, response: { type: 'session', session: 300, index: 300, ttl: 60_000, window: 4_096 } },
  { type: 'failure', id: 2, error: new SessionExpiredError(300, 'not_applied') },
  { type: 'failure', id: 4, error: new AppliedResponseEvictedError(301) },
  { type: 'failure', id: 5, error: new SequenceForgottenError(300, 9) },
  { type: 'failure', id: 6, error: new TooManySessionsError(10_000) },
];

const tuningCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'tune', group, settings: new Map([['group.leases', true]]), expected: 300 } },
  { ...call, id: 2, request: { type: 'tune', group, settings: new Map([['group.leases', false]]) } },
  { ...call, id: 3, request: { type: 'raiseClusterVersion', group, version: 2, expected: 300 } },
  { ...call, id: 4, request: { type: 'raiseClusterVersion', group, version: 300, expected: undefined } },
];

const invokeCalls: ClientMessage[] = [
  { ...call, id: 1, request: { type: 'invoke', service: 'lol.lock.v1.Lock', method: 'Acquire', payload: text('a') } },
  { ...call, id: 2, request: { type: 'invokeStream', service: 'L', method: 'Watch', payload: text('') } },
];

const invokeAnswers: ServerMessage[] = [
  { type: 'reply', id: 1, response: { type: 'invoke', value: text('token 7') } },
  { type: 'item', id: 2, item: { type: 'invokeItem', bytes: text('held') } },
  { type: 'end', id: 2, error: new AppError('SESSION_GONE', 'session 5 is gone', { details: text('5') }) },
  { type: 'failure', id: 3, error: new MethodNotFoundError('L', 'Acquire') },
];

const tuningAnswers: ServerMessage[] = [
  {
    type: 'reply',
    id: 1,
    response: {
      type: 'tune',
      settings: [
        { name: 'compaction.bytes', value: 5, scope: 'node', default: Infinity, unit: 'bytes', min: 1, max: Infinity },
        { name: 'compaction.method', value: 'fold', scope: 'node', default: 'copy', choices: ['copy', 'fold'] },
        { name: 'group.leases', value: true, scope: 'group', default: false },
      ],
    },
  },
  { type: 'reply', id: 3, response: { type: 'raiseClusterVersion', index: 4_294_967_297 } },
  {
    type: 'reply',
    id: 4,
    response: {
      type: 'status',
      status: {
        ...status,
        peers: [
          {
            id: n2,
            address: 'ws://127.0.0.1:7002',
            role: 'voter',
            connected: true,
            versions: { min: 1, max: 2 },
            replication: {
              state: 'replicate',
              matchIndex: 300,
              nextIndex: 302,
              inflightMessages: 1,
              inflightBytes: 4096,
              lastContact: 12.5,
              roundTrip: 0.5,
              phi: 2.25,
              snapshot: undefined,
            },
          },
        ],
        build: { version: '0.1.0', versions: { min: 1, max: 2 } },
        uptime: 86_400_000.5,
        pending: { writes: 3, writeBytes: 4_294_967_296, reads: 5, uncommittedBytes: 7 },
        disk: { state: 'slow', pendingWrites: 9, oldest: 1_234.5 },
        settings: [
          { name: 'compaction.keep', value: 3 },
          { name: 'compaction.method', value: 'fold' },
          { name: 'group.leases', value: true },
        ],
      },
    },
  },
];

const administrationAnswers: ServerMessage[] = [
  { type: 'reply', id: 1, response: { type: 'changeMembership', index: 4_294_967_297 } },
  { type: 'reply', id: 3, response: { type: 'transferLeadership', leader: n2, term: 4 } },
  {
    type: 'reply',
    id: 5,
    response: {
      type: 'tune',
      settings: [
        { name: 'compaction.bytes', value: Infinity, scope: 'node' },
        { name: 'compaction.mode', value: 'fold', scope: 'node' },
        { name: 'consensus.phiThreshold', value: 2.5, scope: 'fixed' },
      ],
    },
  },
  {
    type: 'reply',
    id: 7,
    response: {
      type: 'status',
      status: {
        ...status,
        membership: {
          index: 300,
          committed: false,
          joint: true,
          members: [
            { id: n1, address: 'ws://127.0.0.1:7001', role: 'voter', store, priority: 7 },
            { id: n2, address: 'ws://127.0.0.1:7002', role: 'incoming', store: undefined, priority: 0 },
            { id: 'n3' as NodeId, address: 'ws://[::1]:7003', role: 'outgoing', store: undefined, priority: 0 },
            { id: 'n4' as NodeId, address: 'ws://127.0.0.1:7004', role: 'learner', store: undefined, priority: 0 },
          ],
          catchingUp: [{ id: n2, matchIndex: 290, target: 300, round: 2 }],
        },
      },
    },
  },
  { type: 'failure', id: 2, error: new InvalidArgumentError('no change is asked for') },
  { type: 'failure', id: 8, error: new QuorumAtRiskError(1, 3, 'not_applied') },
];

/** A later configuration: with priorities, and with members that were removed. */
const grownConfiguration: Configuration = {
  voters: [{ id: n1, address: 'ws://127.0.0.1:7001', store, priority: 7 }],
  outgoing: [],
  learners: [],
  removed: ['n0' as NodeId, n2],
  clusterVersion: 1,
};

const appFailed = toWireError(new AppFailedError(300, new Error('no such account')));

/** A small control batch, and a bulk message cut into pieces of 1 KiB frames, as the frames of one link after another. */
function frames(): { value: unknown; bytes: Uint8Array } {
  const writer = new FrameWriter({ maxFrameBytes: 1024 });
  const control = text('control');
  const bulk = Uint8Array.from({ length: 1500 }, (_, i) => i & 0xff);
  writer.offer('peer', 'bulk', bulk);
  const sent = [writer.nextFrame()];
  writer.offer('peer', 'control', control);
  sent.push(writer.nextFrame(), writer.nextFrame());
  const bytes = Uint8Array.from(sent.flatMap((frame) => [...(frame ?? [])]));
  const value = [
    { type: 'peer', class: 'control', bytes: control },
    { type: 'peer', class: 'bulk', bytes: bulk },
  ];
  return { value, bytes };
}

/** A message of background in pieces, which bulk overtakes. */
function backgroundFrames(): { value: unknown; bytes: Uint8Array } {
  const writer = new FrameWriter({ maxFrameBytes: 1024 });
  const background = Uint8Array.from({ length: 1100 }, (_, i) => i & 0xff);
  writer.offer('peer', 'background', background);
  const sent = [writer.nextFrame()];
  writer.offer('peer', 'bulk', text('bulk'));
  sent.push(writer.nextFrame(), writer.nextFrame());
  const bytes = Uint8Array.from(sent.flatMap((frame) => [...(frame ?? [])]));
  const value = [
    { type: 'peer', class: 'bulk', bytes: text('bulk') },
    { type: 'peer', class: 'background', bytes: background },
  ];
  return { value, bytes };
}

/** The frames of a link do not end by themselves; a reader takes them together, since each piece has its length. */
const readFrames = (bytes: Uint8Array): unknown => new FrameReader(['peer']).read(bytes);

const of = <T>(
  named: { readonly [name: string]: T },
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
): Record<string, GoldenCase> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { value, bytes: encode(value), decode }]));

/** Every format that leaves a process, under the name of its golden file. */
export const cases: Readonly<Record<string, GoldenCase>> = {
  ...of(
    { entries },
    (batch) => batch.bytes,
    (bytes) => EntryBatch.decode(entries.firstIndex, bytes),
  ),
  ...of(
    { 'entries-sessions': sessionEntries },
    (batch) => batch.bytes,
    (bytes) => EntryBatch.decode(sessionEntries.firstIndex, bytes),
  ),
  ...of({ 'session-table': sessionTable }, tableBytes, (bytes) => [...decodeSessions([bytes])]),
  ...of({ configuration, 'configuration-grown': grownConfiguration }, encodeConfiguration, decodeConfiguration),
  ...of({ 'snapshot-record': snapshotRecord }, encodeSnapshotRecord, decodeSnapshotRecord),
  ...of(
    Object.fromEntries(
      Object.entries({ ...peerMessages, ...snapshotMessages, ...membershipMessages, ...readMessages }).map(
        ([name, message]) => [`peer-${name}`, [{ group, message }]],
      ),
    ),
    encodePeerBatch,
    decodePeerBatch,
  ),
  ...of(
    { 'peer-batch': Object.values(peerMessages).map((message, i) => ({ group: `group-${i}` as GroupId, message })) },
    encodePeerBatch,
    decodePeerBatch,
  ),
  ...of(hellos, encodeHello, decodeHello),
  ...of(replies, encodeHelloReply, decodeHelloReply),
  ...of(
    {
      'client-frame': clientMessages,
      'client-frame-snapshots': snapshotCalls,
      'client-frame-administration': administrationCalls,
      'client-frame-levels': levelCalls,
      'client-frame-sessions': sessionCalls,
      'client-frame-tuning': tuningCalls,
      'client-frame-invoke': invokeCalls,
    },
    encodeClientFrame,
    decodeClientFrame,
  ),
  ...of(
    {
      'server-frame': serverMessages,
      'server-frame-snapshots': snapshotAnswers,
      'server-frame-administration': administrationAnswers,
      'server-frame-levels': levelAnswers,
      'server-frame-sessions': sessionAnswers,
      'server-frame-tuning': tuningAnswers,
      'server-frame-invoke': invokeAnswers,
    },
    encodeServerFrame,
    decodeServerFrame,
  ),
  ...of({ error: appFailed }, encodeError, decodeError),
  frames: { ...frames(), decode: readFrames },
  'frames-background': { ...backgroundFrames(), decode: readFrames },
};
