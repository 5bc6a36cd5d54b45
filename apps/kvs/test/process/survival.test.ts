import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Processes, until } from './support/processes.js';

describe('three processes', function () {
  this.timeout(90_000);

  it('the leader is killed under a stream of writes and comes back: every acknowledged write is everywhere, once, in order', async () => {
    await using processes = await Processes.start();
    const { cluster } = processes;
    processes.startStream();
    await processes.more(50);
    const first = await processes.leader();
    await cluster.kill(first.id);
    await processes.more(50);
    await cluster.whenLed();
    expect((await processes.leader()).id).not.to.equal(first.id);
    // Asked for twice, as by an impatient person: it is one process all the same.
    await Promise.all([cluster.startNode(first.id), cluster.startNode(first.id)]);
    const { process } = first;
    await processes.more(50);
    await processes.stopStream();
    await cluster.whenLed();
    await processes.check();
    expect(first.process, 'the process that was started').to.equal(process).and.not.equal(undefined);

    // All at once, and what was acknowledged is still there.
    await Promise.all(cluster.nodes.map(({ id }) => cluster.kill(id)));
    await Promise.all(cluster.nodes.map(({ id }) => cluster.startNode(id)));
    await cluster.whenLed();
    await processes.writes.untilServed();
    await processes.check();
  });

  it('the leader is paused under a stream of writes: another takes over, and it comes back as a follower', async () => {
    await using processes = await Processes.start();
    const { cluster } = processes;
    processes.startStream();
    await processes.more(50);
    const first = await processes.leader();
    first.process?.kill('SIGSTOP');
    try {
      await until(() => cluster.leader !== undefined && cluster.leader.id !== first.id, 'another leader');
      await processes.more(50);
    } finally {
      first.process?.kill('SIGCONT');
    }
    const term = (await processes.leader()).status?.term ?? 0;
    await until(() => first.status?.role === 'follower' && first.status.term >= term, 'the old leader follows');
    await processes.more(50);
    await processes.stopStream();
    await processes.check();
    expect(cluster.leader?.status?.term, 'its return deposed nobody').to.equal(term);
  });
});
