import type { MethodDescription, ServiceDescription } from '../model/service-description.js';
import type { CallContext } from './transport.js';

/** What a method is told beside its request. Its `signal` also fires when the node closes. */
export type MethodContext = CallContext;

export interface UnaryMethod extends MethodDescription {
  readonly kind: 'unary';
  /**
   * Answers a call, if need be after minutes. The bytes are the method's to keep. What it throws goes to the caller as it is
   * where it is a `RaftError`: of ours, such as `NotLeaderError`, or the app's own as an `AppError`. Anything else is told as
   * `INTERNAL`, without its text. Once `signal` has fired nobody waits for the answer any more, and the method is to end.
   */
  handle(request: Uint8Array, context: MethodContext): Promise<Uint8Array>;
}

export interface StreamMethod extends MethodDescription {
  readonly kind: 'stream';
  /**
   * Answers with a sequence. The next item is asked for when the caller has taken the last one, never before: what a method
   * keeps for a slow reader meanwhile, it has to bound itself. Where the caller goes, `signal` fires and `return` is called.
   * Throws as `UnaryMethod.handle` does.
   */
  handle(request: Uint8Array, context: MethodContext): AsyncIterable<Uint8Array>;
}

export type MountedMethod = UnaryMethod | StreamMethod;

/** A service of the app, which clients call on the node's own transport, beside the one that every node has. */
export interface MountedService extends ServiceDescription {
  readonly methods: Readonly<Record<string, MountedMethod>>;
  /**
   * Calls and streams of this service that the node works on at once, over all its clients; over it a call is refused as
   * overloaded, at once. By default 16,384. The transport bounds those of each connection besides.
   */
  readonly maxCalls?: number;
}

/** Services, or what makes them of the host or node that they belong to, before anybody can call them. */
export type Mounting<Owner> = readonly MountedService[] | ((owner: Owner) => readonly MountedService[]);
