import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DEFAULT_CONSENSUS_OPTIONS } from '../../src/consensus/options.js';
import { storeId } from '../../src/model/ids.js';
import type { PeerMessage } from '../../src/model/messages.js';
import { RaftHost } from '../../src/node/host.js';
import type { RaftStorage } from '../../src/ports/storage.js';
import { ManualClock } from '../support/manual-clock.js';
import { peerIdentity, TestTransport } from '../support/test-transport.js';

const leader = peerIdentity('b');

const emptyDisk: RaftStorage = {
  capabilities: { durable: false },
  load: async () => ({ store: storeId('a'.repeat(32)), identity: undefined, groups: [] }),
  bind: async () => undefined,
  write: async () => undefined,
  read: () => Promise.reject(new Error('nothing was written')),
  removeGroup: async () => undefined,
  close: async () => undefined,
};

/** A follower of `b`, which has just been heard. */
async function follower() {
  const clock = new ManualClock();
  const transport = new TestTransport();
  const host = await RaftHost.start({
    id: 'a',
    cluster: { name: 'test', token: '' },
    initial: 'new',
    members: ['a', 'b', 'c'].map((id) => ({ id, address: `mem:${id}` })),
    groups: { main: { app: { apply: () => [], query: () => new Uint8Array(0), install: () => undefined } } },
    transport,
    storage: emptyDisk,
    clock,
  });
  const group = host.group('main');
  transport.handlers?.onPeerUp(leader);
  const hear = (): void => {
    const heartbeat: PeerMessage = { type: 'heartbeat', term: 1, commit: 0, round: 1 };
    transport.handlers?.onMessages(leader, [{ group: group.id, message: heartbeat }]);
  };
  hear();
  await clock.settle();
  expect(group.status()).to.include({ role: 'follower', leader: 'b' });
  const asked = (): string[] =>
    transport.sent.filter(({ message }) => message.type === 'preVoteRequest').map(({ to }) => to);
  return { clock, transport, host, group, hear, asked };
}

describe('a host', () => {
  it('sets its timer anew when the connection to the leader closes, though nothing else happens', async () => {
    const { clock, transport, host, asked } = await follower();
    transport.handlers?.onPeerDown(leader, 'the connection broke');
    await clock.settle();
    await clock.advance(DEFAULT_CONSENSUS_OPTIONS.closedConnectionSpread);
    expect(asked()).to.deep.equal(['b', 'c']);
    await host.close();
    expect(clock.timers, 'a closed host waits for nothing').to.equal(0);
  });

  it('J3: takes what has arrived before it judges a timeout', async () => {
    const { clock, host, group, hear, asked } = await follower();
    const { deadline } = group;
    // Lies there when the timer fires, and is taken in the same turn.
    setImmediate(hear);
    await clock.advance(deadline - clock.now());
    expect(clock.now()).to.equal(deadline);
    expect(asked()).to.deep.equal([]);
    await clock.advance(group.deadline - clock.now());
    expect(asked(), 'the next silence is one').to.deep.equal(['b', 'c']);
    await host.close();
  });
});
