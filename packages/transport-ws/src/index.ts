export { WsTransport, type WsTransportOptions } from './ws-transport.js';
export { WsClientTransport, type WsClientTransportOptions } from './ws-client-transport.js';
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
