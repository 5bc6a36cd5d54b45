export { WsTransport, type WsTransportOptions } from './ws-transport.js';
export { WsClientTransport, type WsClientTransportOptions } from './ws-client-transport.js';
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
