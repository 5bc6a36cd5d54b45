import { AGREEMENT } from './list-agreement.js';
import { ELECTION, LEADER, LOG } from './list-core.js';
import { DRIVER } from './list-driver.js';
import { FORWARDING, LEASES } from './list-leases.js';
import { BRIDGE } from './list-bridge.js';
import { GRPC } from './list-grpc.js';
import { CLIENT, WIRE, WS } from './list-network.js';
import { LOCK } from './list-lock.js';
import { KVS } from './list-kvs.js';
import { LOCK_CLIENT } from './list-lock-client.js';
import { LOCK_RUN } from './list-lock-run.js';
import { LOCK_SERVICE } from './list-lock-service.js';
import { MEMBERSHIP } from './list-membership.js';
import { METRICS } from './list-metrics.js';
import { MEMORY, ROCKSDB, STORAGE_PORT } from './list-storage.js';
import { RESTORE } from './list-restore.js';
import { SECURITY } from './list-security.js';
import { SERVICES } from './list-services.js';
import { SESSIONS } from './list-sessions.js';
import { SNAPSHOTS } from './list-snapshots.js';
import type { Mutant } from './mutant.js';

/** The standing list: each rule of the design and each grave entry of the bug catalogue has at least one. */
export const MUTANTS: readonly Mutant[] = [
  ...ELECTION,
  ...LOG,
  ...LEADER,
  ...LEASES,
  ...DRIVER,
  ...FORWARDING,
  ...MEMBERSHIP,
  ...AGREEMENT,
  ...SNAPSHOTS,
  ...SESSIONS,
  ...STORAGE_PORT,
  ...ROCKSDB,
  ...MEMORY,
  ...WIRE,
  ...WS,
  ...GRPC,
  ...CLIENT,
  ...SECURITY,
  ...SERVICES,
  ...METRICS,
  ...BRIDGE,
  ...LOCK,
  ...LOCK_CLIENT,
  ...LOCK_SERVICE,
  ...LOCK_RUN,
  ...RESTORE,
  ...KVS,
];
