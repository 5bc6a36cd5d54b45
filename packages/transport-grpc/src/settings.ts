import { compressionAlgorithms, type ChannelOptions } from '@grpc/grpc-js';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { LINK_MESSAGE_BYTES } from '@lolraft/raft-wire';
import type { TransportLimits, TransportTimings } from '@lolraft/transport-kit';

/** What gRPC has and other carriers have not. */
export interface GrpcOptions {
  /** Calls and streams at once on one connection, as HTTP/2 counts them. Default: 256. */
  readonly maxStreams?: number;
  /** What this side's dialled streams are compressed with. Default: nothing; payloads are the app's to compress. */
  readonly compression?: 'gzip' | 'deflate';
  /** Bytes of a stream that may be under way without having been read. Default: 1 MiB. */
  readonly windowBytes?: number;
  /** Whether the node describes its services to whoever asks (grpc.reflection.v1). Default: true. */
  readonly reflection?: boolean;
}

export interface GrpcSettings {
  readonly maxStreams: number;
  readonly windowBytes: number;
  readonly compression: 'gzip' | 'deflate' | undefined;
  readonly reflection: boolean;
}

const MAX_WINDOW = 2 ** 31 - 1;

/** @throws {InvalidArgumentError} */
export function resolveSettings(options: GrpcOptions): GrpcSettings {
  const { maxStreams = 256, windowBytes = 1024 * 1024, compression, reflection = true } = options;
  const check = (name: string, value: number, min: number, max: number): void => {
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(
        `${name} is ${String(value)}, expected a whole number from ${String(min)} to ${String(max)}`,
      );
  };
  check('maxStreams', maxStreams, 1, 2 ** 31 - 1);
  check('windowBytes', windowBytes, 65_535, MAX_WINDOW);
  return { maxStreams, windowBytes, compression, reflection };
}

/** What a message may have beside its content. */
const RESERVE = 64 * 1024;

function common(maxMessageBytes: number, windowBytes: number): ChannelOptions {
  return {
    'grpc.max_receive_message_length': maxMessageBytes + RESERVE,
    'grpc.max_send_message_length': maxMessageBytes + RESERVE,
    'grpc-node.flow_control_window': windowBytes,
    'grpc.enable_channelz': 0,
  };
}

/** Of a node's server. Messages of streams between nodes are no longer than a frame; calls may be. */
export function nodeOptions(
  { maxMessageBytes }: TransportLimits,
  { clientKeepAlive }: TransportTimings,
  { windowBytes, maxStreams }: GrpcSettings,
): ChannelOptions {
  return {
    ...common(maxMessageBytes, windowBytes),
    'grpc.max_concurrent_streams': maxStreams,
    'grpc.keepalive_time_ms': clientKeepAlive.interval,
    'grpc.keepalive_timeout_ms': clientKeepAlive.timeout,
  };
}

/** Of a channel that is one connection, dialled once: who wants another one dials anew. */
export function dialOptions(maxMessageBytes: number, { windowBytes, compression }: GrpcSettings): ChannelOptions {
  return {
    ...common(Math.max(maxMessageBytes, LINK_MESSAGE_BYTES), windowBytes),
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    ...(compression !== undefined && {
      'grpc.default_compression_algorithm': compressionAlgorithms[compression],
    }),
  };
}
