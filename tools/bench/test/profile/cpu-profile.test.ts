import { expect } from 'chai';
import { parseProfile, shortUrl, summarizeProfile } from '../../src/profile/cpu-profile.js';

const node = (id: number, functionName: string, url = '', lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

describe('CPU profiles', () => {
  it('sums self time by function and by package, idle time apart', () => {
    const summary = summarizeProfile({
      nodes: [
        node(1, '(idle)'),
        node(2, 'step', 'file:///x/packages/raft-core/dist/src/consensus/consensus.js', 41),
        node(3, 'step', 'file:///x/packages/raft-core/dist/src/consensus/consensus.js', 41),
        node(4, '', 'node:internal/timers', 9),
        node(5, '(garbage collector)'),
        node(6, 'write'),
      ],
      samples: [1, 2, 3, 4, 5, 6],
      // The first delta is the time before the first sample; the last sample has no length.
      timeDeltas: [999, 4000, 1000, 2000, 3000, 500],
    });
    expect(summary.idle).to.equal(4);
    expect(summary.total).to.equal(4 + 1 + 2 + 3 + 0.5);
    expect(summary.functions.map(({ name, self }) => [name, self])).to.deep.equal([
      ['step  raft-core/consensus/consensus.js:42', 1 + 2],
      ['(anonymous)  node:internal/timers:10', 3],
      ['(garbage collector)', 0.5],
      ['write', 0],
    ]);
    expect(summary.places[0]).to.deep.equal({ name: 'raft-core', self: 3, share: 3 / 6.5 });
    expect(summary.places.map(({ name }) => name)).to.deep.equal([
      'raft-core',
      'node:internal',
      '(garbage collector)',
      '(native)',
    ]);
  });

  it('names files from their package on', () => {
    expect(shortUrl('file:///a/node_modules/ws/lib/sender.js')).to.equal('ws/lib/sender.js');
    expect(shortUrl('file:///a/node_modules/@x/y/index.js')).to.equal('@x/y/index.js');
    expect(shortUrl('file:///a/apps/kvs/dist/src/main.js')).to.equal('kvs/main.js');
    expect(shortUrl('node:fs')).to.equal('node:fs');
  });

  it('refuses what is no profile', () => {
    expect(() => parseProfile('{"nodes": []}')).to.throw('no CPU profile');
  });
});
