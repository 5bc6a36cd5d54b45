import { expect } from 'chai';
import type { NodeView } from '../../src/cluster/cluster.js';
import { ElectionCounter } from '../../src/soak/election-watch.js';

const view = (leader: string | undefined, term: number): NodeView => ({ leader, term });

describe('ElectionCounter', () => {
  it('counts nothing while nothing changes', () => {
    const counter = new ElectionCounter('n1', 3);
    for (let i = 0; i < 5; i++) counter.look([view('n1', 3), view('n1', 3), view('n1', 3)]);
    expect(counter.count).to.deep.equal({ terms: 0, leaderChanges: 0, silent: 0, looks: 5 });
  });

  it('counts new terms, and a change of leader once, however late a node hears of it', () => {
    const counter = new ElectionCounter('n1', 3);
    counter.look([view('n1', 3), view('n2', 5), view('n1', 3)]);
    counter.look([view('n1', 3), view('n2', 5), view('n2', 5)]);
    counter.look([view('n2', 5), view('n2', 5), view('n2', 5)]);
    expect(counter.count).to.include({ terms: 2, leaderChanges: 1 });
  });

  it('counts a new term even if the same leader won it', () => {
    const counter = new ElectionCounter('n1', 3);
    counter.look([view('n1', 4), view(undefined, 4), undefined]);
    expect(counter.count).to.deep.equal({ terms: 1, leaderChanges: 0, silent: 1, looks: 1 });
  });
});
