import { nodeId, storeId, type LocalIdentity } from '@lolraft/raft-core';
import { PROTOCOL_MAX, PROTOCOL_MIN } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { agreeOnProtocol, judgeHello, judgeReply } from '../src/handshake.js';

const local: LocalIdentity = {
  cluster: 'a'.repeat(32) as LocalIdentity['cluster'],
  node: nodeId('n1'),
  store: storeId('1'.repeat(32)),
  incarnation: 1,
  clusterVersionMin: 1,
  clusterVersionMax: 1,
};
const peer: LocalIdentity = { ...local, node: nodeId('n2'), store: storeId('2'.repeat(32)), incarnation: 2 };
const stranger: LocalIdentity = { ...peer, cluster: 'b'.repeat(32) as LocalIdentity['cluster'] };

/** Each side judges for itself: the other may be of another build, or no node at all. */
describe('who is taken for a peer', () => {
  const hello = (identity: LocalIdentity, target?: string) =>
    judgeHello(
      {
        type: 'peer',
        protocolMin: PROTOCOL_MIN,
        protocolMax: PROTOCOL_MAX,
        identity,
        target: target === undefined ? undefined : nodeId(target),
        token: undefined,
      },
      local,
    )?.reason;
  const reply = (identity: LocalIdentity, target = 'n2') =>
    judgeReply({ type: 'peer', protocol: PROTOCOL_MAX, identity }, nodeId(target), local);

  it('of those that dial: another node of the same cluster that means this one', () => {
    expect(hello(peer)).to.equal(undefined);
    expect(hello(peer, 'n1')).to.equal(undefined);
    expect(hello(stranger)).to.equal('wrong_cluster');
    expect(hello(peer, 'n3')).to.equal('wrong_node');
    expect(hello({ ...peer, node: local.node })).to.equal('same_node');
    expect(hello(local)).to.equal('same_node');
  });

  it('of those that answer: the node that was meant, of the same cluster', () => {
    expect(reply(peer)).to.equal(undefined);
    expect(reply(stranger)).to.match(/cluster/);
    expect(reply(peer, 'n3')).to.match(/n1 meant to reach n3, and reached n2/);
    expect(reply({ ...peer, node: local.node }, 'n1')).to.match(/two nodes run under the id n1/);
    expect(reply(local, 'n1')).to.match(/a connection of n1 to itself/);
  });

  it('and who speaks a version that both know', () => {
    const speaks = (protocolMin: number, protocolMax: number) =>
      agreeOnProtocol({ type: 'client', protocolMin, protocolMax });
    expect(speaks(PROTOCOL_MIN, PROTOCOL_MAX + 5)).to.equal(PROTOCOL_MAX);
    expect(speaks(PROTOCOL_MAX + 1, PROTOCOL_MAX + 5)).to.include({ reason: 'protocol_version' });
  });
});
