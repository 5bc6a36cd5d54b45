import {
  type ClusterId,
  EntryBatch,
  EntryKind,
  type GroupId,
  type InvokeRequest,
  type InvokeStreamRequest,
  type LocalIdentity,
  MAX_CHUNK_BYTES,
  type NodeId,
  type NodeStatus,
  type PeerEnvelope,
  type PeerMessage,
  type PeerStatus,
  MAX_PRIORITY,
  type MemberChange,
  type MembershipStatus,
  type Proposal,
  type ServiceRequest,
  type ServiceResponse,
  type Setting,
  type SettingValue,
  type TaggedRecord,
  type SnapshotStatus,
  type StoreId,
  type StreamRequest,
} from '@lolraft/raft-core';
import fc from 'fast-check';
import {
  type ClientMessage,
  type Hello,
  type HelloReply,
  type LinkMessage,
  type ServerMessage,
  type WireError,
} from '../../src/index.js';
import { fromWireError } from '../../src/index.js';

/** Indexes, terms and the like, with their edges. */
export const uint53 = fc.oneof(
  fc.constantFrom(0, 1, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 32 - 1, 2 ** 32, 2 ** 49, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);
export const positive = uint53.map((n) => Math.max(1, n));
const positiveInt32 = fc.oneof(fc.constantFrom(1, 2 ** 31 - 1), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/);
const hex128 = fc.stringMatching(/^[0-9a-f]{32}$/);
export const group = name as fc.Arbitrary<GroupId>;
const node = name as fc.Arbitrary<NodeId>;
const cluster = hex128 as fc.Arbitrary<ClusterId>;
const store = hex128 as fc.Arbitrary<StoreId>;
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
  minLength: 1,
});
const address = fc.string({ unit: 'grapheme', maxLength: 60 });
export const payload = fc.uint8Array({ maxLength: 60 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const proposal: fc.Arbitrary<Proposal> = fc.record({
  kind: fc.constantFrom(EntryKind.Noop, EntryKind.Command, EntryKind.Configuration),
  session: uint53,
  sequence: uint53,
  payload,
});

const append: fc.Arbitrary<PeerMessage> = fc
  .record({
    terms: fc.tuple(uint53, positive, positive).map((list) => list.sort((a, b) => a - b)),
    prevIndex: uint53.map((n) => Math.min(n, Number.MAX_SAFE_INTEGER - 10_000)),
    commit: uint53,
    time: uint53,
    proposals: fc.array(proposal, { maxLength: 5 }),
  })
  .map(({ terms, prevIndex, commit, time, proposals }) => {
    const [prevTerm, entryTerm, term] = terms;
    const entries =
      proposals.length === 0 ? undefined : EntryBatch.pack(prevIndex + 1, Math.max(1, entryTerm), time, proposals);
    return { type: 'append', term: Math.max(1, term), prevIndex, prevTerm, commit, entries };
  });

const tag = fc.uint8Array({ minLength: 1, maxLength: 1024 });
/** The longest chunk at it ends below 2^53. */
const chunkOffset = uint53.map((offset) => Math.min(offset, Number.MAX_SAFE_INTEGER - MAX_CHUNK_BYTES));
const snapshotRecord: fc.Arbitrary<TaggedRecord> = fc
  .record({
    tag,
    indexes: fc.tuple(uint53, uint53).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
    term: uint53,
    time: uint53,
    size: uint53,
    checksum: fc.integer({ min: 0, max: 0xffff_ffff }),
    id: node,
  })
  .map(({ indexes: [configurationIndex, index], id, ...rest }) => ({
    ...rest,
    index,
    configurationIndex,
    version: 1,
    configuration: { voters: [{ id, address: 'ws://x' }], outgoing: [], learners: [], clusterVersion: 1 },
  }));

/** Every type of message; the record makes the compiler ask for one that is missing. */
const messages: { readonly [K in PeerMessage['type']]: fc.Arbitrary<PeerMessage> } = {
  preVoteRequest: fc.record({
    type: fc.constant('preVoteRequest'),
    term: positive,
    lastIndex: uint53,
    lastTerm: uint53,
  }),
  preVoteReply: fc.record({ type: fc.constant('preVoteReply'), term: positive, granted: fc.boolean() }),
  voteRequest: fc.record({
    type: fc.constant('voteRequest'),
    term: positive,
    lastIndex: uint53,
    lastTerm: uint53,
    transfer: fc.boolean(),
  }),
  voteReply: fc.record({ type: fc.constant('voteReply'), term: positive, granted: fc.boolean() }),
  append,
  appendReply: fc.oneof(
    fc.record({
      type: fc.constant('appendReply'),
      term: positive,
      accepted: fc.constant(true as const),
      matchIndex: uint53,
    }),
    fc.record({
      type: fc.constant('appendReply'),
      term: positive,
      accepted: fc.constant(false as const),
      prevIndex: uint53,
      hintIndex: uint53,
      hintTerm: uint53,
    }),
  ),
  heartbeat: fc.record({ type: fc.constant('heartbeat'), term: positive, commit: uint53, round: uint53 }),
  heartbeatReply: fc.record({ type: fc.constant('heartbeatReply'), term: positive, round: uint53 }),
  storeRefused: fc.record({ type: fc.constant('storeRefused'), term: positive }),
  memberRemoved: fc.record({ type: fc.constant('memberRemoved'), term: positive }),
  timeoutNow: fc.record({ type: fc.constant('timeoutNow'), term: positive }),
  readIndexRequest: fc.record({
    type: fc.constant('readIndexRequest'),
    term: positive,
    asker: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    id: uint53,
    lease: fc.boolean(),
  }),
  readIndexReply: fc.record({
    type: fc.constant('readIndexReply'),
    term: positive,
    asker: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    id: uint53,
    index: uint53,
  }),
  snapshotOffer: fc.record({
    type: fc.constant('snapshotOffer'),
    term: fc.constant(Number.MAX_SAFE_INTEGER),
    record: snapshotRecord,
    realm: optional(text),
  }),
  snapshotReply: fc.record({
    type: fc.constant('snapshotReply'),
    term: positive,
    index: uint53,
    status: fc.constantFrom('fetching' as const, 'failed' as const, 'needed' as const),
    received: uint53,
  }),
  snapshotPull: fc.record({
    type: fc.constant('snapshotPull'),
    tag,
    offset: chunkOffset,
    length: fc.integer({ min: 1, max: MAX_CHUNK_BYTES }),
  }),
  snapshotChunk: fc.record({
    type: fc.constant('snapshotChunk'),
    tag,
    offset: chunkOffset,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    checksum: fc.integer({ min: 0, max: 0xffff_ffff }),
  }),
  snapshotGone: fc.record({ type: fc.constant('snapshotGone'), tag }),
};

export const envelope: fc.Arbitrary<PeerEnvelope> = fc.record({ group, message: fc.oneof(...Object.values(messages)) });
export const envelopes = fc.array(envelope, { maxLength: 8 });

const range = fc.tuple(positiveInt32, positiveInt32).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

export const identity: fc.Arbitrary<LocalIdentity> = fc
  .record({ cluster, node, store, incarnation: uint53, range })
  .map(({ range: [clusterVersionMin, clusterVersionMax], ...rest }) => ({
    ...rest,
    clusterVersionMin,
    clusterVersionMax,
  }));

export const hello: fc.Arbitrary<Hello> = fc.oneof(
  fc
    .record({
      range,
      identity,
      target: optional(node),
      token: optional(fc.uint8Array({ minLength: 1, maxLength: 100 })),
    })
    .map(({ range: [protocolMin, protocolMax], ...rest }) => ({
      type: 'peer' as const,
      protocolMin,
      protocolMax,
      ...rest,
    })),
  range.map(([protocolMin, protocolMax]) => ({ type: 'client' as const, protocolMin, protocolMax })),
);

export const helloReply: fc.Arbitrary<HelloReply> = fc.oneof(
  fc.record({ type: fc.constant('peer' as const), protocol: positiveInt32, identity }),
  fc.record({ type: fc.constant('client' as const), protocol: positiveInt32 }),
  fc.record({
    type: fc.constant('refused' as const),
    reason: fc.constantFrom(
      ...(['unspecified', 'protocol_version', 'cluster_version', 'wrong_cluster', 'wrong_node', 'same_node'] as const),
      ...(['store_refused', 'unauthenticated', 'duplicate', 'overloaded', 'closing'] as const),
    ),
    message: text,
  }),
);

const priority = fc.integer({ min: 0, max: MAX_PRIORITY });
const memberAddress = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

/** Every type of change; the record makes the compiler ask for one that is missing. */
const changes: { readonly [K in MemberChange['type']]: fc.Arbitrary<MemberChange> } = {
  add: fc.record({
    type: fc.constant('add'),
    id: node,
    address: memberAddress,
    role: fc.constantFrom('voter' as const, 'learner' as const),
  }),
  remove: fc.record({ type: fc.constant('remove'), id: node }),
  promote: fc.record({ type: fc.constant('promote'), id: node }),
  demote: fc.record({ type: fc.constant('demote'), id: node }),
  replace: fc.record({
    type: fc.constant('replace'),
    id: node,
    by: fc.record({ id: node, address: memberAddress }),
  }),
  renew: fc.record({ type: fc.constant('renew'), id: node }),
  move: fc.record({ type: fc.constant('move'), id: node, address: memberAddress }),
  prioritize: fc.record({ type: fc.constant('prioritize'), id: node, priority }),
};
const settingName = fc.stringMatching(/^[a-z]{1,12}\.[a-zA-Z]{1,20}$/);
const settingValue: fc.Arbitrary<SettingValue> = fc.oneof(
  fc.constantFrom(0, Infinity, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.double({ noNaN: true, min: -Number.MAX_VALUE }),
  fc.boolean(),
  text,
);
const setting: fc.Arbitrary<Setting> = fc.record(
  {
    name: settingName,
    value: settingValue,
    scope: fc.constantFrom('node' as const, 'group' as const, 'fixed' as const),
    default: settingValue,
    unit: settingName,
    min: fc.double({ noNaN: true, min: -Number.MAX_VALUE }),
    max: fc.double({ noNaN: true, min: -Number.MAX_VALUE }),
    choices: fc.array(text, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['name', 'value', 'scope'] },
);

export const request: fc.Arbitrary<ServiceRequest | StreamRequest> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    group,
    session: uint53,
    sequence: uint53,
    window: fc.integer({ min: 0, max: 65_535 }),
    payload,
  }),
  fc.record({
    type: fc.constant('session' as const),
    group,
    operation: fc.constantFrom('open' as const, 'keep' as const, 'close' as const),
    session: uint53,
    acknowledged: uint53,
  }),
  fc.record({
    type: fc.constant('write' as const),
    group,
    session: uint53,
    sequence: uint53,
    window: fc.integer({ min: 0, max: 65_535 }),
    payload,
    acknowledge: fc.constant('commit' as const),
  }),
  fc.record({
    type: fc.constant('query' as const),
    group,
    level: fc.oneof(
      fc.constant({ type: 'linearizable' as const }),
      fc.constant({ type: 'lease' as const }),
      fc.record({ type: fc.constant('local' as const), minIndex: uint53 }),
    ),
    payload,
  }),
  fc.record({ type: fc.constant('status' as const), group }),
  fc.record({ type: fc.constant('watchStatus' as const), group, interval: positiveInt32 }),
  fc.record({ type: fc.constant('takeSnapshot' as const), group }),
  fc.record({ type: fc.constant('readSnapshot' as const), group }),
  fc.record({
    type: fc.constant('changeMembership' as const),
    group,
    changes: fc.array(fc.oneof(...Object.values(changes)), { maxLength: 5 }),
    expected: optional(uint53),
    force: fc.boolean(),
  }),
  fc.record({ type: fc.constant('transferLeadership' as const), group, target: optional(node) }),
  fc.record({
    type: fc.constant('tune' as const),
    group,
    settings: fc.array(fc.tuple(settingName, settingValue), { maxLength: 5 }).map((list) => new Map(list)),
  }),
  fc.record({
    type: fc.constant('tune' as const),
    group,
    settings: fc.constant(new Map([['group.leases', true]])),
    expected: uint53,
  }),
  fc.record({
    type: fc.constant('raiseClusterVersion' as const),
    group,
    version: positiveInt32,
    expected: optional(uint53),
  }),
  fc.record({
    type: fc.constantFrom('invoke' as const, 'invokeStream' as const),
    service: settingName,
    method: settingName,
    payload,
  }) as fc.Arbitrary<InvokeRequest | InvokeStreamRequest>,
);

const clientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({
    type: fc.constant('call' as const),
    id: positive,
    timeout: optional(positiveInt32),
    traceparent: fc.constant(undefined),
    credential: fc.constant(undefined),
    forwarded: fc.constant(true as const),
    request,
  }),
  fc.record({
    type: fc.constant('call' as const),
    id: positive,
    timeout: optional(positiveInt32),
    traceparent: optional(printable),
    credential: optional(printable),
    request,
  }),
  fc.record({ type: fc.constant('pull' as const), id: positive, count: positiveInt32 }),
  fc.record({ type: fc.constant('cancel' as const), id: positive }),
);
export const clientMessages = fc.array(clientMessage, { maxLength: 8 });

const measure = fc.double({ min: 0, noNaN: true });
const versions = range.map(([min, max]) => ({ min, max }));

const peerStatus: fc.Arbitrary<PeerStatus> = fc.record({
  id: node,
  address,
  role: fc.constantFrom('voter' as const, 'learner' as const),
  connected: fc.boolean(),
  replication: optional(
    fc.record({
      state: fc.constantFrom('probe' as const, 'replicate' as const, 'snapshot' as const),
      snapshot: optional(fc.record({ index: uint53, size: uint53, received: uint53 })),
      matchIndex: uint53,
      nextIndex: uint53,
      inflightMessages: uint53,
      inflightBytes: uint53,
      lastContact: measure,
      roundTrip: optional(measure),
      phi: optional(measure),
    }),
  ),
  versions: optional(versions),
});

const snapshot: fc.Arbitrary<SnapshotStatus> = fc.oneof(
  fc.constant({ size: 0, activity: 'idle' as const, received: 0, total: 0, failure: undefined }),
  fc.record({
    size: uint53,
    activity: fc.constantFrom(...(['idle', 'taking', 'fetching', 'installing', 'unreadable'] as const)),
    received: uint53,
    total: uint53,
    failure: optional(text),
  }),
);

const membership: fc.Arbitrary<MembershipStatus> = fc.oneof(
  fc.constant({ index: 0, committed: true, joint: false, members: [], catchingUp: [] }),
  fc.record({
    index: uint53,
    committed: fc.boolean(),
    joint: fc.boolean(),
    members: fc.array(
      fc.record({
        id: node,
        address,
        role: fc.constantFrom(...(['voter', 'incoming', 'outgoing', 'learner'] as const)),
        store: optional(store),
        priority,
      }),
      { maxLength: 4 },
    ),
    catchingUp: fc.array(fc.record({ id: node, matchIndex: uint53, target: uint53, round: positiveInt32 }), {
      maxLength: 2,
    }),
  }),
);

export const status: fc.Arbitrary<NodeStatus> = fc.record({
  group,
  id: node,
  clusterId: cluster,
  storeId: store,
  role: fc.constantFrom('follower' as const, 'preCandidate' as const, 'candidate' as const, 'leader' as const),
  term: uint53,
  leader: optional(node),
  leaderAddress: optional(address),
  commitIndex: uint53,
  appliedIndex: uint53,
  firstIndex: uint53,
  lastIndex: uint53,
  lastTerm: uint53,
  durableIndex: uint53,
  snapshotIndex: uint53,
  clusterVersion: positiveInt32,
  phi: optional(measure),
  failure: optional(text),
  snapshot,
  membership,
  peers: fc.array(peerStatus, { maxLength: 4 }),
  build: optional(fc.record({ version: settingName, versions })),
  uptime: optional(measure),
  pending: optional(fc.record({ writes: uint53, writeBytes: uint53, reads: uint53, uncommittedBytes: uint53 })),
  disk: optional(
    fc.record({
      state: fc.constantFrom('ok' as const, 'slow' as const, 'full' as const),
      pendingWrites: uint53,
      oldest: measure,
    }),
  ),
  settings: fc.uniqueArray(fc.record({ name: settingName, value: settingValue }), {
    selector: ({ name }) => name,
    maxLength: 3,
  }),
});

export const response: fc.Arbitrary<ServiceResponse> = fc.oneof(
  fc.record({ type: fc.constant('write' as const), index: uint53, value: optional(payload) }),
  fc.record({ type: fc.constant('query' as const), index: uint53, value: payload }),
  fc.record({ type: fc.constant('status' as const), status }),
  fc.record({ type: fc.constant('takeSnapshot' as const), index: uint53, size: uint53 }),
  fc.record({ type: fc.constant('changeMembership' as const), index: uint53 }),
  fc.record({ type: fc.constant('transferLeadership' as const), leader: node, term: uint53 }),
  fc.record({
    type: fc.constant('session' as const),
    session: uint53,
    index: uint53,
    ttl: uint53,
    window: fc.integer({ min: 1, max: 65_535 }),
  }),
  fc.record({
    type: fc.constant('tune' as const),
    settings: fc.uniqueArray(setting, { selector: ({ name }) => name, maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('raiseClusterVersion' as const), index: uint53 }),
  fc.record({ type: fc.constant('invoke' as const), value: payload }),
);

export const wireError: fc.Arbitrary<WireError> = fc.oneof(
  fc.record({
    code: fc.constantFrom('INVALID_ARGUMENT', 'OVERLOADED', 'UNAVAILABLE', 'CLOSED', 'INTERNAL', 'A_NEWER_ONE'),
    message: text,
    outcome: fc.constantFrom('not_applied' as const, 'unknown' as const),
    retryable: fc.boolean(),
    leader: fc.constant(undefined),
    index: fc.constant(undefined),
  }),
  fc.record({
    code: fc.constant('NOT_LEADER'),
    message: text,
    outcome: fc.constant('not_applied' as const),
    retryable: fc.boolean(),
    leader: optional(fc.record({ id: text, address: text })),
    index: fc.constant(undefined),
  }),
  fc.record({
    code: fc.constant('APP_FAILED'),
    message: text,
    outcome: fc.constant('unknown' as const),
    retryable: fc.boolean(),
    leader: fc.constant(undefined),
    index: uint53,
  }),
  fc.record({
    code: fc.constant('APP_ERROR'),
    message: text,
    outcome: fc.constantFrom('not_applied' as const, 'unknown' as const),
    retryable: fc.boolean(),
    leader: fc.constant(undefined),
    index: fc.constant(undefined),
    app: fc.record({ code: fc.stringMatching(/^[A-Z0-9_]{1,64}$/), details: payload }),
  }),
);
const error = wireError.map(fromWireError);

const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({ type: fc.constant('reply' as const), id: positive, response }),
  fc.record({ type: fc.constant('failure' as const), id: positive, error }),
  fc.record({
    type: fc.constant('item' as const),
    id: positive,
    item: fc.oneof(
      fc.record({ type: fc.constant('status' as const), status }),
      fc.record({ type: fc.constant('invokeItem' as const), bytes: payload }),
      fc
        .record({ index: uint53, offset: uint53, rest: uint53, bytes: payload })
        .map(({ index, offset: given, rest, bytes }) => {
          const offset = Math.min(given, Number.MAX_SAFE_INTEGER - bytes.length);
          const size = Math.min(offset + bytes.length + rest, Number.MAX_SAFE_INTEGER);
          return { type: 'snapshotPart' as const, index, size, offset, bytes };
        }),
    ),
  }),
  fc.record({ type: fc.constant('end' as const), id: positive, error: optional(error) }),
);
export const serverMessages = fc.array(serverMessage, { maxLength: 8 });

export const linkMessage: fc.Arbitrary<LinkMessage> = fc.oneof(
  fc.record({ type: fc.constant('frame' as const), frame: payload }),
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const) }),
  fc.record({ type: fc.constant('goodbye' as const), code: fc.nat({ max: 0xffff_ffff }), reason: text }),
);
