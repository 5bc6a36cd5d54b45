import type { ClientConnection, GroupId, RaftApp, ReadLevel, ServiceRequest } from '@lolraft/raft-core';
import { expect } from 'chai';
import { it } from 'mocha';
import { Cluster, type Running } from '../support/cluster.js';
import { bytes, Journal, text } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';

const group = 'main' as GroupId;

function write(what: string, to = group): ServiceRequest {
  return { type: 'write', group: to, session: 0, sequence: 0, window: 0, payload: bytes(what) };
}

function query(level: ReadLevel): ServiceRequest {
  return { type: 'query', group, level, payload: bytes('') };
}

/** Runs with a connection to each node. */
async function withClients(
  cluster: Cluster,
  use: (to: (node: Running) => ClientConnection) => Promise<void>,
): Promise<void> {
  const transport = cluster.world.client();
  const connections = new Map<string, ClientConnection>();
  for (const { id } of cluster.running) connections.set(id, await transport.connect(cluster.world.address(id)));
  try {
    await use(({ id }) => connections.get(id) as ClientConnection);
  } finally {
    await Promise.all([...connections.values()].map((connection) => connection.close()));
  }
}

export function clients(surroundings: Surroundings): void {
  it('a client writes, reads, asks for the status, and hears the same errors as within the process', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const [follower] = cluster.followersOf(leader) as [Running];
    await withClients(cluster, async (to) => {
      const answer = await to(leader).call(write('one'));
      expect(answer).to.have.property('type', 'write');
      expect(text((answer as { value: Uint8Array }).value)).to.equal('1');

      const error = await failureOf(to(follower).call(write('two')), 'write to a follower');
      expect(error).to.include({ code: 'NOT_LEADER', outcome: 'not_applied', retryable: true });
      expect(error)
        .to.have.property('leader')
        .that.deep.equals({ id: leader.id, address: cluster.world.address(leader.id) });

      const { index } = answer as { index: number };
      const level: ReadLevel = { type: 'local', minIndex: index };
      for (const asked of [to(leader).call(query({ type: 'linearizable' })), to(follower).call(query(level))]) {
        const read = (await ends(asked, 'read')) as { value: Uint8Array };
        expect(JSON.parse(text(read.value))).to.deep.equal(['one']);
      }
      const status = await to(follower).call({ type: 'status', group });
      expect(status).to.have.nested.property('status.leader', leader.id);
      const unknown = await failureOf(to(leader).call(write('x', 'nowhere' as GroupId)), 'an unknown group');
      expect(unknown).to.include({ code: 'GROUP_NOT_FOUND', outcome: 'not_applied' });
    });
  });

  it('a watched status tells of the next leader', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    const [follower] = cluster.followersOf(leader) as [Running];
    await withClients(cluster, async (to) => {
      const leaders: (string | undefined)[] = [];
      const stream = to(follower).stream({ type: 'watchStatus', group, interval: 60_000 });
      const watching = (async (): Promise<void> => {
        for await (const item of stream) {
          if (item.type !== 'status') throw new Error(`a watched status brought a ${item.type}`);
          leaders.push(item.status.leader);
          if (item.status.leader !== undefined && item.status.leader !== leader.id) return;
        }
      })();
      await until(() => leaders.includes(leader.id), 'the first status');
      await cluster.stop(leader.id);
      await ends(watching, 'the stream that tells of the next leader');
    });
  });

  it('open calls settle when the leader closes, when their time is up, and when they are aborted', async () => {
    await using cluster = await Cluster.start(surroundings);
    const leader = await cluster.leader();
    await withClients(cluster, async (to) => {
      await to(leader).call(write('first'));
      for (const { disk } of cluster.followersOf(leader)) disk.hold('before');
      const late = failureOf(to(leader).call(write('late'), { timeout: 50 }), 'late call');
      expect(await late).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
      const controller = new AbortController();
      const aborted = failureOf(to(leader).call(write('aborted'), { signal: controller.signal }), 'aborted call');
      await until(() => leader.status().lastIndex >= leader.status().commitIndex + 2, 'both are appended');
      controller.abort();
      expect(await aborted).to.include({ code: 'ABORTED', outcome: 'unknown' });
      const open = failureOf(to(leader).call(write('open')), 'open call');
      await until(() => leader.status().lastIndex >= leader.status().commitIndex + 3, 'all appended');
      await cluster.stop(leader.id);
      const end = await open;
      expect(end.outcome).to.equal('unknown');
      expect(end.code).to.be.oneOf(['CLOSED', 'UNAVAILABLE']);
    });
  });

  it('a query that never answers ends with its time, and with its node', async () => {
    const app = (): RaftApp => {
      const journal = new Journal();
      return {
        apply: (commands) => journal.apply(commands),
        install: (snapshot) => journal.install(snapshot),
        query: () => new Promise<Uint8Array>(() => {}),
      };
    };
    await using cluster = await Cluster.start(surroundings, { app });
    const leader = await cluster.leader();
    const late = failureOf(leader.group().read(bytes(''), { timeout: 50 }), 'a read with a timeout');
    expect(await late).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    const local = failureOf(leader.group().read(bytes(''), { level: 'local', timeout: 50 }), 'a local read');
    expect(await local).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    const open = failureOf(leader.group().read(bytes(''), { timeout: 60_000 }), 'an open read');
    await cluster.stop(leader.id);
    expect(await open).to.include({ code: 'CLOSED', outcome: 'not_applied' });
  });
}
