export { AppBridge, type AppBridgeOptions, type BridgeEvents } from './app-bridge.js';
export type { AppCommand } from './app-process.js';
export type { BridgedApp } from './bridged-app.js';
export type { ListenOption } from './endpoint.js';
export { AppLostError, AppReportedError, type LossReason } from './errors.js';
export { keepNode, KeptNode, type KeepOptions, type KeepEvents, type Restartable } from './keep-node.js';
export {
  DEFAULT_BRIDGE_LIMITS,
  DEFAULT_BRIDGE_TIMINGS,
  type BridgeLimits,
  type BridgeTimings,
} from './options.js';
