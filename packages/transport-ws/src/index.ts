export { WsTransport, type WsTransportOptions } from './ws-transport.js';
export { WsClientTransport, type WsClientTransportOptions } from './ws-client-transport.js';
export { DEFAULT_LIMITS, DEFAULT_TIMINGS, type TimingOptions, type WsLimits, type WsTimings } from './limits.js';
export type { BackoffOptions } from './backoff.js';
export type { KeepAliveOptions } from './silence.js';
export type { ClientTlsOptions, Pem, TlsOptions } from './tls.js';
export { CloseCode } from './close-codes.js';
