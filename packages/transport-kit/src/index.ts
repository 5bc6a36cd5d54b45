export { formatAddress, isEveryInterface, parseListen, type ListenAddress } from './address.js';
export { addressOf, Admission, type Admitted, type AdmissionLimits } from './admission.js';
export { Backoff, type BackoffOptions } from './backoff.js';
export { BATCH_LIMITS, encodeBatches } from './batching.js';
export type { Carrier, CarrierListener, ListenerContext, Opening, OpeningEvents } from './carrier.js';
export type { Channel, ChannelEvents, ChannelSecurity } from './channel.js';
export { CloseCode, fitReason } from './close-codes.js';
export { Connection, NOBODY, type ConnectionOptions, type ConnectionOwner } from './connection.js';
export { Deadlines, type Mortal } from './deadlines.js';
export { Dial, type DialEvents, type DialOptions } from './dial.js';
export { loudly } from './fail-loudly.js';
export { FrameTransport, type FrameTransportOptions, type ReloadOptions } from './frame-transport.js';
export { piecewise, whole, type Framing } from './framing.js';
export { agreeOnProtocol, identityOf, judgeHello, judgeReply } from './handshake.js';
export {
  DEFAULT_LIMITS,
  DEFAULT_TIMINGS,
  frameLimitsOf,
  resolveLimits,
  resolveTimings,
  tickPeriod,
  type TimingOptions,
  type TransportLimits,
  type TransportTimings,
} from './limits.js';
export { PeerLink, type LinkContext } from './peer-link.js';
export { PeerSession } from './peer-session.js';
export { PipelinedClient, type ClientLimits } from './pipelined-client.js';
export { costOf, ServedCall } from './served-call.js';
export { describeFault, toCallerError, tooLarge } from './served-error.js';
export { ServedStream, type StreamSink } from './served-stream.js';
export { Silence, type KeepAliveOptions } from './silence.js';
export { remoteOf } from './remote.js';
export { formatToken, parseAccessFile } from './security/access-file.js';
export { checkPolicy, checkRole, type AccessPolicy, type CertificateRule } from './security/access-policy.js';
export { Authenticator, type Caller, type Shown } from './security/authenticator.js';
export { isOutOfDate, namesOf } from './security/certificate-names.js';
export { exposureOf, isLoopback } from './security/exposure.js';
export { Gate, guarded, Visitor, type ServiceHandlers } from './security/gate.js';
export { DEFAULT_NODE_NAME, NodeName } from './security/node-name.js';
export { RefusalLog } from './security/refusal-log.js';
export { createToken, TokenTable, type TokenRecord } from './security/token.js';
export { WatchedFiles } from './security/watched-files.js';
export {
  dialTls,
  nodeNameOf,
  peerProblem,
  reloadServer,
  securityOf,
  serverTls,
  type ClientTlsOptions,
  type DialTls,
  type Pem,
  type TlsOptions,
} from './tls.js';
export { Turn, type Flushable } from './turn.js';
