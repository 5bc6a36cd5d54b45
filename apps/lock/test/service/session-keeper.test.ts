import { LeadershipLostError, NotLeaderError, OverloadedError, StorageFullError } from '@lolraft/raft-core';
import { VirtualClock } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ExpireResult, ExpireSessions, SessionId, SessionInfo } from '../../src/index.js';
import { SessionKeeper } from '../../src/service/sessions/session-keeper.js';
import { sid } from './support/cluster.js';

const TTL = 10_000;

interface Pending {
  readonly command: ExpireSessions;
  readonly resolve: (result: ExpireResult) => void;
  readonly reject: (error: Error) => void;
}

/** A node of which the test decides everything: who leads, and what becomes of each write. */
class Node {
  readonly clock = new VirtualClock();
  readonly sessions = new Map<SessionId, SessionInfo>();
  readonly expiries: Pending[] = [];
  readonly confirmations: { resolve: () => void; reject: (error: Error) => void }[] = [];
  leads: number | undefined;
  autoConfirm = true;
  readonly keeper: SessionKeeper;

  constructor() {
    this.keeper = new SessionKeeper({
      clock: this.clock,
      session: (id) => this.sessions.get(id),
      sessions: () => [...this.sessions.values()],
      term: () => this.leads,
      confirm: async () => {
        const term = this.leads;
        if (term === undefined) throw new NotLeaderError(undefined);
        if (!this.autoConfirm)
          await new Promise<void>((resolve, reject) => this.confirmations.push({ resolve, reject }));
        if (this.leads !== term) throw new NotLeaderError(undefined);
        return term;
      },
      notLeader: () => new NotLeaderError(undefined),
      expire: (command) =>
        new Promise((resolve, reject) => {
          this.expiries.push({ command, resolve, reject });
        }),
    });
  }

  async lead(term: number | undefined): Promise<void> {
    this.leads = term;
    this.keeper.stateChanged();
    await this.clock.settle();
  }

  /** A session that is in the state, and has not been told of. */
  add(n: number, ttlMs = TTL): SessionInfo {
    const session = sid(n);
    const info = { session, namespace: 'default', owner: '', ttlMs, epoch: 100 + n, requests: 0 };
    this.sessions.set(session, info);
    return info;
  }

  /** As the machine does: what it has applied, it tells at once. */
  apply({ command, resolve }: Pending): void {
    let expired = 0;
    for (const { session, epoch } of command.sessions) {
      if (command.term !== this.leads || this.sessions.get(session)?.epoch !== epoch) continue;
      this.sessions.delete(session);
      this.keeper.applied([{ type: 'sessionEnded', session, how: 'expired' }]);
      expired++;
    }
    resolve({ type: 'expired', expired, stale: command.sessions.length - expired });
  }

  get named(): string[] {
    return this.expiries.flatMap(({ command }) => command.sessions.map(({ session }) => session));
  }
}

/** Settled or not, once everything has happened that needs no time. */
async function isSettled(clock: VirtualClock, promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  await clock.settle();
  return settled;
}

describe('SessionKeeper', () => {
  it('expires who is not heard of for the whole time, and nobody earlier', async () => {
    const node = new Node();
    node.add(1);
    node.add(2);
    await node.lead(1);
    await node.clock.advance(TTL / 2);
    expect(await node.keeper.keepAlive([sid(2)])).to.deep.equal([TTL]);
    await node.clock.advance(TTL / 2 - 1);
    expect(node.expiries).to.have.length(0);
    await node.clock.advance(101);
    expect(node.expiries.map(({ command }) => command)).to.deep.equal([
      { type: 'expireSessions', term: 1, sessions: [{ session: sid(1), epoch: 101 }] },
    ]);
    node.apply(node.expiries[0]!);
    await node.clock.advance(TTL / 2 - 300);
    expect(node.expiries).to.have.length(1);
    expect(await node.keeper.keepAlive([sid(1), sid(2)])).to.deep.equal([0, TTL]);
  });

  it('knows nothing, and expires nobody, before it has confirmed that it leads', async () => {
    const node = new Node();
    node.add(1);
    node.autoConfirm = false;
    await node.lead(1);
    await node.clock.advance(TTL * 2);
    expect([node.expiries.length, node.keeper.hasBegun]).to.deep.equal([0, false]);
    // The whole time from then on: what a former leader promised is not known.
    for (const { resolve } of node.confirmations.splice(0)) resolve();
    await node.clock.advance(TTL - 1);
    expect(node.expiries).to.have.length(0);
    await node.clock.advance(201);
    expect(node.named).to.deep.equal([sid(1)]);
  });

  it('tries again to confirm where that fails', async () => {
    const node = new Node();
    node.add(1);
    node.autoConfirm = false;
    await node.lead(1);
    for (const { reject } of node.confirmations.splice(0)) reject(new OverloadedError('reads'));
    await node.clock.advance(200);
    for (const { resolve } of node.confirmations.splice(0)) resolve();
    await node.clock.settle();
    expect(node.keeper.hasBegun).to.equal(true);
  });

  it('answers a sign of life only once leadership is confirmed after it', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    node.autoConfirm = false;
    const kept = node.keeper.keepAlive([sid(1)]);
    expect(await isSettled(node.clock, kept)).to.equal(false);
    // It was deposed, and does not know yet what its successor has done.
    node.leads = undefined;
    for (const { resolve } of node.confirmations.splice(0)) resolve();
    let error: unknown;
    await kept.catch((one: unknown) => {
      error = one;
    });
    expect(error).to.be.instanceOf(NotLeaderError);
  });

  it('lets a sign of life wait for an expiry that is on its way', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    expect(node.expiries).to.have.length(1);
    const lost = node.keeper.keepAlive([sid(1)]);
    expect(await isSettled(node.clock, lost)).to.equal(false);
    node.apply(node.expiries[0]!);
    expect(await lost).to.deep.equal([0]);
  });

  it('keeps a session whose client has sent a command before the expiry', async () => {
    const node = new Node();
    const info = node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    const kept = node.keeper.keepAlive([sid(1)]);
    node.sessions.set(sid(1), { ...info, epoch: 500 });
    node.apply(node.expiries[0]!);
    expect(await kept).to.deep.equal([TTL]);
    await node.clock.advance(TTL - 1);
    expect(node.expiries).to.have.length(1);
    await node.clock.advance(201);
    expect(node.expiries[1]!.command.sessions).to.deep.equal([{ session: sid(1), epoch: 500 }]);
  });

  it('gives a session the whole time whose epoch shows a command that it was not told of', async () => {
    const node = new Node();
    const info = node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL - 100);
    node.sessions.set(sid(1), { ...info, epoch: 500 });
    await node.clock.advance(TTL);
    expect(node.expiries).to.have.length(0);
    await node.clock.advance(500);
    expect(node.named).to.deep.equal([sid(1)]);
  });

  it('does not answer before an expiry is decided that may have been appended', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    const lost = node.keeper.keepAlive([sid(1)]);
    const [first] = node.expiries;
    first!.reject(Object.assign(new StorageFullError('full'), { outcome: 'unknown' }));
    await node.clock.advance(100);
    expect(node.expiries).to.have.length(2);
    // Refused, and the first one is still in the log perhaps.
    node.expiries[1]!.reject(new OverloadedError('too many writes'));
    await node.clock.advance(100);
    expect(await isSettled(node.clock, lost)).to.equal(false);
    expect(node.expiries).to.have.length(3);
    node.apply(first!);
    node.apply(node.expiries[2]!);
    expect(await lost).to.deep.equal([0]);
  });

  it('keeps a session whose expiry was refused, if it is heard of by then', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    const kept = node.keeper.keepAlive([sid(1)]);
    node.expiries[0]!.reject(new OverloadedError('too many writes'));
    expect(await kept).to.deep.equal([TTL]);
    await node.clock.advance(TTL - 1);
    expect(node.expiries).to.have.length(1);
  });

  it('asks again where an expiry was refused', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    node.expiries[0]!.reject(new OverloadedError('too many writes'));
    await node.clock.advance(200);
    expect(node.named).to.deep.equal([sid(1), sid(1)]);
  });

  it('forgets everything with its leadership, also where it leads again later', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    const waits = node.keeper.keepAlive([sid(1)]);
    await node.clock.settle();
    let error: unknown;
    waits.catch((one: unknown) => {
      error = one;
    });
    await node.lead(3);
    node.expiries[0]!.reject(new LeadershipLostError());
    await node.clock.settle();
    expect(error).to.be.instanceOf(NotLeaderError);
    // Its former deadline was over long ago.
    await node.clock.advance(TTL - 1);
    expect(node.expiries).to.have.length(1);
    await node.clock.advance(201);
    expect(node.expiries[1]!.command.term).to.equal(3);
    await node.lead(undefined);
    await node.clock.advance(TTL * 3);
    expect([node.expiries.length, node.keeper.size, node.clock.pendingTimers]).to.deep.equal([2, 0, 0]);
  });

  it('hears who has come in, and gives a stall back to all, before it expires anybody', async () => {
    const node = new Node();
    node.add(1);
    node.add(2);
    await node.lead(1);
    await node.clock.advance(TTL - 500);
    node.clock.freeze(60_000);
    await node.clock.advance(300);
    expect(node.expiries).to.have.length(0);
    node.keeper.heard(sid(1));
    await node.clock.advance(700);
    expect(node.named).to.deep.equal([sid(2)]);
    expect(node.keeper.stoodStill).to.be.within(59_000, 60_000);
    // Nobody has more than that.
    await node.clock.advance(TTL);
    expect(node.named).to.deep.equal([sid(2), sid(1)]);
  });

  it('hears who comes in for a beat after a stall, also where a deadline is next', async () => {
    const node = new Node();
    node.add(1);
    node.add(2);
    await node.lead(1);
    await node.clock.advance(TTL - 50);
    node.clock.freeze(60_000);
    await node.clock.advance(50);
    expect(node.expiries).to.have.length(0);
    node.keeper.heard(sid(1));
    await node.clock.advance(200);
    expect(node.named).to.deep.equal([sid(2)]);
  });

  it('hears in the turn of a deadline what has come in with it', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    await node.clock.advance(TTL - 50);
    // The timer fires first, then the loop reads its input, then the turn ends.
    const { clock } = node;
    const defer = clock.defer.bind(clock);
    clock.defer = (callback) => {
      node.keeper.heard(sid(1));
      defer(callback);
    };
    await clock.advance(60);
    expect(node.expiries).to.have.length(0);
    clock.defer = defer;
    await clock.advance(TTL + 200);
    expect(node.named).to.deep.equal([sid(1)]);
  });

  it('gets on where each beat is late', async () => {
    const node = new Node();
    node.add(1);
    await node.lead(1);
    for (let i = 0; i < 2 * (TTL / 100) + 4; i++) {
      node.clock.freeze(500);
      await node.clock.advance(1);
    }
    expect(node.named).to.include(sid(1));
  });

  it('expires many in batches, a few at once', async () => {
    const node = new Node();
    for (let n = 1; n <= 5_000; n++) node.add(n);
    await node.lead(1);
    await node.clock.advance(TTL + 200);
    expect(node.expiries).to.have.length(8);
    expect(node.expiries.every(({ command }) => command.sessions.length === 256)).to.equal(true);
    for (let done = 0; node.sessions.size > 0; ) {
      for (; done < node.expiries.length; done++) node.apply(node.expiries[done]!);
      await node.clock.advance(100);
    }
    expect(new Set(node.named).size).to.equal(5_000);
    expect(node.named).to.have.length(5_000);
    expect(node.keeper.size).to.equal(0);
  });

  it('is told of sessions that come and go', async () => {
    const node = new Node();
    await node.lead(1);
    node.add(1);
    node.keeper.applied([{ type: 'sessionOpened', session: sid(1), ttlMs: TTL, epoch: 101 }]);
    node.add(2);
    node.keeper.applied([{ type: 'sessionOpened', session: sid(2), ttlMs: TTL, epoch: 102 }]);
    node.sessions.delete(sid(2));
    node.keeper.applied([{ type: 'sessionEnded', session: sid(2), how: 'closed' }]);
    expect(node.keeper.size).to.equal(1);
    await node.clock.advance(TTL + 200);
    expect(node.named).to.deep.equal([sid(1)]);
  });
});
