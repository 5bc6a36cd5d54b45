import { DEFAULT_GROUP } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createLog, drainHost } from '../../src/index.js';
import { Cluster } from '../support/cluster.js';
import { until } from '../support/wait.js';

const log = createLog({ level: 'silent', node: 'n1' });

describe('draining', () => {
  it('hands leadership over, and lets the writes that are under way be answered', async () => {
    await using cluster = await Cluster.start(3);
    await until('there is a leader', () => cluster.leader !== undefined);
    const leader = cluster.leader as Cluster['nodes'][number];
    const group = leader.host.group(DEFAULT_GROUP);
    await group.write(Uint8Array.of(0));
    const { lastIndex } = group.status();
    const writes = Array.from({ length: 20 }, (_, i) => group.write(Uint8Array.of(i)));
    await until('they are under way', () => group.status().lastIndex > lastIndex);
    await drainHost(leader.host, 20_000, log);
    expect(group.status().role).to.equal('follower');
    expect(group.pending).to.include({ writes: 0, reads: 0 });
    const results = await Promise.allSettled(writes);
    expect(results.map(({ status }) => status)).to.deep.equal(writes.map(() => 'fulfilled'));
    await until('another one leads', () => cluster.leader !== undefined && cluster.leader !== leader);
  });

  it('waits no longer than it may for calls that do not end', async () => {
    await using cluster = await Cluster.start(1);
    await until('there is a leader', () => cluster.leader !== undefined);
    const { host, app } = cluster.leader as Cluster['nodes'][number];
    let release = (): void => undefined;
    app.held = new Promise((resolve) => {
      release = resolve;
    });
    const write = host.group(DEFAULT_GROUP).write(Uint8Array.of(0));
    await drainHost(host, 30, log);
    expect(host.group(DEFAULT_GROUP).pending.writes).to.equal(1);
    release();
    await write;
  });
});
