import type { MethodDescription } from '@lolraft/raft-core';

/** As gRPC names it, and `invoke`. */
export const METRICS_SERVICE = 'lol.metrics.v1.Metrics';

/** The methods of the service. Whoever may ask for the status of a node may ask for its metrics. */
export const METRICS_METHODS = {
  Read: { kind: 'unary', role: 'read' },
  Watch: { kind: 'stream', role: 'read' },
} as const satisfies Readonly<Record<string, MethodDescription>>;

/** Where the service's .proto is, in the form that readers of .proto files want: `file` relative to `folder`. */
export const METRICS_PROTO = {
  file: 'lol/metrics/v1/metrics.proto',
  folder: new URL('../../../proto/', import.meta.url),
};
