import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { UnavailableError } from '@lolraft/raft-core';
import {
  Admission,
  reloadServer,
  remoteOf,
  securityOf,
  serverTls,
  type Admitted,
  CloseCode,
  type CarrierListener,
  type Channel,
  type ListenerContext,
  type ServiceHandlers,
  type TlsOptions,
  type Visitor,
} from '@lolraft/transport-kit';
import { createServer, type AddressInfo, type Server as SocketServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { LINK, SERVER, type Language } from '../language.js';
import { appMethods, CONNECT, METHODS, PIPELINE, raftCodec, type ServedMethod, type BytesMethod } from '../methods.js';
import { StreamChannel } from '../stream-channel.js';
import { Calls } from './calls.js';
import { Health } from './health.js';
import { addReflection } from './reflection.js';
import { nodeOptions, type GrpcSettings } from '../settings.js';

type Bidi = ServerDuplexStream<Uint8Array, Uint8Array>;

interface Visit {
  readonly visitor: Visitor;
  readonly handlers: ServiceHandlers;
}

/** The one listener of a node: HTTP/2 with the services of lol, over sockets of its own, so that it can bound and cut them. */
export class GrpcListener implements CarrierListener {
  readonly #context: ListenerContext;
  readonly #settings: GrpcSettings;
  readonly #admission: Admission;
  readonly #sockets = new Map<string, Socket>();
  readonly #visits = new WeakMap<Socket, Visit>();
  readonly #listener: SocketServer;
  readonly #tlsServer: TlsServer | undefined;
  readonly #server: Server;
  readonly #injector: ReturnType<Server['createConnectionInjector']>;
  readonly #calls: Calls;
  readonly #health: Health;
  /** Streams that have not said who they are, and when their time is over. */
  readonly #strangers = new Map<Channel, number>();
  #closing = false;

  constructor(context: ListenerContext, settings: GrpcSettings) {
    const { limits, timings, tls } = context;
    this.#context = context;
    this.#settings = settings;
    this.#admission = new Admission({ ...limits, handshakeTimeout: timings.handshakeTimeout });
    this.#calls = new Calls(context, (peer) => this.#visit(peer).handlers);
    this.#health = new Health(context.handlers);
    this.#server = new Server(nodeOptions(limits, timings, settings));
    this.#injector = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
    if (tls === undefined) {
      this.#listener = createServer({ noDelay: true }, (socket) => {
        this.#arrive(socket);
        this.#take(socket);
      });
      this.#tlsServer = undefined;
    } else {
      const listener = createTlsServer(
        { ...serverTls(tls), noDelay: true, ALPNProtocols: ['h2'] },
        (socket: TLSSocket) => this.#take(socket),
      );
      listener.on('connection', (socket: Socket) => this.#arrive(socket));
      listener.on('tlsClientError', (error: Error, socket: Socket) => {
        // A port scan or a broken-off connection is no news; whatever is malformed is.
        if (!('code' in error) || error.code !== 'ECONNRESET')
          context.onRefused(`malformed request: ${error.message}`, remoteOf(socket));
        socket.destroy();
      });
      this.#listener = listener;
      this.#tlsServer = listener;
    }
  }

  async listen(): Promise<number> {
    this.#addServices();
    if (this.#settings.reflection) await addReflection(this.#server, this.#context.handlers.services);
    const { host, port } = this.#context.listen;
    await new Promise<void>((resolve, reject) => {
      const onError = (error: Error): void => {
        reject(
          new UnavailableError(`cannot listen on ${host}:${String(port)}: ${error.message}`, 'not_applied', error),
        );
      };
      this.#listener.once('error', onError);
      this.#listener.listen(port, host, () => {
        this.#listener.off('error', onError);
        // Such as EMFILE at accept: the connection is lost, the listener is not.
        this.#listener.on('error', (error) =>
          this.#context.onRefused(`the listener failed: ${error.message}`, 'listener'),
        );
        resolve();
      });
    });
    return (this.#listener.address() as AddressInfo).port;
  }

  #addServices(): void {
    const pipeline = (call: Bidi): unknown =>
      this.#onStream(call, SERVER, (channel) => this.#context.onClient(channel));
    const raft = METHODS.map(({ type, definition }) => ({ name: type, definition, codec: raftCodec(type) }));
    this.#addService(raft, { pipeline: PIPELINE }, { pipeline });
    for (const service of this.#context.handlers.services ?? []) this.#addService(appMethods(service));
    this.#server.addService(
      { connect: CONNECT },
      {
        connect: (call: Bidi) => {
          const channel = this.#onStream(call, LINK, (opened) => this.#context.onOpen(opened));
          // Whoever is admitted in the same turn is none; nobody is.
          this.#strangers.set(channel, this.#context.now() + this.#context.timings.handshakeTimeout);
        },
      },
    );
    this.#health.addTo(this.#server, (peer) => this.#greet(peer));
  }

  #addService(
    methods: readonly ServedMethod[],
    definitions: Record<string, BytesMethod> = {},
    handlers: UntypedServiceImplementation = {},
  ): void {
    for (const { name, definition, codec } of methods) {
      definitions[name] = definition;
      handlers[name] = definition.responseStream
        ? (call: Parameters<Calls['stream']>[1]) => {
            this.#greet(call.getPeer());
            this.#calls.stream(codec, call);
          }
        : (call: Parameters<Calls['unary']>[1], callback: Parameters<Calls['unary']>[2]) => {
            this.#greet(call.getPeer());
            this.#calls.unary(codec, call, callback);
          };
    }
    this.#server.addService(definitions, handlers);
  }

  // Connections

  #arrive(socket: Socket): void {
    // What breaks before there is a session is nobody's concern.
    socket.on('error', () => undefined);
    const victim = this.#admission.arrive(socket, this.#context.now());
    if (victim === undefined) return;
    this.#context.onRefused('too many connections that have not said who they are', remoteOf(victim));
    victim.destroy();
  }

  #take(socket: Socket): void {
    const name = peerOf(socket);
    this.#sockets.set(name, socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.#sockets.get(name) === socket) this.#sockets.delete(name);
    });
    this.#injector.injectConnection(socket);
  }

  /** Whoever calls a method has shown that it speaks gRPC; where there is an access policy, it takes more than that. */
  #greet(peer: string): void {
    this.#visit(peer).visitor.enter();
  }

  #visit(peer: string): Visit {
    const socket = this.#sockets.get(peer);
    const known = socket === undefined ? undefined : this.#visits.get(socket);
    if (known !== undefined) return known;
    const shown = {
      get security() {
        return socket === undefined ? undefined : securityOf(socket);
      },
    };
    const visit = this.#context.visit(shown, peer, () =>
      socket === undefined ? 'the connection has gone' : this.#admission.admit(socket, 'client'),
    );
    if (socket !== undefined) this.#visits.set(socket, visit);
    return visit;
  }

  admit(channel: Channel, as: Admitted): string | undefined {
    const socket = this.#sockets.get(channel.remote);
    const problem = socket === undefined ? undefined : this.#admission.admit(socket, as);
    if (problem === undefined) this.#strangers.delete(channel);
    return problem;
  }

  reload(tls: TlsOptions): void {
    if (this.#tlsServer !== undefined) reloadServer(this.#tlsServer, tls);
  }

  // Streams

  #onStream(call: Bidi, language: Language, onOpen: (channel: Channel) => void): StreamChannel {
    const peer = call.getPeer();
    const socket = this.#sockets.get(peer);
    let resolveEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
    const over = (reason: string): void => {
      this.#strangers.delete(channel);
      resolveEnded();
      channel.over(reason);
    };
    const hasGoodbye = language.goodbye(0, '') !== undefined;
    const channel = new StreamChannel(
      call,
      {
        remote: peer,
        socket,
        ended,
        end: (code, reason) => {
          // The other side answers a goodbye by ending its direction; without one, the status says it all.
          if (hasGoodbye) return;
          if (code !== CloseCode.GoingAway || this.#closing) call.emit('error', endingOf(code, reason));
          else call.end();
          over(reason);
        },
        leave: () => {
          call.end();
          over('');
        },
        terminate: () => socket?.destroy(),
      },
      language,
    );
    call.once('cancelled', () => over('the stream was cancelled'));
    // gRPC makes a status of it.
    call.on('error', () => undefined);
    socket?.once('close', () => over('the connection broke'));
    // The headers tell the caller that somebody is there.
    call.sendMetadata(new Metadata());
    onOpen(channel);
    return channel;
  }

  tick(): void {
    const now = this.#context.now();
    this.#admission.expire(now, (socket) => {
      this.#context.onRefused('the handshake took too long', remoteOf(socket));
      socket.destroy();
    });
    for (const [channel, deadline] of this.#strangers) {
      if (deadline > now) continue;
      this.#strangers.delete(channel);
      this.#context.onRefused('the handshake took too long', channel.remote);
      channel.terminate();
    }
  }

  /** Calls in flight go on until the sockets are cut; connections end when there are none. */
  close(): Promise<void> {
    this.#closing = true;
    this.#calls.close();
    this.#health.close();
    return new Promise((resolve) => {
      this.#listener.close(() => {
        this.#injector.destroy();
        resolve();
      });
      this.#admission.destroyPending();
      for (const channel of this.#strangers.keys()) channel.terminate();
      this.#injector.drain(this.#context.timings.closeTimeout);
    });
  }

  destroyAll(): void {
    this.#admission.destroyAll();
  }
}

/** As gRPC names the other end of a call. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${String(remoteAddress)}:${String(remotePort)}`;
}

function endingOf(code: number, reason: string): { readonly code: status; readonly details: string } {
  return { code: code === CloseCode.GoingAway ? status.UNAVAILABLE : status.INVALID_ARGUMENT, details: reason };
}
