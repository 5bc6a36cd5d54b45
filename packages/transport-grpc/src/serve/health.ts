import {
  status,
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import {
  GroupNotFoundError,
  groupId,
  InvalidArgumentError,
  type GroupId,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { ServedCall } from '@lolraft/transport-kit';
import { service } from 'grpc-health-check';
import { RAFT } from '../methods.js';
import { callOf } from './caller.js';

type Serving = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
interface Question {
  readonly service: string;
}
interface Answer {
  readonly status: Serving;
}
type Check = ServerUnaryCall<Question, Answer>;
type Watch = ServerWritableStream<Question, Answer>;

/** Milliseconds between two looks at what is watched and says nothing. */
const INTERVAL = 1000;

/** What is asked after: the node itself, one of its groups, or nothing that we know. */
type Subject = 'node' | { readonly group: GroupId } | undefined;

/**
 * The standard health service, `grpc.health.v1`: "" and "lol.v1.Raft" are the node, which serves while it is open, and so are the
 * names of the app's services; "lol.v1.Raft/<group>" is one group, which serves while it runs here; whether it has a leader is another matter.
 */
export class Health {
  readonly #handlers: TransportHandlers;
  readonly #watches = new Set<Watch>();
  #closing = false;

  constructor(handlers: TransportHandlers) {
    this.#handlers = handlers;
  }

  addTo(server: Server, greet: (peer: string) => void): void {
    server.addService(service, {
      check: (call: Check, callback: sendUnaryData<Answer>) => {
        greet(call.getPeer());
        void this.#check(call, callback);
      },
      watch: (call: Watch) => {
        greet(call.getPeer());
        void this.#watch(call);
      },
    });
  }

  #subject(name: string): Subject {
    return this.#handlers.services?.some((service) => service.name === name) === true ? 'node' : subjectOf(name);
  }

  /** Tells watchers, and ends their streams: they keep no connection open. */
  close(): void {
    this.#closing = true;
    for (const call of this.#watches) {
      call.write({ status: 'NOT_SERVING' });
      call.end();
    }
    this.#watches.clear();
  }

  async #check(call: Check, callback: sendUnaryData<Answer>): Promise<void> {
    const serving = await this.#look(call, this.#subject(call.request.service));
    if (serving === 'SERVICE_UNKNOWN')
      callback({ code: status.NOT_FOUND, details: `there is no ${call.request.service} here` });
    else callback(null, { status: serving });
  }

  async #look(call: Check | Watch, subject: Subject): Promise<Serving> {
    if (subject === undefined) return 'SERVICE_UNKNOWN';
    if (this.#closing) return 'NOT_SERVING';
    if (subject === 'node') return 'SERVING';
    const request = { type: 'status', group: subject.group } as const;
    try {
      const response = await this.#handlers.onCall(request, new ServedCall(callOf(call, request), performance.now()));
      return response.type === 'status' && response.status.failure === undefined ? 'SERVING' : 'NOT_SERVING';
    } catch (error) {
      return error instanceof GroupNotFoundError ? 'SERVICE_UNKNOWN' : 'NOT_SERVING';
    }
  }

  async #watch(call: Watch): Promise<void> {
    const subject = this.#subject(call.request.service);
    this.#watches.add(call);
    let wake: (() => void) | undefined;
    call.once('cancelled', () => {
      this.#watches.delete(call);
      wake?.();
    });
    let last: Serving | undefined;
    for (;;) {
      const serving = await this.#look(call, subject);
      if (!this.#watches.has(call)) return;
      if (serving !== last) call.write({ status: serving });
      last = serving;
      await new Promise<void>((resolve) => {
        wake = resolve;
        // Nobody waits for it but a caller whose connection keeps the process alive anyway.
        setTimeout(resolve, INTERVAL).unref();
      });
    }
  }
}

function subjectOf(name: string): Subject {
  if (name === '' || name === RAFT) return 'node';
  if (!name.startsWith(`${RAFT}/`)) return undefined;
  try {
    return { group: groupId(name.slice(RAFT.length + 1)) };
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined;
    throw error;
  }
}
