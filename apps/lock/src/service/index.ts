export { LockFeed } from './feed.js';
export type { LockGroup } from './leadership.js';
export { LockService, type LockServiceSite, type LockServiceStatus } from './lock-service.js';
export type { LockMethods } from './methods.js';
export { DEFAULT_LOCK_SERVICE_OPTIONS, type LockServiceOptions } from './options.js';
export { DEFAULT_KEEPER_OPTIONS, type KeeperOptions } from './sessions/keeper-options.js';
export { lockRoutes, MAX_HTTP_WAIT, type LockHttpOptions } from './http/lock-routes.js';
export type { LockHttpAnswer, LockHttpRequest, LockRoute } from './http/route.js';
