import {
  RaftError,
  type CallContext,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  type LocalIdentity,
  type NodeId,
  type PeerEnvelope,
  type StreamItem,
  type StreamRequest,
  type Transport,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { transportConformance, type TransportSettings } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { GrpcClientTransport } from '../src/index.js';
import { createTransport } from './support/conformance.js';

// What the suite finds in any transport is shown in transport-ws. Here: that it finds over gRPC what gRPC would hide or make of it,
// being a library with deadlines, cancellation, flow control and statuses of its own.

/** A sound transport, for one fault each to be put into. */
class Wrapped implements Transport {
  readonly inner: Transport;
  readonly #change: (handlers: TransportHandlers) => Partial<TransportHandlers>;

  constructor(settings: TransportSettings, change: (handlers: TransportHandlers) => Partial<TransportHandlers>) {
    this.inner = createTransport(settings);
    this.#change = change;
  }
  get capabilities(): Transport['capabilities'] {
    return this.inner.capabilities;
  }
  get address(): string {
    return this.inner.address;
  }
  start(identity: LocalIdentity, handlers: TransportHandlers): Promise<void> {
    const sound: TransportHandlers = {
      onMessages: (from, envelopes) => handlers.onMessages(from, envelopes),
      onPeerUp: (peer) => handlers.onPeerUp(peer),
      onPeerDown: (peer, reason) => handlers.onPeerDown(peer, reason),
      onDropped: (peer, messages) => handlers.onDropped(peer, messages),
      onRefused: (reason, remote) => handlers.onRefused(reason, remote),
      onCall: (request, context) => handlers.onCall(request, context),
      onStream: (request, context) => handlers.onStream(request, context),
    };
    return this.inner.start(identity, { ...sound, ...this.#change(sound) });
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

type Make = (settings: TransportSettings) => Wrapped;

function reporting(change: (sound: TransportHandlers) => Partial<TransportHandlers>): Make {
  return (settings) => new Wrapped(settings, change);
}

function seeing(change: (context: CallContext) => Partial<CallContext>): Make {
  return reporting((sound) => {
    const seen = (context: CallContext): CallContext => {
      const { remaining, traceparent, credential, signal, forwarded } = context;
      return { remaining, traceparent, credential, signal, forwarded, ...change(context) };
    };
    return {
      onCall: (request, context) => sound.onCall(request, seen(context)),
      onStream: (request, context) => sound.onStream(request, seen(context)),
    };
  });
}

const never = new AbortController().signal;

/** Each with a part of the title of the case that finds it. */
const FAULTS: Readonly<Record<string, readonly [Make, string]>> = {
  'turns the order of messages round': [
    reporting((sound) => ({ onMessages: (from, envelopes) => sound.onMessages(from, [...envelopes].reverse()) })),
    'stay in order within their class',
  ],
  'delivers messages twice': [
    reporting((sound) => ({
      onMessages: (from, envelopes) => sound.onMessages(from, [...envelopes, ...envelopes]),
    })),
    'arrive as they were sent',
  ],
  'sets no bound to the bytes of snapshots': [
    ({ maxQueuedBytes: _, ...settings }) => new Wrapped({ ...settings, maxQueuedBytes: 64 * 1024 * 1024 }, () => ({})),
    'of the background class are dropped and counted',
  ],
  'does not say that a peer is down': [reporting(() => ({ onPeerDown: () => undefined })), 'go down at once'],
  'keeps its refusals to itself': [
    reporting(() => ({ onRefused: () => undefined })),
    'with another cluster are refused',
  ],
  'does not close': [
    (settings) => Object.assign(new Wrapped(settings, () => ({})), { close: () => Promise.resolve() }),
    'close is idempotent',
  ],
  'does not tell a handler that its caller has gone': [
    seeing(() => ({ signal: never })),
    'end when their caller gives up',
  ],
  'does not tell a handler how long its caller waits': [
    seeing(() => ({ remaining: undefined })),
    'carry deadline, trace, credential, and whether a node has passed them on',
  ],
  'does not put the source of a stream away': [
    reporting((sound) => ({
      onStream: (request, context) => {
        const iterator = sound.onStream(request, context)[Symbol.asyncIterator]();
        return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
      },
    })),
    'end at the node when their reader leaves',
  ],
  'reads a stream ahead without end': [
    reporting((sound) => ({
      onStream: (request, context) => {
        const iterator = sound.onStream(request, context)[Symbol.asyncIterator]();
        const ahead = Array.from({ length: 500 }, () => iterator.next());
        return {
          [Symbol.asyncIterator]: () => ({
            next: () => ahead.shift() ?? iterator.next(),
            return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
          }),
        };
      },
    })),
    'ask for no more than their reader does',
  ],
};

/** Changes how the client's half treats its caller. */
function calling(
  change: (connection: ClientConnection) => Partial<Pick<ClientConnection, 'call' | 'stream'>>,
): () => ClientTransport {
  return () => ({
    connect: async (address, options) => {
      const connection = await new GrpcClientTransport().connect(address, options);
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
    call: (request, options) =>
      connection.call(request, options).catch((error: unknown) => {
        throw error instanceof RaftError ? change(error) : error;
      }),
  }));
}

const CLIENT_FAULTS: Readonly<Record<string, readonly [() => ClientTransport, string]>> = {
  'says that nothing was applied whatever happens': [
    failing(({ code, message, retryable }) => new RaftError(code, message, { outcome: 'not_applied', retryable })),
    'fail when the node goes away',
  ],
  'makes a status of each error, and no more': [
    failing(({ code, message, outcome, retryable }) => new RaftError(code, message, { outcome, retryable })),
    'fail as the node says, with class',
  ],
  'ignores the signals of callers': [
    calling((connection) => ({ call: (request, { signal: _, ...rest } = {}) => connection.call(request, rest) })),
    'end when their caller gives up',
  ],
  'ignores deadlines': [
    calling((connection) => ({ call: (request, { timeout: _, ...rest } = {}) => connection.call(request, rest) })),
    'end at their deadline',
  ],
  'takes the status of a stream that failed for its end': [
    calling((connection) => ({
      stream: async function* (request: StreamRequest, options?: CallOptions): AsyncGenerator<StreamItem> {
        try {
          yield* connection.stream(request, options);
        } catch {
          return;
        }
      },
    })),
    'fail as the node says, after',
  ],
};

/** Runs the case that is to find it. */
async function bites(found: string, create: Make, createClient: () => ClientTransport): Promise<boolean> {
  const made: Transport[] = [];
  const cases = transportConformance({
    create: (settings = {}) => {
      const transport = create(settings);
      made.push(transport.inner);
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

describe('the conformance suite finds a transport over gRPC that', () => {
  const sound: Make = (settings) => new Wrapped(settings, () => ({}));
  const soundClient = (): ClientTransport => new GrpcClientTransport();
  for (const [fault, [create, found]] of Object.entries(FAULTS))
    it(fault, async () => expect(await bites(found, create, soundClient)).to.equal(true));
  for (const [fault, [createClient, found]] of Object.entries(CLIENT_FAULTS))
    it(fault, async () => expect(await bites(found, sound, createClient)).to.equal(true));

  it('and finds nothing in one that is sound', async () => {
    for (const [, found] of Object.values(FAULTS))
      expect(await bites(found, sound, soundClient), found).to.equal(false);
  });
});
