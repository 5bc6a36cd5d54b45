import {
  RaftError,
  type CallContext,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type ReceivedEnvelope,
  type PeerMessage,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  type Transport,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { transportConformance, type TransportSettings } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { WsClientTransport } from '../src/index.js';
import { createTransport } from './support/conformance.js';

/** A sound transport, for one fault each to be put into. */
class Wrapped implements Transport {
  readonly inner: Transport;
  constructor(settings: TransportSettings) {
    this.inner = createTransport(settings);
  }
  get capabilities(): Transport['capabilities'] {
    return this.inner.capabilities;
  }
  get address(): string {
    return this.inner.address;
  }
  start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    return this.inner.start(identity, handlers);
  }
  setPeers(peers: ReadonlyMap<NodeId, string>): void {
    this.inner.setPeers(peers);
  }
  send(to: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    return this.inner.send(to, envelopes);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}

type Make = (settings: TransportSettings) => Transport;

/** The handlers as functions of their own. */
type Handlers = Omit<TransportHandlers, 'services'>;
type Reports = {
  readonly [K in keyof Handlers]: (...what: Parameters<Handlers[K]>) => ReturnType<Handlers[K]>;
};

/** Changes what the transport reports. */
function reporting(change: (reports: Reports) => Partial<Reports>): Make {
  return (settings) =>
    new (class extends Wrapped {
      override start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
        const sound: Reports = {
          onMessages: (from, envelopes) => handlers.onMessages(from, envelopes),
          onPeerUp: (peer) => handlers.onPeerUp(peer),
          onPeerDown: (peer, reason) => handlers.onPeerDown(peer, reason),
          onDropped: (peer, messages) => handlers.onDropped(peer, messages),
          onRefused: (reason, remote) => handlers.onRefused(reason, remote),
          onCall: (request, context) => handlers.onCall(request, context),
          onStream: (request, context) => handlers.onStream(request, context),
        };
        return this.inner.start(identity, { ...sound, ...change(sound) });
      }
    })(settings);
}

/** Changes who the node says it is. */
function claiming(change: (identity: LocalIdentity) => LocalIdentity): Make {
  return (settings) =>
    new (class extends Wrapped {
      override start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
        return this.inner.start(change(identity), handlers);
      }
    })(settings);
}

/** Changes what the handler of a call sees. */
function seeing(change: (context: CallContext) => Partial<CallContext>): Make {
  return reporting(({ onCall, onStream }) => {
    const seen = (context: CallContext): CallContext => {
      const { remaining, traceparent, credential, signal, forwarded } = context;
      return { remaining, traceparent, credential, signal, forwarded, ...change(context) };
    };
    return {
      onCall: (request, context) => onCall(request, seen(context)),
      onStream: (request, context) => onStream(request, seen(context)),
    };
  });
}

function withMethods(methods: (wrapped: Wrapped) => Partial<Pick<Transport, 'send' | 'close' | 'setPeers'>>): Make {
  return (settings) => {
    const wrapped = new Wrapped(settings);
    return Object.assign(wrapped, methods(wrapped));
  };
}

const never = new AbortController().signal;
const seenBefore = new Map<string, PeerEnvelope[]>();
const nameOf = ({ group, message }: ReceivedEnvelope): string =>
  JSON.stringify([group, { ...message, entries: 'entries' in message ? message.entries?.firstIndex : 0 }]);

/** Delivers what was sent instead of what arrived. */
const handingOut: Make = (settings) => {
  const transport = reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) =>
      onMessages(
        from,
        envelopes.map((each) => seenBefore.get(nameOf(each))?.at(-1) ?? each),
      ),
  }))(settings);
  const send = transport.send.bind(transport);
  return Object.assign(transport, {
    send: (to: NodeId, envelopes: readonly PeerEnvelope[]): boolean => {
      for (const each of envelopes) seenBefore.set(nameOf(each), [...(seenBefore.get(nameOf(each)) ?? []), each]);
      return send(to, envelopes);
    },
  });
};

const isChunk = ({ message }: PeerEnvelope): boolean => message.type === 'snapshotChunk';

/** Once `count` messages of one type were sent, keeps those of other types back for a second, as a single queue would. */
function holdingBack(type: PeerMessage['type'], count: number, back: readonly PeerMessage['type'][]): Make {
  return (settings) => {
    const transport = new Wrapped(settings);
    let seen = 0;
    return Object.assign(transport, {
      send: (to: NodeId, envelopes: readonly PeerEnvelope[]): boolean => {
        seen += envelopes.filter(({ message }) => message.type === type).length;
        const late = envelopes.filter(({ message }) => seen >= count && back.includes(message.type));
        if (late.length > 0) setTimeout(() => transport.inner.send(to, late), 1000);
        return transport.inner.send(
          to,
          envelopes.filter((each) => !late.includes(each)),
        );
      },
    });
  };
}

const FAULTS: Readonly<Record<string, Make>> = {
  'turns the order of messages round': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) => onMessages(from, [...envelopes].reverse()),
  })),
  'delivers messages twice': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) => onMessages(from, [...envelopes, ...envelopes]),
  })),
  'loses messages and says nothing': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) =>
      onMessages(
        from,
        envelopes.filter((_, i) => i % 7 !== 6),
      ),
  })),
  'hands out the very objects that were sent': handingOut,
  'hands out the very bytes of snapshots that were sent': handingOut,
  'lets bulk go first': holdingBack('append', 40, ['heartbeat']),
  'lets the bytes of snapshots go before entries': holdingBack('snapshotChunk', 300, ['append']),
  'lets the bytes of snapshots go before heartbeats': holdingBack('snapshotChunk', 300, ['heartbeat']),
  'keeps the bytes of snapshots for when there is nothing else': (settings) => {
    const transport = new Wrapped(settings);
    const held: (readonly [NodeId, PeerEnvelope])[] = [];
    return Object.assign(transport, {
      send: (to: NodeId, envelopes: readonly PeerEnvelope[]): boolean => {
        held.push(...envelopes.filter(isChunk).map((each) => [to, each] as const));
        return transport.inner.send(
          to,
          envelopes.filter((each) => !isChunk(each)),
        );
      },
    });
  },
  'damages the bytes of snapshots': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) => {
      for (const { message } of envelopes) if (message.type === 'snapshotChunk') message.bytes[0] = 0;
      onMessages(from, envelopes);
    },
  })),
  'sets no bound to the bytes of snapshots': ({ maxQueuedBytes: _, ...settings }) =>
    new Wrapped({ ...settings, maxQueuedBytes: 64 * 1024 * 1024 }),
  'does not count what it drops': reporting(() => ({ onDropped: () => undefined })),
  'says of dropped messages that they were taken': withMethods(({ inner }) => ({
    send: (to, envelopes) => {
      inner.send(to, envelopes);
      return true;
    },
  })),
  'reports a drop from within the call': (settings) => {
    let report: Reports['onDropped'] = () => undefined;
    const transport = reporting(({ onDropped }) => {
      report = onDropped;
      return { onDropped: () => undefined };
    })(settings);
    const send = transport.send.bind(transport);
    return Object.assign(transport, {
      send: (to: NodeId, envelopes: readonly PeerEnvelope[]): boolean => {
        const taken = send(to, envelopes);
        if (!taken) report(to, envelopes.length);
        return taken;
      },
    });
  },
  'mixes up groups': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) =>
      onMessages(
        from,
        envelopes.map((each) => ({ ...each, group: 'main' as PeerEnvelope['group'] })),
      ),
  })),
  'does not say that a peer is down': reporting(() => ({ onPeerDown: () => undefined })),
  'says twice that a peer is up': reporting(({ onPeerUp }) => ({
    onPeerUp: (peer) => {
      onPeerUp(peer);
      onPeerUp(peer);
    },
  })),
  'keeps to itself what it does not know': reporting(({ onMessages }) => ({
    onMessages: (from, envelopes) => {
      onMessages(
        from,
        envelopes.filter(({ message }) => message.type !== 'notUnderstood'),
      );
    },
  })),
  'keeps its refusals to itself': reporting(() => ({ onRefused: () => undefined })),
  'asks nobody for the cluster': claiming((identity) => ({
    ...identity,
    cluster: 'f'.repeat(32) as LocalIdentity['cluster'],
  })),
  'claims the same incarnation after each start': claiming((identity) => ({ ...identity, incarnation: 1 })),
  'does not listen where it was told to': ({ address: _, ...settings }) => new Wrapped(settings),
  'forgets a change of peers': (settings) => {
    const transport = new Wrapped(settings);
    let set = false;
    return Object.assign(transport, {
      setPeers: (peers: ReadonlyMap<NodeId, string>) => {
        if (!set) transport.inner.setPeers(peers);
        set = true;
      },
    });
  },
  'keeps peers that are wanted no more': (settings) => {
    const transport = new Wrapped(settings);
    const wanted = new Map<NodeId, string>();
    return Object.assign(transport, {
      setPeers: (peers: ReadonlyMap<NodeId, string>) => {
        for (const [peer, address] of peers) wanted.set(peer, address);
        transport.inner.setPeers(wanted);
      },
    });
  },
  'answers nobody but its own peers': (settings) => {
    const transport = new Wrapped(settings);
    let wanted: ReadonlyMap<NodeId, string> = new Map();
    return Object.assign(transport, {
      setPeers: (peers: ReadonlyMap<NodeId, string>) => {
        wanted = peers;
        transport.inner.setPeers(peers);
      },
      send: (to: NodeId, envelopes: readonly PeerEnvelope[]) => wanted.has(to) && transport.inner.send(to, envelopes),
    });
  },
  'stays with the first address of a peer': (settings) => {
    const transport = new Wrapped(settings);
    const first = new Map<NodeId, string>();
    return Object.assign(transport, {
      setPeers: (peers: ReadonlyMap<NodeId, string>) => {
        for (const [peer, address] of peers) if (!first.has(peer)) first.set(peer, address);
        transport.inner.setPeers(new Map([...peers.keys()].map((peer) => [peer, first.get(peer) ?? ''])));
      },
    });
  },
  'does not close': withMethods(() => ({ close: () => Promise.resolve() })),
  'reports after it has closed': (settings) => {
    let report: () => void = () => undefined;
    const transport = reporting(({ onRefused }) => {
      report = () => onRefused('late', 'nobody');
      return {};
    })(settings);
    const close = transport.close.bind(transport);
    return Object.assign(transport, { close: () => close().then(() => void setTimeout(report, 0)) });
  },
  'leaves a timer behind': (settings) => {
    setTimeout(() => undefined, 5000);
    return new Wrapped(settings);
  },
  'does not tell a handler that its caller has gone': seeing(() => ({ signal: never })),
  'does not tell a handler how long its caller waits': seeing(() => ({ remaining: undefined })),
  'loses credentials': seeing(() => ({ credential: undefined })),
  'loses traces': seeing(() => ({ traceparent: undefined })),
  'loses that a node has passed a call on': seeing(() => ({ forwarded: false })),
  'tells callers what broke in a handler': reporting(({ onCall }) => ({
    onCall: (request, context) =>
      onCall(request, context).catch((error: unknown) => {
        throw error instanceof RaftError
          ? error
          : new RaftError('INTERNAL', (error as Error).message, { outcome: 'unknown' });
      }),
  })),
  'does not put the source of a stream away': reporting(({ onStream }) => ({
    onStream: (request, context) => {
      const iterator = onStream(request, context)[Symbol.asyncIterator]();
      return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
    },
  })),
  'reads a stream ahead without end': reporting(({ onStream }) => ({
    onStream: (request, context) => {
      const iterator = onStream(request, context)[Symbol.asyncIterator]();
      const ahead = Array.from({ length: 500 }, () => iterator.next());
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => ahead.shift() ?? iterator.next(),
          return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
        }),
      };
    },
  })),
};

/** Changes how the client's half treats its caller. */
function calling(
  change: (connection: ClientConnection) => Partial<Pick<ClientConnection, 'call' | 'stream'>>,
): () => ClientTransport {
  return () => ({
    connect: async (address, options) => {
      const connection = await new WsClientTransport().connect(address, options);
      return {
        call: (request, callOptions) => connection.call(request, callOptions),
        stream: (request, callOptions) => connection.stream(request, callOptions),
        closed: connection.closed,
        close: () => connection.close(),
        ...change(connection),
      };
    },
  });
}

/** Changes the errors of calls. */
function failing(change: (error: RaftError) => Error): () => ClientTransport {
  return calling((connection) => ({
    call: (request: ServiceRequest, options?: CallOptions): Promise<ServiceResponse> =>
      connection.call(request, options).catch((error: unknown) => {
        throw error instanceof RaftError ? change(error) : error;
      }),
  }));
}

const CLIENT_FAULTS: Readonly<Record<string, () => ClientTransport>> = {
  'says that nothing was applied whatever happens': failing(
    (error) => new RaftError(error.code, error.message, { outcome: 'not_applied', retryable: error.retryable }),
  ),
  'says of everything that it may be applied': failing(
    (error) => new RaftError(error.code, error.message, { outcome: 'unknown', retryable: error.retryable }),
  ),
  'loses the class of errors': failing(
    ({ code, message, outcome, retryable }) => new RaftError(code, message, { outcome, retryable }),
  ),
  'ignores the signals of callers': calling((connection) => ({
    call: (request, { signal: _, ...options } = {}) => connection.call(request, options),
  })),
  'ignores deadlines': calling((connection) => ({
    call: (request, { timeout: _, ...options } = {}) => connection.call(request, options),
  })),
  'swallows the end of a stream that failed': calling((connection) => ({
    stream: async function* (request: StreamRequest, options?: CallOptions): AsyncGenerator<StreamItem> {
      try {
        yield* connection.stream(request, options);
      } catch {
        return;
      }
    },
  })),
  'skips items of streams': calling((connection) => ({
    stream: async function* (request: StreamRequest, options?: CallOptions): AsyncGenerator<StreamItem> {
      let count = 0;
      for await (const item of connection.stream(request, options)) if (++count % 10 !== 0) yield item;
    },
  })),
};

/** The case that finds each fault, by a part of its title. */
const FOUND_BY: Readonly<Record<string, string>> = {
  'turns the order of messages round': 'stay in order within their class',
  'delivers messages twice': 'arrive as they were sent',
  'loses messages and says nothing': 'arrive as they were sent',
  'hands out the very objects that were sent': 'are copies: neither',
  'hands out the very bytes of snapshots that were sent': 'of snapshots are copies too',
  'lets bulk go first': 'overtake a backlog of bulk',
  'lets the bytes of snapshots go before entries': 'overtake a backlog of background',
  'lets the bytes of snapshots go before heartbeats': 'overtake a backlog of background',
  'keeps the bytes of snapshots for when there is nothing else': 'do not keep those of the background waiting',
  'damages the bytes of snapshots': 'arrive as they were sent',
  'sets no bound to the bytes of snapshots': 'of the background class are dropped and counted',
  'does not count what it drops': 'without a connection are dropped and counted',
  'says of dropped messages that they were taken': 'without a connection are dropped and counted',
  'reports a drop from within the call': 'without a connection are dropped and counted',
  'mixes up groups': 'of many groups',
  'does not say that a peer is down': 'go down at once',
  'says twice that a peer is up': 'are reported on both sides',
  'keeps to itself what it does not know': 'that the receiver does not know',
  'keeps its refusals to itself': 'with another cluster are refused',
  'asks nobody for the cluster': 'with another cluster are refused',
  'claims the same incarnation after each start': 'come up again after a restart',
  'does not listen where it was told to': 'an address that is taken',
  'forgets a change of peers': 'follow a change of address',
  'keeps peers that are wanted no more': 'to a peer that is wanted no more end',
  'answers nobody but its own peers': 'are kept to a node that is no peer of ours',
  'stays with the first address of a peer': 'although its former self still answers',
  'does not close': 'close is idempotent',
  'reports after it has closed': 'after close nothing is sent',
  'leaves a timer behind': 'close leaves nothing behind',
  'does not tell a handler that its caller has gone': 'end when their caller gives up',
  'does not tell a handler how long its caller waits':
    'carry deadline, trace, credential, and whether a node has passed them on',
  'loses credentials': 'carry deadline, trace, credential, and whether a node has passed them on',
  'loses traces': 'carry deadline, trace, credential, and whether a node has passed them on',
  'loses that a node has passed a call on': 'carry deadline, trace, credential, and whether a node has passed them on',
  'tells callers what broke in a handler': 'fail as internal',
  'does not put the source of a stream away': 'end at the node when their reader leaves',
  'reads a stream ahead without end': 'ask for no more than their reader does',
  'says that nothing was applied whatever happens': 'fail when the node goes away',
  'says of everything that it may be applied': 'fail when the node goes away',
  'loses the class of errors': 'fail as the node says, with class',
  'ignores the signals of callers': 'end when their caller gives up',
  'ignores deadlines': 'end at their deadline',
  'swallows the end of a stream that failed': 'fail as the node says, after',
  'skips items of streams': 'bring their items in order',
};

/** Runs that case. */
async function bites(found: string, create: Make, createClient: () => ClientTransport): Promise<boolean> {
  const made: Transport[] = [];
  const cases = transportConformance({
    create: (settings = {}) => {
      const transport = create(settings);
      made.push(transport instanceof Wrapped ? transport.inner : transport);
      return transport;
    },
    createClient,
    resources: () => process.getActiveResourcesInfo(),
    patience: 1000,
  }).flatMap((group) => group.cases.filter(({ title }) => title.includes(found)));
  expect(cases, found).to.have.length(1);
  const failed = await cases[0]?.run().then(
    () => false,
    () => true,
  );
  await Promise.all(made.map((transport) => transport.close()));
  return failed === true;
}

describe('the conformance suite finds a transport that', () => {
  const sound: Make = (settings) => new Wrapped(settings);
  const soundClient = (): ClientTransport => new WsClientTransport();
  for (const [fault, create] of Object.entries(FAULTS)) {
    it(fault, async () => expect(await bites(FOUND_BY[fault] ?? fault, create, soundClient)).to.equal(true));
  }
  for (const [fault, createClient] of Object.entries(CLIENT_FAULTS)) {
    it(fault, async () => expect(await bites(FOUND_BY[fault] ?? fault, sound, createClient)).to.equal(true));
  }
});
