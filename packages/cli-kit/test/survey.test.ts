import { type MemberStatus, nodeId, type NodeStatus, UnavailableError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isHealthy, plainAnswer, statusTable, survey, type StatusClient } from '../src/index.js';

const MEMBERS: readonly MemberStatus[] = ['n1', 'n2', 'n3'].map((id) => ({
  id: nodeId(id),
  address: `ws://${id}:1`,
  role: id === 'n3' ? 'learner' : 'voter',
  store: undefined,
  priority: 0,
}));

function status(id: string, more: Partial<NodeStatus> = {}): NodeStatus {
  return {
    group: 'main' as NodeStatus['group'],
    id: nodeId(id),
    clusterId: 'ab'.repeat(16),
    storeId: `store of ${id}`,
    role: 'follower',
    term: 3,
    leader: nodeId('n1'),
    leaderAddress: 'ws://n1:1',
    commitIndex: 9,
    appliedIndex: 8,
    firstIndex: 1,
    lastIndex: 10,
    lastTerm: 3,
    durableIndex: 10,
    snapshotIndex: 4,
    snapshot: { size: 5, activity: 'idle', received: 0, total: 0, failure: undefined },
    clusterVersion: 1,
    membership: { index: 7, committed: true, joint: false, members: MEMBERS, catchingUp: [] },
    phi: undefined,
    failure: undefined,
    peers: [],
    build: undefined,
    uptime: undefined,
    pending: undefined,
    disk: undefined,
    settings: [],
    ...more,
  };
}

/** Nodes by address; any other one does not answer. */
function client(nodes: Readonly<Record<string, NodeStatus>>): StatusClient & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async status(endpoint) {
      asked.push(endpoint);
      const found = nodes[endpoint];
      if (found === undefined) throw new UnavailableError(`nobody is at ${endpoint}`, 'not_applied');
      return found;
    },
  };
}

const ALL = {
  'ws://n1:1': status('n1', { role: 'leader' }),
  'ws://n2:1': status('n2'),
  'ws://n3:1': status('n3'),
};

describe('asking every node', () => {
  it('finds the others through one, each once', async () => {
    const nodes = client(ALL);
    const { answers, best } = await survey(nodes, ['ws://n2:1', 'ws://n2:1']);
    expect(nodes.asked).to.have.members(['ws://n1:1', 'ws://n2:1', 'ws://n3:1']);
    expect(answers.map((answer) => ('status' in answer ? answer.status.id : '?'))).to.deep.equal(['n2', 'n1', 'n3']);
    expect(best?.id).to.equal('n1');
    expect(isHealthy(answers)).to.equal(true);
  });

  it('knows a node under two addresses for one', async () => {
    const nodes = client({ ...ALL, 'ws://localhost:1': ALL['ws://n1:1'] });
    const { answers } = await survey(nodes, ['ws://localhost:1', 'ws://n1:1']);
    expect(answers.map(({ endpoint }) => endpoint)).to.deep.equal(['ws://localhost:1', 'ws://n2:1', 'ws://n3:1']);
  });

  it('says who does not answer, by name where somebody knows it', async () => {
    const nodes = client({ 'ws://n1:1': ALL['ws://n1:1'] });
    const { answers } = await survey(nodes, ['ws://n2:1', 'ws://nowhere:1', 'ws://n1:1']);
    const errors = answers.flatMap((answer) => ('error' in answer ? [[answer.id, answer.endpoint]] : []));
    expect(errors).to.deep.equal([
      ['n2', 'ws://n2:1'],
      [undefined, 'ws://nowhere:1'],
      ['n3', 'ws://n3:1'],
    ]);
    expect(isHealthy(answers)).to.equal(false);
    expect(plainAnswer(answers[0]!)).to.deep.equal({
      endpoint: 'ws://n2:1',
      id: 'n2',
      error: { code: 'UNAVAILABLE', message: 'nobody is at ws://n2:1' },
    });
  });

  it('goes by the leader of the highest term, and without one by the newest account', async () => {
    const deposed = { ...ALL, 'ws://n2:1': status('n2', { role: 'leader', term: 5 }) };
    expect((await survey(client(deposed), ['ws://n1:1'])).best?.id).to.equal('n2');
    const leaderless = {
      'ws://n2:1': status('n2', { term: 3 }),
      'ws://n3:1': status('n3', { term: 4 }),
    };
    expect((await survey(client(leaderless), ['ws://n2:1', 'ws://n3:1'])).best?.id).to.equal('n3');
    const stopped = { ...ALL, 'ws://n1:1': status('n1', { role: 'leader', failure: 'its disk' }) };
    expect((await survey(client(stopped), ['ws://n1:1', 'ws://n2:1'])).best?.id).to.equal('n2');
    expect((await survey(client({}), ['ws://n1:1'])).best).to.equal(undefined);
  });

  it('is shown as a table', async () => {
    const nodes = client({
      ...ALL,
      'ws://n2:1': status('n2', {
        failure: 'the app failed',
        snapshot: { size: 0, activity: 'taking', received: 0, total: 0, failure: undefined },
      }),
    });
    const found = await survey(nodes, ['ws://n1:1', 'ws://x:1']);
    expect(isHealthy(found.answers)).to.equal(false);
    expect(statusTable(found).split('\n')).to.deep.equal([
      'NODE  ADDRESS    MEMBER   STORE     ROLE         TERM  LEADER  COMMIT  APPLIED  LAST  SNAPSHOT   NOTE',
      'n1    ws://n1:1  voter    store of  leader       3     n1      9       8        10    4',
      '?     ws://x:1                      unreachable                                                  nobody is at ws://x:1',
      'n2    ws://n2:1  voter    store of  stopped      3     n1      9       8        10    4, taking  the app failed',
      'n3    ws://n3:1  learner  store of  follower     3     n1      9       8        10    4',
      'membership of entry 7: voters n1, n2; learners n3',
    ]);
  });
});
