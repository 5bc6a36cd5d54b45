import { ClosedError, InternalError } from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type {
  ServiceRequest,
  ServiceResponse,
  StreamItem,
  StreamRequest,
  WatchStatusRequest,
} from '../model/service.js';
import type { Clock } from '../ports/clock.js';
import type { CallContext } from '../ports/transport.js';
import type { Events, HostEvents } from './events.js';
import type { RaftGroup } from './group.js';
import type { Mounts } from './mounts.js';
import type { WriteResult } from './proposals.js';
import type { ReadResult } from './read-queue.js';

const MIN_INTERVAL = 50;
const MAX_INTERVAL = 60_000;

/**
 * Answers clients, over whatever transport they came. Deadlines and signals of unary calls are the transport's to
 * enforce: it stops waiting, and what the call did is then unknown.
 */
export class Service {
  readonly #group: (id: GroupId) => RaftGroup;
  readonly #events: Events<HostEvents>;
  readonly #clock: Clock;
  readonly #isClosed: () => boolean;
  readonly #mounts: () => Mounts;

  constructor(
    group: (id: GroupId) => RaftGroup,
    events: Events<HostEvents>,
    clock: Clock,
    isClosed: () => boolean,
    mounts: () => Mounts,
  ) {
    this.#mounts = mounts;
    this.#group = group;
    this.#events = events;
    this.#clock = clock;
    this.#isClosed = isClosed;
  }

  /** Not async: what awaited within would keep the request, and with it the frame that it came in, until the end. */
  call(request: ServiceRequest, context: CallContext): Promise<ServiceResponse> {
    try {
      if (request.type === 'invoke') return this.#mounts().call(request, context);
      const group = this.#group(request.group);
      switch (request.type) {
        case 'write': {
          const { session, sequence, window, payload, acknowledge = 'apply' } = request;
          return group.write(payload, { session, sequence, window, acknowledge }, context).then(writeResponse);
        }
        case 'session': {
          const { operation, session, acknowledged } = request;
          return group
            .session(operation, session, { acknowledged }, context)
            .then((terms) => ({ type: 'session', ...terms }));
        }
        case 'query': {
          const timeout = context.remaining;
          const options = { level: request.level, ...(timeout === undefined ? undefined : { timeout }) };
          return group.read(request.payload, options).then(queryResponse);
        }
        case 'status':
          return Promise.resolve({ type: 'status', status: group.status() });
        case 'changeMembership': {
          const { changes, expected, force } = request;
          return group
            .changeMembership(changes, { expected, force, timeout: context.remaining }, context)
            .then(({ index }) => ({ type: 'changeMembership', index }));
        }
        case 'transferLeadership':
          return group
            .transferLeadership(request.target, { timeout: context.remaining }, context)
            .then(({ leader, term }) => ({ type: 'transferLeadership', leader, term }));
        case 'tune':
          return group
            .tune(request.settings, { expected: request.expected, timeout: context.remaining })
            .then((settings) => ({ type: 'tune', settings }));
        case 'raiseClusterVersion':
          return group
            .raiseClusterVersion(request.version, { expected: request.expected, timeout: context.remaining })
            .then(({ index }) => ({ type: 'raiseClusterVersion', index }));
        case 'takeSnapshot':
          return group.takeSnapshot().then(({ index, size }) => ({ type: 'takeSnapshot', index, size }));
      }
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new InternalError(String(error)));
    }
  }

  stream(request: StreamRequest, context: CallContext): AsyncIterable<StreamItem> {
    switch (request.type) {
      case 'watchStatus':
        return this.#watch(request, context);
      case 'readSnapshot':
        return this.#group(request.group).readSnapshot(context.signal);
      case 'invokeStream':
        return this.#mounts().stream(request, context);
    }
  }

  /** The status now, whenever it changes, and once per interval. Only the newest is kept for a slow reader. */
  async *#watch(request: WatchStatusRequest, context: CallContext): AsyncGenerator<StreamItem> {
    const group = this.#group(request.group);
    const interval = Math.min(Math.max(request.interval, MIN_INTERVAL), MAX_INTERVAL);
    let wake: (() => void) | undefined;
    let changed = false;
    const notify = (): void => {
      changed = true;
      wake?.();
    };
    const ends = [
      this.#events.on('state', (event) => {
        if (event.group === group.id) notify();
      }),
      this.#events.on('configuration', (event) => {
        if (event.group === group.id) notify();
      }),
      this.#events.on('stopped', (event) => {
        if (event.group === group.id) notify();
      }),
    ];
    const { signal } = context;
    signal.addEventListener('abort', notify, { once: true });
    try {
      while (!signal.aborted) {
        if (this.#isClosed()) throw new ClosedError('the node');
        changed = false;
        yield { type: 'status', status: group.status() };
        const timer = this.#clock.setTimer(interval, notify);
        await new Promise<void>((resolve) => {
          wake = resolve;
          // A change while the reader was busy, or before it came back, is told at once.
          if (changed || signal.aborted) resolve();
        });
        wake = undefined;
        timer.cancel();
      }
    } finally {
      signal.removeEventListener('abort', notify);
      for (const end of ends) end();
    }
  }
}

function writeResponse({ index, value }: WriteResult<Uint8Array | undefined>): ServiceResponse {
  return { type: 'write', index, value };
}

function queryResponse({ index, value }: ReadResult): ServiceResponse {
  return { type: 'query', index, value };
}
