import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId } from '@lolraft/raft-core';
import { put } from '../../src/local-cluster/store-calls.js';
import { Fleet } from './support/fleet.js';
import { until } from './support/processes.js';
import { withEnvironment } from './support/resources.js';

describe('kvs serve --join', function () {
  this.timeout(120_000);

  it('waits to be added, also over a restart, and follows then; once it belongs to the cluster it needs no member to start', async () => {
    await using fleet = await Fleet.found(['n1']);
    const { address } = await fleet.join('n2', ['n1']);
    const waits = `waits to be added to the cluster: raftctl add n2 ${address} --endpoints ${fleet.node('n1').address}`;
    expect(fleet.log('n2')).to.include(waits);
    expect(await fleet.terminate('n2')).to.deep.equal({ code: 0, signal: null });
    await fleet.start('n2');
    expect(fleet.log('n2').split(waits), 'it says so at each start').to.have.lengthOf(3);

    const client = fleet.client('n1');
    await put(client, 'key', 'value');
    await client.changeMembership([{ type: 'add', id: nodeId('n2'), address, role: 'voter' }]);
    expect(fleet.log('n2')).to.match(/"voters":\["n1","n2"\],"learners":\[\],"msg":"configuration"/);

    // Both at once: whoever is first has nobody to ask.
    await Promise.all(['n1', 'n2'].map((id) => fleet.terminate(id)));
    await fleet.start('n2');
    expect(fleet.log('n2')).to.include('no member answers yet; the directory knows its cluster');
    await fleet.start('n1');
    await put(client, 'key', 'again');
    expect(fleet.log('n2').split(waits), 'and no more, once it is a member').to.have.lengthOf(3);
  });

  it('refuses a directory of another cluster', async () => {
    await using one = await Fleet.found(['n1']);
    await using other = await Fleet.found(['o1'], 3);
    await one.join('n2', ['n1']);
    await one.terminate('n2');
    const { dataDir } = one.node('n2');
    other.declare('n2', dataDir, ['o1']);
    const { exited } = await other.launch('n2');
    expect(await exited).to.deep.equal({ code: 1, signal: null });
    expect(other.log('n2')).to.match(
      /kvs: the data directory belongs to cluster [0-9a-f]{32}, and ws:\S+ to cluster [0-9a-f]{32}: join with a new directory/,
    );
  });

  it('ends when nobody answers in time, or it is told to', async () => {
    await using fleet = await Fleet.found([]);
    fleet.declare('n1', undefined, []);
    for (const id of ['n2', 'n3']) fleet.declare(id, undefined, ['n1']);
    const restore = withEnvironment({ KVS_JOIN_TIMEOUT: '1000' });
    try {
      const inVain = await fleet.launch('n2');
      expect(await inVain.exited).to.deep.equal({ code: 1, signal: null });
      expect(fleet.log('n2')).to.match(/kvs: no member to join has answered in 1000 ms: .*ECONNREFUSED/);
    } finally {
      restore();
    }
    const asking = await fleet.launch('n3');
    await until(() => fleet.log('n3').includes('asks for the cluster to join'), 'it asks');
    asking.kill('SIGTERM');
    expect(await asking.exited).to.deep.equal({ code: 0, signal: null });
  });
});
