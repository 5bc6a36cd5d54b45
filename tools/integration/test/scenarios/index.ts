import { describe } from 'mocha';
import type { Surroundings } from '../support/surroundings.js';
import { clients } from './clients.js';
import { diskFaults } from './disk-faults.js';
import { failover } from './failover.js';
import { forwarding } from './forwarding.js';
import { groups } from './groups.js';
import { identity } from './identity.js';
import { lifecycle } from './lifecycle.js';
import { limits } from './limits.js';
import { services } from './services.js';
import { snapshots } from './snapshots.js';

/**
 * Everything that a cluster must do, whatever it stands on.
 * @param parts Without `disks`: not what only disks and their owners have to do with.
 */
export function clusterScenarios(
  surroundings: Surroundings,
  parts: { readonly disks: boolean } = { disks: true },
): void {
  describe(`a cluster ${surroundings.name}`, function () {
    this.timeout(120_000);
    describe('groups', () => groups(surroundings));
    describe('failover', () => failover(surroundings));
    describe('clients', () => clients(surroundings));
    describe('services of the app', () => services(surroundings));
    describe('forwarding and leases', () => forwarding(surroundings));
    describe('limits', () => limits(surroundings));
    if (parts.disks) {
      describe('disk faults', () => diskFaults(surroundings));
      describe('identity', () => identity(surroundings));
    }
    describe('snapshots', () => snapshots(surroundings));
    describe('lifecycle', () => lifecycle(surroundings));
  });
}
