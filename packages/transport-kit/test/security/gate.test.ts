import {
  DEFAULT_GROUP,
  type AccessRole,
  type CallContext,
  type ClusterId,
  type RaftError,
  type ServiceRequest,
  type StreamRequest,
} from '@lolraft/raft-core';
import { SERVICE_METHODS } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PeerCertificate } from 'node:tls';
import {
  createToken,
  DEFAULT_NODE_NAME,
  Gate,
  NodeName,
  Visitor,
  type AccessPolicy,
  type ChannelSecurity,
} from '../../src/index.js';

const NODES = new NodeName(DEFAULT_NODE_NAME, 'c'.repeat(32) as ClusterId);
const DAY = 86_400_000;

/** What each request needs: written down twice on purpose. */
const NEEDED: Record<(ServiceRequest | StreamRequest)['type'], AccessRole> = {
  query: 'read',
  status: 'read',
  watchStatus: 'read',
  write: 'write',
  session: 'write',
  takeSnapshot: 'admin',
  readSnapshot: 'admin',
  changeMembership: 'admin',
  transferLeadership: 'admin',
  raiseClusterVersion: 'admin',
  tune: 'admin',
  invoke: 'admin',
  invokeStream: 'admin',
};
const TYPES = Object.keys(NEEDED) as (keyof typeof NEEDED)[];

const request = (type: string): ServiceRequest =>
  ({ type, group: DEFAULT_GROUP, settings: new Map([['x', 1]]) }) as unknown as ServiceRequest;

function context(credential?: string, forwarded = false): CallContext {
  const signal = new AbortController().signal;
  return { signal, remaining: undefined, traceparent: undefined, credential, forwarded };
}

function shown(names: string, { authorized = true, days = 1 } = {}): ChannelSecurity {
  const time = (at: number): string => new Date(at).toUTCString();
  const certificate = {
    subject: { CN: 'someone' },
    subjectaltname: names,
    valid_from: time(Date.now() - 10 * DAY),
    valid_to: time(Date.now() + days * DAY),
  } as unknown as PeerCertificate;
  return { authorized, problem: 'untrusted', certificate };
}

const EMPTY: AccessPolicy = { tokens: [], certificates: [], anonymous: undefined };

function codeOf(visitor: Visitor, type: string, given: CallContext): string {
  try {
    visitor.check(request(type), given);
    return 'ok';
  } catch (error) {
    expect((error as RaftError).outcome).to.equal('not_applied');
    expect((error as RaftError).retryable).to.equal(false);
    return (error as RaftError).code;
  }
}

describe('a gate', () => {
  const visit = (policy: AccessPolicy | undefined, security?: ChannelSecurity): Visitor =>
    new Visitor(new Gate(policy, NODES), { security }, () => undefined);

  it('knows every request that there is', () => {
    expect(TYPES.filter((type) => !type.startsWith('invoke')).toSorted()).to.deep.equal(
      Object.keys(SERVICE_METHODS).toSorted(),
    );
  });

  it('without a policy lets everybody do everything', () => {
    for (const type of TYPES) expect(codeOf(visit(undefined), type, context()), type).to.equal('ok');
  });

  it('with a policy lets nobody in who shows nothing', () => {
    for (const type of TYPES) {
      expect(codeOf(visit(EMPTY), type, context()), type).to.equal('UNAUTHENTICATED');
      expect(codeOf(visit(EMPTY), type, context(undefined, true)), type).to.equal('UNAUTHENTICATED');
    }
  });

  for (const role of ['read', 'write', 'admin'] as const) {
    it(`lets who has the role ${role} do that, and what is less`, () => {
      const { token, record } = createToken('t', role, Date.now() + DAY);
      const byToken = visit({ ...EMPTY, tokens: [record] });
      const byName = visit(
        { ...EMPTY, certificates: [{ name: 'URI:app://x', role }] },
        shown('DNS:y, URI:app://x, DNS:z'),
      );
      const anonymous = visit({ ...EMPTY, anonymous: role });
      const rank = ['read', 'write', 'admin'];
      for (const type of TYPES) {
        const expected = rank.indexOf(role) >= rank.indexOf(NEEDED[type]) ? 'ok' : 'PERMISSION_DENIED';
        expect(codeOf(byToken, type, context(token)), type).to.equal(expected);
        expect(codeOf(byName, type, context()), type).to.equal(expected);
        expect(codeOf(anonymous, type, context()), type).to.equal(expected);
      }
    });
  }

  it('takes no token that is wrong or has expired, whatever certificate comes with it', () => {
    const good = createToken('t', 'read', Date.now() + DAY);
    const old = createToken('old', 'read', Date.now());
    const policy = {
      tokens: [good.record, old.record],
      certificates: [{ name: 'URI:app://x', role: 'admin' as const }],
      anonymous: 'admin' as const,
    };
    const visitor = visit(policy, shown('URI:app://x'));
    expect(codeOf(visitor, 'query', context())).to.equal('ok');
    expect(codeOf(visitor, 'query', context(good.token))).to.equal('ok');
    expect(codeOf(visitor, 'write', context(good.token))).to.equal('PERMISSION_DENIED');
    expect(codeOf(visitor, 'query', context(old.token))).to.equal('UNAUTHENTICATED');
    expect(codeOf(visitor, 'query', context(`${good.token}x`))).to.equal('UNAUTHENTICATED');
    expect(codeOf(visitor, 'query', context(''))).to.equal('UNAUTHENTICATED');
  });

  it('looks at the clock with each call, also of a token that was good a moment ago', () => {
    const now = Date.now;
    try {
      let time = now();
      Date.now = () => time;
      const { token, record } = createToken('t', 'read', time + 1000);
      const visitor = visit({ ...EMPTY, tokens: [record] });
      expect(codeOf(visitor, 'query', context(token))).to.equal('ok');
      time += 999;
      expect(codeOf(visitor, 'query', context(token))).to.equal('ok');
      time += 1;
      expect(codeOf(visitor, 'query', context(token))).to.equal('UNAUTHENTICATED');
      const certificates = [{ name: 'URI:app://x', role: 'read' as const }];
      const named = visit({ ...EMPTY, certificates }, shown('URI:app://x'));
      expect(codeOf(named, 'query', context())).to.equal('ok');
      time += 2 * DAY;
      expect(codeOf(named, 'query', context())).to.equal('UNAUTHENTICATED');
    } finally {
      Date.now = now;
    }
  });

  it('takes no certificate that is not trusted, out of date, or named by nobody', () => {
    const policy = { ...EMPTY, certificates: [{ name: 'URI:app://x', role: 'admin' as const }] };
    for (const security of [
      shown('URI:app://x', { authorized: false }),
      shown('URI:app://x', { days: -1 }),
      shown('URI:app://xy'),
      shown('DNS:app://x'),
      { authorized: true, problem: '', certificate: undefined },
    ])
      expect(codeOf(visit(policy, security), 'query', context())).to.equal('UNAUTHENTICATED');
  });

  it('lets a node look, and pass on what it was asked, and nothing else', () => {
    // Even where somebody gave it a role by mistake.
    const policy = { ...EMPTY, certificates: [{ name: 'URI:lol://node/n2', role: 'admin' as const }] };
    const node = visit(policy, shown('URI:lol://node/n2'));
    const passedOn = new Set(['write', 'session', 'changeMembership', 'transferLeadership']);
    for (const type of TYPES) {
      const looks = NEEDED[type] === 'read';
      expect(codeOf(node, type, context()), type).to.equal(looks ? 'ok' : 'PERMISSION_DENIED');
      const ok = looks || passedOn.has(type);
      expect(codeOf(node, type, context(undefined, true)), type).to.equal(ok ? 'ok' : 'PERMISSION_DENIED');
    }
    const { token, record } = createToken('t', 'read', Infinity);
    const passing = visit({ ...policy, tokens: [record] }, shown('URI:lol://node/n2'));
    expect(codeOf(passing, 'write', context(token, true))).to.equal('PERMISSION_DENIED');
  });

  it('goes by another policy from the next call on', () => {
    const { token, record } = createToken('t', 'write', Infinity);
    const gate = new Gate({ ...EMPTY, tokens: [record] }, NODES);
    const visitor = new Visitor(gate, { security: undefined }, () => undefined);
    expect(codeOf(visitor, 'write', context(token))).to.equal('ok');
    gate.prepare({ ...EMPTY, tokens: [{ ...record, role: 'read' }] })();
    expect(codeOf(visitor, 'write', context(token))).to.equal('PERMISSION_DENIED');
    expect(() => gate.prepare({ ...EMPTY, tokens: [{ ...record, hash: '' }] })).to.throw('is not valid');
    expect(codeOf(visitor, 'query', context(token))).to.equal('ok');
    gate.prepare(EMPTY)();
    expect(codeOf(visitor, 'query', context(token))).to.equal('UNAUTHENTICATED');
  });

  it('asks of a method of the app what it says, and of one that it does not know everything', () => {
    const methods = {
      Look: { kind: 'unary', role: 'read' },
      Take: { kind: 'unary', role: 'write' },
      Watch: { kind: 'stream', role: 'read' },
    } as const;
    const services = [{ name: 'app.v1.App', methods }];
    const { token, record } = createToken('t', 'read', Infinity);
    const visitor = visit({ ...EMPTY, tokens: [record] });
    const call =
      (type: 'invoke' | 'invokeStream', method: string, service = 'app.v1.App') =>
      () =>
        visitor.check({ type, service, method, payload: new Uint8Array() }, context(token), services);
    expect(call('invoke', 'Look')).not.to.throw();
    expect(call('invokeStream', 'Watch')).not.to.throw();
    expect(call('invoke', 'Take')).to.throw('needs the role write');
    for (const unknown of [call('invoke', 'Watch'), call('invoke', 'toString'), call('invoke', 'Look', 'app.v1.Other')])
      expect(unknown).to.throw('needs the role admin');
  });

  it('reads settings for who may read', () => {
    const { token, record } = createToken('t', 'read', Infinity);
    const visitor = visit({ ...EMPTY, tokens: [record] });
    const tune = { type: 'tune', group: DEFAULT_GROUP, settings: new Map() } as const;
    expect(() => visitor.check(tune, context(token))).not.to.throw();
  });

  it('admits a connection once, when it has first shown who it is', () => {
    const { token, record } = createToken('t', 'read', Infinity);
    const policy = { ...EMPTY, tokens: [record], certificates: [{ name: 'URI:app://x', role: 'read' as const }] };
    const admitted: string[] = [];
    const come = (name: string, gate: Gate, security?: ChannelSecurity): Visitor => {
      const visitor = new Visitor(gate, { security }, () => {
        admitted.push(name);
        return undefined;
      });
      visitor.enter();
      return visitor;
    };
    const gate = new Gate(policy, NODES);
    const byToken = come('token', gate);
    come('certificate', gate, shown('URI:app://x'));
    come('untrusted', gate, shown('URI:app://x', { authorized: false }));
    come('open', new Gate(undefined, NODES));
    expect(admitted).to.deep.equal(['certificate', 'open']);
    codeOf(byToken, 'query', context('wrong'));
    codeOf(byToken, 'query', context(token));
    codeOf(byToken, 'query', context(token));
    expect(admitted).to.deep.equal(['certificate', 'open', 'token']);
    const full = new Visitor(gate, { security: undefined }, () => 'too many');
    expect(() => full.check(request('query'), context(token)))
      .to.throw('too many')
      .with.property('code', 'OVERLOADED');
  });

  it('shows no token in an error', () => {
    const { token, record } = createToken('t', 'read', Date.now() - 1);
    const visitor = visit({ ...EMPTY, tokens: [record] });
    for (const credential of [token, `${token}x`, 'hunter2'])
      try {
        visitor.check(request('query'), context(credential));
        expect.fail('it was let in');
      } catch (error) {
        const { message, stack } = error as Error;
        expect(`${message} ${String(stack)}`)
          .not.to.include(credential)
          .and.not.include(record.hash);
      }
  });
});
