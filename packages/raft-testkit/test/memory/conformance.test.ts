import { describe, it } from 'mocha';
import { MemoryNetwork, transportConformance, type TransportFactory } from '../../src/index.js';

const network = new MemoryNetwork();

const factory: TransportFactory = {
  create: ({ address, ...limits } = {}) => network.transport(address, limits),
  createClient: () => network.client(),
  resources: () => process.getActiveResourcesInfo(),
};

describe('MemoryTransport conforms', () => {
  for (const { title, cases } of transportConformance(factory)) {
    describe(title, () => {
      for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
    });
  }
});
