export { GrpcTransport, type GrpcTransportOptions } from './grpc-transport.js';
export { GrpcClientTransport, type GrpcClientTransportOptions } from './grpc-client-transport.js';
export { readDescriptors } from './descriptors.js';
export type { GrpcOptions } from './settings.js';
export { ERROR_TRAILER, LEADER_ADDRESS_TRAILER, LEADER_ID_TRAILER } from './status.js';
export {
  CloseCode,
  DEFAULT_LIMITS,
  DEFAULT_TIMINGS,
  type BackoffOptions,
  type ClientTlsOptions,
  type KeepAliveOptions,
  type Pem,
  type TimingOptions,
  type TlsOptions,
  type TransportLimits,
  type TransportTimings,
} from '@lolraft/transport-kit';
