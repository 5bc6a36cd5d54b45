import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findMember } from '../../src/model/configuration.js';
import { StoreRefusedError } from '../../src/model/errors.js';
import { nodeId } from '../../src/model/ids.js';
import { Net, storeOf } from '../support/net.js';

describe('store identity (rule 19)', () => {
  it('the first leader binds every node that it meets to its store, replicated', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(200);
    for (const node of net.nodes.values()) {
      for (const id of ['a', 'b', 'c'])
        expect(findMember(node.state.configuration, nodeId(id))?.store).to.equal(storeOf(id));
    }
  });

  it('a node that is met later is bound later, by one change at a time', () => {
    const net = new Net(['a', 'b', 'c']);
    net.crash('c');
    net.elect('a');
    net.advance(300);
    expect(findMember(net.node('a').state.configuration, nodeId('c'))?.store).to.equal(undefined);
    net.restart('c');
    net.advance(500);
    expect(findMember(net.node('b').state.configuration, nodeId('c'))?.store).to.equal(storeOf('c'));
  });

  it('a wiped voter under its old id is refused, told so, and stops; it does not vote, and the rest goes on', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.propose('a', 'x');
    net.advance(500);
    net.crash('c');
    net.wipe('c');
    net.restart('c');
    net.advance(300);
    const [stop] = net.node('c').of('stop');
    expect(stop?.error).to.be.instanceOf(StoreRefusedError);
    net.propose('a', 'y');
    net.settle();
    expect(net.node('a').committedLog).to.match(/xy$/);
    expect(
      net.node('a').state.leadership?.peers.get(nodeId('c'))?.matchIndex,
      'the impostor acknowledges nothing',
    ).to.be.at.most(3);
  });

  it('the vote of a wiped voter does not count', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.propose('a', 'x');
    net.advance(500);
    net.crash('a');
    net.crash('c');
    net.wipe('c');
    net.restart('c');
    const votes = net.messages('voteRequest').length;
    net.advance(20_000);
    // b alone holds x; c would vote for anybody. One of two trusted voters is no majority of three.
    expect(net.leaders()).to.have.length(0);
    expect(net.messages('voteRequest'), 'its grant does not even begin an election').to.have.length(votes);
    net.restart('a');
    net.advance(20_000);
    expect(net.leaders()).to.have.length(1);
    expect(net.leaders()[0]?.committedLog).to.contain('x');
  });

  it('a replaced store is refused only by those who know: a voter answers questions from anybody', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(500);
    net.crash('a');
    net.now += 5_000;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: storeOf('c', 9),
      message: { type: 'preVoteRequest', term: 50, lastIndex: 100, lastTerm: 49 },
    });
    expect(net.messages('preVoteReply', 'b').at(-1)?.message).to.deep.equal({
      type: 'preVoteReply',
      term: 50,
      granted: true,
    });
  });
});
