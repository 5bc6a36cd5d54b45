import { decodeMessage, type MessageType } from '@lolraft/proto-kit';
import {
  type Clock,
  InvalidArgumentError,
  type MethodContext,
  type MountedService,
  OverloadedError,
  RaftError,
  type RaftHost,
  systemClock,
  waitFor,
} from '@lolraft/raft-core';
import { CountedMetrics } from '../counted-metrics.js';
import type { MetricDescription, MetricSource } from '../family.js';
import { descriptors } from '../protocol/descriptors.js';
import { encodeSample } from '../protocol/encode-sample.js';
import { proto } from '../protocol/generated.js';
import { DEFAULT_INTERVAL, MAX_INTERVAL, MIN_INTERVAL } from '../protocol/limits.js';
import { METRICS_METHODS, METRICS_SERVICE } from '../protocol/service.js';
import { Selection } from './selection.js';

export interface MetricsServiceOptions {
  /** Counts that others show too, and end; by default its own, from now on. */
  readonly metrics?: CountedMetrics;
  /** Metrics of the app, shown behind those of the host. */
  readonly sources?: readonly MetricSource[];
  /** Streams at once, over all clients; more are refused as overloaded. By default 32. */
  readonly maxWatchers?: number;
  /** The machine's by default. */
  readonly clock?: Clock;
}

const DEFAULT_MAX_WATCHERS = 32;
/** Calls beside the streams: they are answered at once. */
const MAX_READS = 64;

/** `lol.metrics.v1.Metrics` of one host: the metrics that its other exporters show, for any client of the node. */
export class MetricsService implements Disposable {
  /** To be mounted on the host. */
  readonly mounted: MountedService;
  readonly #host: RaftHost;
  readonly #counted: CountedMetrics;
  readonly #isOwn: boolean;
  readonly #sources: readonly MetricSource[];
  readonly #catalogue: readonly MetricDescription[];
  readonly #clock: Clock;
  readonly #began: number;
  readonly #maxWatchers: number;
  #watchers = 0;

  /** @throws {InvalidArgumentError} where two sources have a metric of the same name, or a bound is none. */
  constructor(host: RaftHost, options: MetricsServiceOptions = {}) {
    const { metrics, sources = [], maxWatchers = DEFAULT_MAX_WATCHERS, clock = systemClock() } = options;
    if (!Number.isSafeInteger(maxWatchers) || maxWatchers < 1)
      throw new InvalidArgumentError(`maxWatchers must be a whole number above 0, not ${maxWatchers}`);
    this.#host = host;
    this.#isOwn = metrics === undefined;
    this.#counted = metrics ?? new CountedMetrics(host);
    this.#sources = [this.#counted, ...sources];
    this.#catalogue = catalogueOf(this.#sources);
    this.#clock = clock;
    this.#began = clock.now();
    this.#maxWatchers = maxWatchers;
    this.mounted = {
      name: METRICS_SERVICE,
      methods: {
        Read: { ...METRICS_METHODS.Read, handle: async (request) => this.#read(request) },
        Watch: { ...METRICS_METHODS.Watch, handle: (request, context) => this.#watch(request, context) },
      },
      maxCalls: maxWatchers + MAX_READS,
      descriptors,
    };
  }

  /** Streams that are open. */
  get watchers(): number {
    return this.#watchers;
  }

  #read(bytes: Uint8Array): Uint8Array {
    const { filter } = decoded(proto.ReadRequest, bytes);
    return this.#sample(new Selection(this.#host, filter), this.#clock.now(), true);
  }

  /** Nothing is made ahead: what a slow reader missed is never kept, and its next sample is of the moment that it asks. */
  async *#watch(bytes: Uint8Array, { signal }: MethodContext): AsyncGenerator<Uint8Array, void, undefined> {
    const request = decoded(proto.WatchRequest, bytes);
    const interval = checkedInterval(request.interval);
    const selection = new Selection(this.#host, request.filter);
    if (this.#watchers >= this.#maxWatchers)
      throw new OverloadedError(`${this.#maxWatchers} watch the metrics of this node`);
    this.#watchers++;
    try {
      for (let isFirst = true, due = 0; ; isFirst = false) {
        const wait = due - this.#clock.now();
        if (!isFirst && wait > 0) await waitFor(this.#clock, wait, signal);
        if (signal.aborted) {
          // The node's end is told; a caller that has left hears nothing any more.
          if (signal.reason instanceof RaftError) throw signal.reason;
          return;
        }
        const now = this.#clock.now();
        due = now + interval;
        yield this.#sample(selection, now, isFirst);
      }
    } finally {
      this.#watchers--;
    }
  }

  #sample(selection: Selection, now: number, isFirst: boolean): Uint8Array {
    const families = selection.of(this.#sources.flatMap((source) => source.read()));
    return encodeSample({
      node: this.#host.id,
      elapsed: now - this.#began,
      catalogue: isFirst ? this.#catalogue.filter((metric) => selection.hasMetric(metric)) : undefined,
      families,
    });
  }

  /** Counts no longer. Streams end with the host. */
  [Symbol.dispose](): void {
    if (this.#isOwn) this.#counted[Symbol.dispose]();
  }
}

function catalogueOf(sources: readonly MetricSource[]): readonly MetricDescription[] {
  const byName = new Map<string, MetricDescription>();
  for (const metric of sources.flatMap(({ metrics }) => metrics)) {
    if (byName.has(metric.name)) throw new InvalidArgumentError(`there are two metrics of the name ${metric.name}`);
    byName.set(metric.name, metric);
  }
  return [...byName.values()];
}

function checkedInterval(given: number): number {
  const interval = given === 0 ? DEFAULT_INTERVAL : given;
  if (interval < MIN_INTERVAL || interval > MAX_INTERVAL)
    throw new InvalidArgumentError(
      `the interval must be from ${MIN_INTERVAL} to ${MAX_INTERVAL} milliseconds, not ${interval}`,
    );
  return interval;
}

/** @throws {InvalidArgumentError} on bytes that are no such message. */
function decoded<Q>(type: MessageType<never, Q>, bytes: Uint8Array): Q {
  try {
    return decodeMessage('the request', type, bytes);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
