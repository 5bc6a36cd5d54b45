import { transportConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { GrpcClientTransport } from '../src/index.js';
import { createTransport } from './support/conformance.js';

const groups = transportConformance({
  create: createTransport,
  createClient: () => new GrpcClientTransport(),
  resources: () => process.getActiveResourcesInfo(),
});

describe('GrpcTransport conforms', () => {
  for (const { title, cases } of groups) {
    describe(title, () => {
      for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
    });
  }
});
