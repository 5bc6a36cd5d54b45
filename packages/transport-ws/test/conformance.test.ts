import { transportConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { WsClientTransport } from '../src/index.js';
import { createTransport } from './support/conformance.js';

const groups = transportConformance({
  create: createTransport,
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
