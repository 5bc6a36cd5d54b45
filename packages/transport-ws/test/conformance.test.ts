import { transportConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { WsClientTransport, WsTransport } from '../src/index.js';

const groups = transportConformance({
  create: ({ address, ...limits } = {}) =>
    new WsTransport({ ...(address === undefined ? {} : { listen: new URL(address).host }), limits }),
  createClient: () => new WsClientTransport(),
  resources: () => process.getActiveResourcesInfo(),
});

describe('WsTransport conforms', () => {
  for (const { title, cases } of groups) {
    describe(title, () => {
      for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
    });
  }
});
