import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_GROUP, nodeId, type NodeStatus } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LocalCluster } from '../../src/local/local-cluster.js';
import type { LocalApp } from '../../src/local/local-app.js';
import { Story } from '../../src/local/story.js';

const APP: LocalApp = { program: '', what: 'nothing', folder: '.nothing', lines: () => [] };
const NOTHING = { data: undefined, nodes: undefined, basePort: undefined, storage: undefined };

function statusOf(id: string, role: NodeStatus['role'], term: number, leader?: string): NodeStatus {
  return {
    group: DEFAULT_GROUP,
    id: nodeId(id),
    clusterId: '0'.repeat(32),
    storeId: '0'.repeat(32),
    role,
    term,
    leader: leader === undefined ? undefined : nodeId(leader),
    leaderAddress: undefined,
    commitIndex: 1,
    appliedIndex: 1,
    firstIndex: 1,
    lastIndex: 1,
    lastTerm: term,
    durableIndex: 1,
    snapshotIndex: 0,
    snapshot: { size: 0, activity: 'idle', received: 0, total: 0, failure: undefined },
    clusterVersion: 1,
    membership: { index: 0, committed: true, joint: false, members: [], catchingUp: [] },
    phi: undefined,
    failure: undefined,
    peers: [],
    build: undefined,
    uptime: undefined,
    pending: undefined,
    disk: undefined,
    settings: [],
  };
}

describe('the story of a local cluster', () => {
  let folder = '';
  let cluster: LocalCluster;
  let lines: string[] = [];
  let story: Story;
  const last = new Map<string, NodeStatus | undefined>();

  /** A node is heard to say this of itself, or is not heard any more. */
  const hear = (id: string, status: NodeStatus | undefined): void => {
    const before = last.get(id);
    last.set(id, status);
    if (status !== undefined) story.onStatus({ ...cluster.node(id), process: undefined, status }, before);
  };
  const said = (): string[] => lines.splice(0).map((line) => line.replace(/[\d.]+ m?s after/, '# ms after'));

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-story-'));
    lines = [];
    last.clear();
    story = new Story((line) => lines.push(line));
    cluster = await LocalCluster.open(APP, folder, { ...NOTHING, nodes: 3 }, story);
    story.begin(cluster);
  });

  afterEach(async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a node that is heard before it has heard a leader says later whom it follows', () => {
    hear('n2', statusOf('n2', 'follower', 1));
    expect(said()).to.deep.equal(['n2 is a follower, in term 1']);
    hear('n2', statusOf('n2', 'follower', 2));
    expect(said()).to.deep.equal([]);
    hear('n2', statusOf('n2', 'follower', 2, 'n1'));
    expect(said()).to.deep.equal(['n2 is a follower of n1, in term 2']);
  });

  it('a follower says it when its leader is another one, and nothing when it only loses it', () => {
    hear('n2', statusOf('n2', 'follower', 1, 'n1'));
    hear('n2', statusOf('n2', 'follower', 1));
    hear('n2', statusOf('n2', 'follower', 2, 'n3'));
    hear('n2', statusOf('n2', 'follower', 2, 'n3'));
    expect(said()).to.deep.equal(['n2 is a follower of n1, in term 1', 'n2 is a follower of n3, in term 2']);
  });

  it('tells how long there was no leader, where its end was noticed before the next one', () => {
    hear('n1', statusOf('n1', 'leader', 1, 'n1'));
    expect(said()[0]).to.equal('n1 leads, in term 1');
    story.onExit(cluster.node('n1'), 17, { code: null, signal: 'SIGKILL' });
    expect(said()[0]).to.include('n1 (process 17) is gone: SIGKILL');
    hear('n2', statusOf('n2', 'preCandidate', 1));
    hear('n2', statusOf('n2', 'candidate', 2));
    hear('n2', statusOf('n2', 'leader', 2, 'n2'));
    expect(said()).to.deep.equal([
      'n2 is a candidate, in term 1',
      'n2 is a candidate, in term 2',
      'n2 leads, in term 2, # ms after n1 was gone',
      'to kill this leader too: kill -9 undefined',
    ]);
  });

  it('an end that is noticed after the next leader leaves no gap to tell of', () => {
    hear('n1', statusOf('n1', 'leader', 1, 'n1'));
    hear('n2', statusOf('n2', 'leader', 2, 'n2'));
    said();
    story.onExit(cluster.node('n1'), 17, { code: null, signal: 'SIGKILL' });
    hear('n2', statusOf('n2', 'leader', 3, 'n2'));
    expect(said().at(-1)).to.equal('n2 leads, in term 3');
  });
});
