import * as core from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeError, encodeError, fromWireError, toWireError } from '../../src/index.js';
import { wireError } from '../support/arbitraries.js';
import { delimited, number } from '../support/hand-made.js';

const { ProtocolError, RaftError } = core;

/** One of each class that raft-core exports. */
const errors: core.RaftError[] = [
  new core.InvalidArgumentError('bad'),
  new core.EntryTooLargeError(10, 5),
  new core.NotLeaderError(undefined),
  new core.NotLeaderError({ id: 'n2', address: 'ws://n2:7000' }),
  new core.OverloadedError('the proposal queue is full'),
  new core.LeadershipLostError(),
  new core.SessionExpiredError(300),
  new core.SessionExpiredError(300, 'not_applied'),
  new core.SequenceForgottenError(300, 9),
  new core.AppliedResponseEvictedError(2 ** 40),
  new core.TooManySessionsError(10),
  new core.DeadlineExceededError('unknown'),
  new core.DeadlineExceededError('not_applied'),
  new core.AbortedError('unknown'),
  new core.ClosedError('the node', 'unknown'),
  new core.UnavailableError('broken', 'unknown'),
  new core.GroupNotFoundError('g'),
  new core.ProtocolError('bad frame'),
  new core.CorruptionError('rot'),
  new core.StorageFailedError('EIO'),
  new core.StorageFullError('full'),
  new core.StorageLockedError('locked'),
  new core.StorageFormatError('newer'),
  new core.IdentityMismatchError('other'),
  new core.StoreRefusedError('wiped'),
  new core.RemovedError('n3'),
  new core.ChangeInProgressError('another one'),
  new core.ConfigurationChangedError(3, 7),
  new core.QuorumAtRiskError(1, 3, 'not_applied'),
  new core.LearnerBehindError('n4 has not been met'),
  new core.ClusterVersionError('n2 knows version 1'),
  new core.TransferFailedError('n2 did not take over'),
  new core.SnapshotStoreError('s3://b/k: 503', { retryable: true }),
  new core.SnapshotNotFoundError('gone'),
  new core.SnapshotExistsError('twice'),
  new core.UnknownEntryError('kind 9'),
  new core.AppFailedError(2 ** 40, new Error('boom')),
  new core.AppError('SESSION_GONE', 'session 5 is gone', { details: Uint8Array.of(5, 0, 255) }),
  new core.AppError('NOT_LEADER', 'a code that is one of ours too', { outcome: 'unknown', retryable: true }),
  new core.MethodNotFoundError('lol.lock.v1.Lock', 'Acquire'),
  new core.InternalError('broken invariant'),
  new core.UnauthenticatedError('who?'),
  new core.PermissionDeniedError('no'),
  new RaftError('ALREADY_EXISTS', 'twice'),
];

describe('wire errors', () => {
  it('test every class of raft-core', () => {
    const classes = Object.values(core).filter(
      (value) => typeof value === 'function' && value.prototype instanceof RaftError,
    );
    const tested = new Set<unknown>(errors.map((error) => error.constructor));
    expect(classes.filter((c) => !tested.has(c))).to.deep.equal([]);
    expect(classes).to.have.length.above(15);
  });

  for (const error of errors) {
    it(`carry ${error.name} "${error.message}"`, () => {
      const received = fromWireError(decodeError(encodeError(toWireError(error))));
      expect(received.constructor).to.equal(error.constructor);
      const { name, code, message, outcome, retryable } = error;
      expect(received).to.include({ name, code, message, outcome, retryable });
      expect(Object.keys(received).sort()).to.deep.equal(Object.keys(error).sort());
      if (error instanceof core.NotLeaderError) expect(received).to.have.deep.property('leader', error.leader);
      if (error instanceof core.AppFailedError) expect(received).to.have.property('index', error.index);
      if (error instanceof core.AppError) {
        expect(received).to.have.property('appCode', error.appCode);
        expect(received).to.have.deep.property('details', error.details);
      }
      expect(received.stack).to.include(message);
    });
  }

  it("carry an app's own class as an AppError, and refuse what could not travel where it is made", () => {
    class SessionGone extends core.AppError {
      constructor() {
        super('SESSION_GONE', 'gone', { details: new Uint8Array(core.MAX_APP_DETAILS) });
      }
    }
    const received = fromWireError(decodeError(encodeError(toWireError(new SessionGone()))));
    expect(received.constructor).to.equal(core.AppError);
    expect(received).to.include({ name: 'AppError', code: 'APP_ERROR', appCode: 'SESSION_GONE' });
    expect(() => new core.AppError('gone', 'lower case')).to.throw(core.InternalError);
    const details = new Uint8Array(core.MAX_APP_DETAILS + 1);
    expect(() => new core.AppError('GONE', 'too long', { details })).to.throw(core.InternalError);
    const wire = toWireError(new core.AppError('GONE', ''));
    for (const app of [
      { code: 'gone', details: new Uint8Array() },
      { code: 'GONE', details },
    ])
      expect(() => decodeError(encodeError({ ...wire, app }))).to.throw(ProtocolError);
  });

  it('of an app that does not say more are AppErrors all the same', () => {
    const { app: _app, ...wire } = toWireError(new core.AppError('GONE', 'text'));
    expect(fromWireError(wire)).to.include({ code: 'APP_ERROR', appCode: 'UNSPECIFIED', message: 'text' });
  });

  it('keep what they say of a call, even if it is not usual for their class', () => {
    const wire = { ...toWireError(new core.OverloadedError('x')), outcome: 'unknown' as const, retryable: false };
    expect(fromWireError(wire)).to.include({ outcome: 'unknown', retryable: false });
  });

  it('of a code that this build does not know are RaftErrors with that code', () => {
    const received = fromWireError({
      ...toWireError(errors[0]),
      code: 'FROM_THE_FUTURE',
      outcome: 'unknown',
      retryable: true,
    });
    expect(received.constructor).to.equal(RaftError);
    expect(received).to.include({ code: 'FROM_THE_FUTURE', outcome: 'unknown', retryable: true });
    for (const code of ['constructor', 'toString', '__proto__']) {
      expect(fromWireError({ ...toWireError(errors[0]), code }).constructor).to.equal(RaftError);
    }
  });

  it('of anything else are INTERNAL and tell nothing', () => {
    const secret = 'password=hunter2';
    const foreign = [
      new Error(secret),
      new TypeError(secret),
      secret,
      undefined,
      null,
      5,
      { code: 'NOT_LEADER', message: secret },
    ];
    for (const thrown of [...foreign, new RaftError('not a code' as never, secret)]) {
      const wire = toWireError(thrown);
      expect(wire).to.include({ code: 'INTERNAL', outcome: 'unknown', retryable: false });
      expect(JSON.stringify(wire)).to.not.include('hunter2');
      expect(fromWireError(wire)).to.be.instanceOf(core.InternalError);
    }
  });

  it('carry neither stack nor cause', () => {
    const bytes = encodeError(toWireError(new core.UnavailableError('broken', 'unknown', new Error('inner'))));
    const text = new TextDecoder().decode(bytes);
    expect(text).to.include('broken');
    expect(text).to.not.include('inner');
    expect(text).to.not.include('.js:');
  });

  it('come back as they were', () => {
    fc.assert(fc.property(wireError, (wire) => void expect(decodeError(encodeError(wire))).to.deep.equal(wire)));
  });

  it('are cut where their texts are too long', () => {
    const leader = { id: 'n'.repeat(2000), address: '\ud800' };
    const wire = decodeError(encodeError({ ...toWireError(errors[2]), message: '€'.repeat(4000), leader }));
    expect(wire.message).to.equal('€'.repeat(1365));
    expect(wire.leader).to.deep.equal({ id: 'n'.repeat(1536), address: '\ufffd' });
  });

  it('with an unclear outcome are unknown', () => {
    for (const outcome of [0, 2, 3, 77]) {
      const bytes = Uint8Array.from([...delimited(1, 'OVERLOADED'), ...number(3, outcome)]);
      expect(decodeError(bytes).outcome).to.equal('unknown');
    }
  });

  const refused: Record<string, number[]> = {
    'no code': delimited(2, 'text'),
    'a code in small letters': delimited(1, 'not_leader'),
    'a code of 65 characters': delimited(1, 'A'.repeat(65)),
    'a message of more than 4,096 characters': [...delimited(1, 'CLOSED'), ...delimited(2, 'x'.repeat(4097))],
    'an id of more than 1,536': [...delimited(1, 'NOT_LEADER'), ...delimited(5, delimited(1, 'x'.repeat(1537)))],
    'an index of 2^53': [...delimited(1, 'APP_FAILED'), ...number(6, 2n ** 53n)],
    'a negative outcome': [...delimited(1, 'CLOSED'), ...number(3, 2n ** 64n - 1n)],
  };
  for (const [what, bytes] of Object.entries(refused)) {
    it(`are refused with ${what}`, () => expect(() => decodeError(Uint8Array.from(bytes))).to.throw(ProtocolError));
  }
});
