export { GrpcTransport, type GrpcTransportOptions } from './grpc-transport.js';
export { GrpcClientTransport, type GrpcClientTransportOptions } from './grpc-client-transport.js';
export { readDescriptors } from './descriptors.js';
export type { GrpcOptions } from './settings.js';
export { ERROR_TRAILER, LEADER_ADDRESS_TRAILER, LEADER_ID_TRAILER } from './status.js';
export {
  createToken,
  parseAccessFile,
  CloseCode,
  DEFAULT_LIMITS,
  DEFAULT_TIMINGS,
  type AccessPolicy,
  type BackoffOptions,
  type CertificateRule,
  type ClientTlsOptions,
  type KeepAliveOptions,
  type Pem,
  type ReloadOptions,
  type TimingOptions,
  type TlsOptions,
  type TokenRecord,
  type TransportLimits,
  type TransportTimings,
} from '@lolraft/transport-kit';
