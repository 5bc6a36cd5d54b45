import {
  grants,
  isPassedOn,
  OverloadedError,
  PermissionDeniedError,
  roleOf,
  UnauthenticatedError,
  type CallContext,
  type ServiceDescription,
  type ServiceRequest,
  type StreamRequest,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { Authenticator, type Caller, type Shown } from './authenticator.js';
import { checkPolicy, type AccessPolicy } from './access-policy.js';
import type { NodeName } from './node-name.js';

export type ServiceHandlers = Pick<TransportHandlers, 'onCall' | 'onStream' | 'onRefused' | 'services'>;

/** The one place where it is decided who may call what, whatever a call comes over. */
export class Gate {
  #nodes: NodeName;
  #policy: AccessPolicy | undefined;
  #authenticator: Authenticator | undefined;
  #version = 0;

  /** @throws {InvalidArgumentError} */
  constructor(policy: AccessPolicy | undefined, nodes: NodeName) {
    this.#nodes = nodes;
    this.#policy = policy;
    this.#authenticator = this.#make(policy);
  }

  /** How certificates name nodes; told once the cluster is known. */
  set nodes(nodes: NodeName) {
    this.#nodes = nodes;
    this.#authenticator = this.#make(this.#policy);
  }

  #make(policy: AccessPolicy | undefined): Authenticator | undefined {
    return policy === undefined ? undefined : new Authenticator(checkPolicy(policy), this.#nodes);
  }

  /**
   * @returns what has another policy count for every call from then on, also of connections that are open.
   * @throws {InvalidArgumentError} where it is not valid.
   */
  prepare(policy: AccessPolicy): () => void {
    const authenticator = this.#make(policy);
    return () => {
      this.#policy = policy;
      this.#authenticator = authenticator;
      this.#version++;
    };
  }

  /** Undefined: everybody may do everything. */
  get authenticator(): Authenticator | undefined {
    return this.#authenticator;
  }

  /** Grows with each policy. */
  get version(): number {
    return this.#version;
  }
}

/** What a connection is to its gate. */
export class Visitor {
  readonly #gate: Gate;
  readonly #shown: Shown;
  readonly #onAdmitted: () => string | undefined;
  #isAdmitted = false;
  /** Who the last call came from: connections seldom change their token. */
  #last: { readonly credential: string | undefined; readonly version: number; readonly caller: Caller } | undefined;

  /** @param onAdmitted Called once it has first shown who it is; returns why it may not stay, where it may not. */
  constructor(gate: Gate, shown: Shown, onAdmitted: () => string | undefined) {
    this.#gate = gate;
    this.#shown = shown;
    this.#onAdmitted = onAdmitted;
  }

  /** Admits the connection at once where it needs no token; returns why it may not stay, where it may not. */
  enter(): string | undefined {
    if (this.#isAdmitted) return undefined;
    const { authenticator } = this.#gate;
    if (authenticator !== undefined) {
      try {
        authenticator.authenticate(this.#shown, undefined, Date.now());
      } catch (error) {
        if (error instanceof UnauthenticatedError) return undefined;
        throw error;
      }
    }
    return this.#admit();
  }

  #admit(): string | undefined {
    if (this.#isAdmitted) return undefined;
    const problem = this.#onAdmitted();
    this.#isAdmitted = problem === undefined;
    return problem;
  }

  /**
   * @throws {UnauthenticatedError}
   * @throws {PermissionDeniedError}
   * @throws {OverloadedError} where there is no room for the connection.
   */
  check(
    request: ServiceRequest | StreamRequest,
    { credential, forwarded }: CallContext,
    services?: readonly ServiceDescription[],
  ): void {
    const caller = this.#identify(credential);
    const problem = this.#admit();
    if (problem !== undefined) throw new OverloadedError(problem);
    if (caller === undefined) return;
    const needed = roleOf(request, services);
    if (caller.type === 'node') {
      // It has checked who asked it. Beyond that a node has no reason to be a client, but to look whom it joins.
      if (forwarded && isPassedOn(request)) return;
      if (grants('read', needed)) return;
      throw new PermissionDeniedError(`${caller.name} may only read, and pass on what others ask`);
    }
    if (grants(caller.role, needed)) return;
    throw new PermissionDeniedError(`${request.type} needs the role ${needed}, and ${caller.name} has ${caller.role}`);
  }

  #identify(credential: string | undefined): Caller | undefined {
    const { authenticator, version } = this.#gate;
    if (authenticator === undefined) return undefined;
    const now = Date.now();
    const last = this.#last;
    if (last !== undefined && last.credential === credential && last.version === version && now < last.caller.until)
      return last.caller;
    const caller = authenticator.authenticate(this.#shown, credential, now);
    this.#last = { credential, version, caller };
    return caller;
  }
}

/** The handlers as a visitor may use them. */
export function guarded(handlers: ServiceHandlers, visitor: Visitor, remote: string): ServiceHandlers {
  const check = (request: ServiceRequest | StreamRequest, context: CallContext): void => {
    try {
      visitor.check(request, context, handlers.services);
    } catch (error) {
      if (error instanceof Error) handlers.onRefused(`${request.type} was refused: ${error.message}`, remote);
      throw error;
    }
  };
  // What a stream throws as it begins is its end; a call rejects.
  return {
    async onCall(request, context) {
      check(request, context);
      return handlers.onCall(request, context);
    },
    onStream(request, context) {
      check(request, context);
      return handlers.onStream(request, context);
    },
    onRefused: (reason, from) => handlers.onRefused(reason, from),
  };
}
