import { ClosedError, InvalidArgumentError, MethodNotFoundError, OverloadedError } from '../model/errors.js';
import { checkServices, findMethod } from '../model/service-description.js';
import type { InvokeItem, InvokeRequest, InvokeResponse, InvokeStreamRequest } from '../model/service.js';
import type { MethodContext, MountedService, StreamMethod } from '../ports/mounted-service.js';
import type { CallContext } from '../ports/transport.js';

const DEFAULT_MAX_CALLS = 16_384;

/** The services of the app on one host: finds the method that a call is for, and bounds the calls that are under way. */
export class Mounts {
  readonly services: readonly MountedService[];
  readonly #open = new Map<string, Set<MethodCall>>();
  #closed = false;

  /** @throws {InvalidArgumentError} where a service cannot be called by its name. */
  constructor(services: readonly MountedService[]) {
    checkServices(services);
    for (const { name, maxCalls = DEFAULT_MAX_CALLS } of services)
      if (!Number.isSafeInteger(maxCalls) || maxCalls < 1)
        throw new InvalidArgumentError(`maxCalls of ${name} must be a whole number above 0, not ${maxCalls}`);
    this.services = services;
  }

  async call(request: InvokeRequest, context: CallContext): Promise<InvokeResponse> {
    const method = findMethod(this.services, request, 'unary');
    if (method === undefined) throw new MethodNotFoundError(request.service, request.method);
    const call = this.#begin(request.service, context);
    try {
      return { type: 'invoke', value: await method.handle(request.payload, call) };
    } finally {
      this.#end(request.service, call);
    }
  }

  stream(request: InvokeStreamRequest, context: CallContext): AsyncIterable<InvokeItem> {
    const method = findMethod(this.services, request, 'stream');
    if (method === undefined) throw new MethodNotFoundError(request.service, request.method);
    return { [Symbol.asyncIterator]: () => this.#iterate(method, request, context) };
  }

  /** Not a generator: its `return` would wait for an item that is still being made. */
  #iterate(method: StreamMethod, request: InvokeStreamRequest, context: CallContext): AsyncIterator<InvokeItem> {
    const call = this.#begin(request.service, context);
    const end = (): void => this.#end(request.service, call);
    let source: AsyncIterator<Uint8Array>;
    try {
      source = method.handle(request.payload, call)[Symbol.asyncIterator]();
    } catch (error) {
      end();
      throw error;
    }
    return {
      next: async () => {
        try {
          const result = await source.next();
          if (result.done !== true) return { done: false, value: { type: 'invokeItem', bytes: result.value } };
        } catch (error) {
          end();
          throw error;
        }
        end();
        return { done: true, value: undefined };
      },
      return: async () => {
        end();
        await source.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  #begin(service: string, context: CallContext): MethodCall {
    if (this.#closed) throw new ClosedError('the node');
    const limit = this.services.find(({ name }) => name === service)?.maxCalls ?? DEFAULT_MAX_CALLS;
    const open = this.#open.get(service) ?? new Set();
    if (open.size >= limit) throw new OverloadedError(`${limit} calls of ${service} are under way on this node`);
    const call = new MethodCall(context);
    this.#open.set(service, open.add(call));
    return call;
  }

  #end(service: string, call: MethodCall): void {
    call.end();
    this.#open.get(service)?.delete(call);
  }

  /**
   * Has every call end that is under way, and takes no more.
   * @returns whether there were any.
   */
  close(): boolean {
    this.#closed = true;
    const calls = [...this.#open.values()].flatMap((open) => [...open]);
    for (const call of calls) call.abort(new ClosedError('the node', 'unknown'));
    return calls.length > 0;
  }
}

/** What a method sees of its call: as the transport says, and it ends with the node too. */
class MethodCall implements MethodContext {
  readonly #context: CallContext;
  #controller: AbortController | undefined;
  #closed: ClosedError | undefined;
  #forget: (() => void) | undefined;

  constructor(context: CallContext) {
    this.#context = context;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      const { signal } = this.#context;
      const onAbort = (): void => controller.abort(signal.reason);
      if (this.#closed !== undefined) controller.abort(this.#closed);
      else if (signal.aborted) onAbort();
      else {
        signal.addEventListener('abort', onAbort, { once: true });
        this.#forget = () => signal.removeEventListener('abort', onAbort);
      }
    }
    return this.#controller.signal;
  }

  get remaining(): number | undefined {
    return this.#context.remaining;
  }

  get traceparent(): string | undefined {
    return this.#context.traceparent;
  }

  get credential(): string | undefined {
    return this.#context.credential;
  }

  get forwarded(): boolean {
    return this.#context.forwarded;
  }

  get remote(): string | undefined {
    return this.#context.remote;
  }

  abort(reason: ClosedError): void {
    this.#closed ??= reason;
    this.#controller?.abort(reason);
  }

  end(): void {
    this.#forget?.();
  }
}
