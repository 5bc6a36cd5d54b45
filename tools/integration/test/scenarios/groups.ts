import { RaftError, type RaftGroup } from '@lolraft/raft-core';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster } from '../support/cluster.js';
import { bytes } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';

const GROUPS = ['red', 'green', 'blue'];

/** Asks whoever leads, until it is answered: on a busy machine there may be an election at any time. */
async function insist<T>(cluster: Cluster, group: string, ask: (at: RaftGroup) => Promise<T>): Promise<T> {
  for (;;) {
    const leader = await cluster.leader(group);
    try {
      return await ask(leader.group(group));
    } catch (error) {
      if (!(error instanceof RaftError) || (!error.retryable && error.outcome !== 'unknown')) throw error;
    }
  }
}

export function groups(surroundings: Surroundings): void {
  it('several groups of a host replicate, each on its own', async () => {
    await using cluster = await Cluster.start(surroundings, { groups: GROUPS });
    const writes = GROUPS.map(async (group) => {
      const { session } = await insist(cluster, group, (at) => at.session('open'));
      const commands = Array.from({ length: 50 }, (_, i) => ({ payload: bytes(`${group}-${i}`), sequence: i + 1 }));
      await Promise.all(
        commands.map(({ payload, sequence }) =>
          insist(cluster, group, (at) => at.write(payload, { session, sequence, window: sequence })),
        ),
      );
    });
    await Promise.all(writes);
    for (const group of GROUPS) {
      const entries = await cluster.agree(group);
      expect([...entries].sort()).to.deep.equal(Array.from({ length: 50 }, (_, i) => `${group}-${i}`).sort());
    }
  });

  it('a group whose app throws stops with the index; the other groups of the host go on', async () => {
    await using cluster = await Cluster.start(surroundings, { groups: GROUPS });
    const leader = await cluster.leader('red');
    const [follower] = cluster.followersOf(leader);
    const stopped = new Promise<{ group: string; code: string }>((resolve) => {
      follower?.host.events.on('stopped', ({ group, error }) => resolve({ group, code: error.code }));
    });
    (follower as (typeof cluster.running)[number]).journal('red').poison = 'bad';
    await leader.group('red').write(bytes('good'));
    const { index } = await leader.group('red').write(bytes('bad'));
    expect(await stopped).to.deep.equal({ group: 'red', code: 'APP_FAILED' });
    expect(follower?.group('red').failure).to.include({ code: 'APP_FAILED', index });
    expect(follower?.status('red').failure).to.include(String(index));
    expect(follower?.journal('red').entries, 'nothing after the failure').to.deep.equal(['good']);

    const refused = await failureOf(follower?.group('red').write(bytes('more')) ?? Promise.resolve(), 'write');
    expect(refused).to.include({ code: 'APP_FAILED', outcome: 'not_applied' });
    // The rest goes on: the same group without that node, and the other groups with it.
    await leader.group('red').write(bytes('after'));
    for (const group of ['green', 'blue']) {
      await (await cluster.leader(group)).group(group).write(bytes('alive'));
      expect(await cluster.agree(group)).to.deep.equal(['alive']);
      expect(follower?.journal(group).entries).to.deep.equal(['alive']);
    }
  });

  it('at the leader too, the write that broke the app ends as unknown, and another node leads', async () => {
    await using cluster = await Cluster.start(surroundings, { groups: ['red', 'green'] });
    const leader = await cluster.leader('red');
    leader.journal('red').poison = 'bad';
    const failure = await failureOf(leader.group('red').write(bytes('bad')), 'the write that breaks the app');
    expect(failure).to.include({ code: 'APP_FAILED', outcome: 'unknown' });
    const next = await cluster.leader('red');
    expect(next.id).not.to.equal(leader.id);
    await next.group('red').write(bytes('good'));
    expect(next.journal('red').entries).to.deep.equal(['bad', 'good']);
    await (await cluster.leader('green')).group('green').write(bytes('alive'));
    expect(await cluster.agree('green')).to.deep.equal(['alive']);
  });
}
