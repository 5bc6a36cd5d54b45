// Runs in the browser: a cluster of three nodes in one page. Writes what happened into the document.
import { jsonCodec, RaftNode, typedApp } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';

declare const document: { title: string; querySelector(selector: string): { textContent: string } };

type Counter = RaftNode<{ add: number }, number, 'total', number>;

const WRITES = 200;

async function startNode(
  network: MemoryNetwork,
  id: string,
  members: { id: string; address: string }[],
): Promise<Counter> {
  let total = 0;
  const app = typedApp<{ add: number }, number, 'total', number>(
    {
      apply: ({ add }) => (total += add),
      query: () => total,
      install: () => {
        total = 0;
      },
    },
    jsonCodec(),
  );
  return RaftNode.start({
    id,
    cluster: { name: 'page', token: 'browser' },
    initial: 'new',
    members,
    app,
    transport: network.transport(`mem:${id}`),
    storage: new MemoryStorage(),
  });
}

async function leaderOf(nodes: readonly Counter[]): Promise<Counter> {
  for (;;) {
    const leader = nodes.find((node) => node.status().role === 'leader');
    if (leader !== undefined) return leader;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function run(): Promise<Record<string, unknown>> {
  const network = new MemoryNetwork();
  const members = ['n1', 'n2', 'n3'].map((id) => ({ id, address: `mem:${id}` }));
  const nodes = await Promise.all(members.map(({ id }) => startNode(network, id, members)));
  const first = await leaderOf(nodes);
  await Promise.all(Array.from({ length: WRITES }, () => first.write({ add: 1 })));
  const total = await first.read('total');
  await first.close();
  const rest = nodes.filter((node) => node !== first);
  const second = await leaderOf(rest);
  const { value: afterFailover, index } = await second.write({ add: 1 });
  const everywhere = await Promise.all(
    rest.map((node) => node.read('total', { level: { type: 'local', minIndex: index } })),
  );
  await Promise.all(rest.map((node) => node.close()));
  return { total, afterFailover, everywhere, leaders: [first.id, second.id] };
}

async function report(): Promise<void> {
  let result: Record<string, unknown>;
  try {
    result = await run();
  } catch (error) {
    result = { error: String(error) };
  }
  document.querySelector('#result').textContent = JSON.stringify(result);
  await fetch('/done', { method: 'POST' });
}

void report();
