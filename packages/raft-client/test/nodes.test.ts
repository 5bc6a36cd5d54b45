import { InvalidArgumentError, type NodeStatus, OverloadedError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { payload, text } from './support/fake-cluster.js';
import { start, watch } from './support/fixture.js';

describe('local reads', () => {
  it('are answered by any node, and shared among them', async () => {
    const { clock, cluster, client } = start();
    cluster.depose();
    const reads = [];
    for (let i = 0; i < 9; i++) {
      reads.push(watch(client.read(payload(String(i)), { level: 'local' })));
      await clock.settle();
    }
    expect(reads.every(({ value }) => value !== undefined)).to.equal(true);
    expect(cluster.nodes.filter((node) => node.requests.length > 0).length).to.be.above(0);
  });

  it('say how much the node must have applied', async () => {
    const { clock, cluster, client } = start();
    const read = client.read(payload('x'), { level: { type: 'local', minIndex: 17 } });
    await clock.settle();
    await read;
    const [request] = cluster.nodes.flatMap((node) => node.requests);
    expect(request).to.deep.include({ type: 'query', level: { type: 'local', minIndex: 17 } });
  });

  it('go on to the next node where one is gone, refuses or breaks off', async () => {
    const { clock, cluster, client } = start();
    cluster.node('a').listening = false;
    const b = cluster.node('b');
    b.script = () => {
      throw new OverloadedError('test');
    };
    const read = watch(client.read(payload('x'), { level: 'local' }));
    await clock.settle();
    expect(read.value && text(read.value.value)).to.equal('c answers x');
  });

  it('begin again after a pause where no node answers, until their deadline', async () => {
    const { clock, cluster, client } = start();
    for (const node of cluster.nodes) node.listening = false;
    const read = watch(client.read(payload('x'), { level: 'local' }));
    const late = watch(client.read(payload('x'), { level: 'local', timeout: 300 }));
    await clock.advance(500);
    expect(late.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    cluster.node('b').listening = true;
    await clock.advance(2_000);
    expect(read.value && text(read.value.value)).to.equal('b answers x');
  });

  it('end where what they ask for can never be answered', async () => {
    const { clock, cluster, client } = start();
    for (const node of cluster.nodes) {
      node.script = () => {
        throw new InvalidArgumentError('no query');
      };
    }
    const read = watch(client.read(payload('x'), { level: 'local' }));
    await clock.settle();
    expect(read.error).to.be.instanceOf(InvalidArgumentError);
    expect(cluster.nodes.reduce((sum, node) => sum + node.requests.length, 0)).to.equal(1);
  });
});

describe('status', () => {
  it('is that of the node that is asked, or of the leader', async () => {
    const { clock, client } = start();
    const asked = [client.status('b'), client.status()];
    await clock.settle();
    const [b, leader] = await Promise.all(asked);
    expect([b?.id, b?.role]).to.deep.equal(['b', 'follower']);
    expect([leader?.id, leader?.role]).to.deep.equal(['a', 'leader']);
  });

  it('fails at once where the node is not there', async () => {
    const { clock, cluster, client } = start();
    cluster.node('b').listening = false;
    const status = watch(client.status('b'));
    await clock.settle();
    expect(status.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied' });
  });

  it('can be watched, until the reader leaves or the connection ends', async () => {
    const { clock, cluster, client } = start();
    const seen: NodeStatus['role'][] = [];
    const watching = (async () => {
      for await (const { role } of client.watchStatus('b')) {
        seen.push(role);
        if (role === 'leader') break;
      }
    })();
    await clock.settle();
    cluster.elect('b');
    await clock.settle();
    await watching;
    expect(seen).to.deep.equal(['follower', 'leader']);

    const statuses = client.watchStatus('c');
    expect((await statuses.next()).value).to.include({ id: 'c' });
    const next = watch(statuses.next());
    cluster.node('c').kill();
    await clock.settle();
    expect(next.error?.code).to.equal('UNAVAILABLE');
  });
});

describe('a credential', () => {
  it('goes with every call', async () => {
    const { clock, cluster, client } = start({ credential: 'secret' });
    const credentials = new Set<string | undefined>();
    for (const node of cluster.nodes) {
      node.script = (request, { credential }) => {
        credentials.add(credential);
        return node.play(request);
      };
    }
    const calls = [client.write(payload('w')), client.read(payload('r'), { level: 'local' }), client.status('c')];
    await clock.settle();
    await Promise.all(calls);
    expect([...credentials]).to.deep.equal(['secret']);
  });
});
