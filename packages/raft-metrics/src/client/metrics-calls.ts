import { encodeMessage } from '@lolraft/proto-kit';
import { proto } from '../protocol/generated.js';
import { type MetricsSample, SampleDecoder } from '../protocol/sample-decoder.js';
import { METRICS_SERVICE } from '../protocol/service.js';

/** Where a call goes, and how long it may take: as in `ServiceCallOptions` of raft-client. */
export interface MetricsCallOptions {
  /** Address of the node that is asked. */
  readonly node?: string;
  /** Where no node is named: whoever leads, by default; otherwise any node. */
  readonly leader?: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds; of a stream, for the whole of it. */
  readonly timeout?: number;
}

/** What can call services of a cluster: a `RaftClient`. */
export interface ServiceCaller {
  call(
    service: string,
    method: string,
    payload: Uint8Array,
    options?: MetricsCallOptions & { readonly idempotent?: boolean },
  ): Promise<Uint8Array>;
  stream(
    service: string,
    method: string,
    payload: Uint8Array,
    options?: MetricsCallOptions & { readonly idempotent?: boolean },
  ): AsyncIterable<Uint8Array>;
}

export interface ReadMetricsOptions extends MetricsCallOptions {
  /** Metrics whose name begins with one of these; by default all. At most 64. */
  readonly prefixes?: readonly string[];
  /** Series of these groups, and those that are of no group; by default all. At most 64. */
  readonly groups?: readonly string[];
}

export interface WatchMetricsOptions extends ReadMetricsOptions {
  /** Milliseconds between two samples, 100 to 3,600,000; by default 1,000. */
  readonly interval?: number;
}

function split({ prefixes = [], groups = [], ...call }: ReadMetricsOptions) {
  const filter: proto.Filter.$Properties = { prefixes: [...prefixes], groups: [...groups] };
  // To look twice does no harm.
  return { filter, call: { ...call, idempotent: true } };
}

/** The metrics of one node, as they are now. @throws {RaftError} `METHOD_NOT_FOUND` where the node has no such service. */
export async function readMetrics(client: ServiceCaller, options: ReadMetricsOptions = {}): Promise<MetricsSample> {
  const { filter, call } = split(options);
  const answer = await client.call(METRICS_SERVICE, 'Read', encodeMessage(proto.ReadRequest, { filter }), call);
  return new SampleDecoder().decode(answer);
}

/**
 * The metrics of one node, at once and then after each interval. The next sample is made when it is asked for: whoever takes longer than
 * an interval gets fewer, and each is new. Stays with its node, and ends with an error where that goes.
 * @throws {RaftError} from the iteration.
 */
export async function* watchMetrics(
  client: ServiceCaller,
  { interval = 0, ...options }: WatchMetricsOptions = {},
): AsyncGenerator<MetricsSample, void, undefined> {
  const { filter, call } = split(options);
  const decoder = new SampleDecoder();
  const request = encodeMessage(proto.WatchRequest, { interval, filter });
  for await (const bytes of client.stream(METRICS_SERVICE, 'Watch', request, call)) yield decoder.decode(bytes);
}
