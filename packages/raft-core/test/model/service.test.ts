import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mayHaveEffect, type ServiceRequest, type StreamRequest } from '../../src/model/service.js';

/** What has become of a request that was sent, and is not answered. */
const IN_DOUBT: Readonly<Record<(ServiceRequest | StreamRequest)['type'], 'nothing' | 'nobody knows'>> = {
  query: 'nothing',
  status: 'nothing',
  watchStatus: 'nothing',
  readSnapshot: 'nothing',
  write: 'nobody knows',
  session: 'nobody knows',
  takeSnapshot: 'nobody knows',
  changeMembership: 'nobody knows',
  transferLeadership: 'nobody knows',
  tune: 'nobody knows',
  raiseClusterVersion: 'nobody knows',
  // Only the app knows what its methods do.
  invoke: 'nobody knows',
  invokeStream: 'nobody knows',
};

describe('requests of the service', () => {
  for (const [type, doubt] of Object.entries(IN_DOUBT)) {
    it(`${type}: ${doubt} has happened where it was sent and is not answered`, () => {
      expect(mayHaveEffect({ type: type as keyof typeof IN_DOUBT })).to.equal(doubt === 'nobody knows');
    });
  }
});
