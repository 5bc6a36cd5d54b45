import { clusterId, groupId, nodeId, storeId } from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { entries, founding, GROUP, NODE, OTHER_NODE, snapshotAt } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { StorageFactory } from '../suite.js';
import { Trial } from '../trial.js';

const CLUSTER = clusterId('0123456789abcdef'.repeat(2));
const OTHER_CLUSTER = clusterId('f'.repeat(32));

export function lifecycleCases(factory: StorageFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) =>
    testCase(title, () => Trial.run(factory, body));
  return {
    title: 'birth, identity and end',
    cases: [
      trial('a fresh store has an id, no owner and no groups', async ({ store }) => {
        const state = await store.load();
        check(storeId(state.store) === state.store, 'a store id');
        equal([state.identity, state.groups], [undefined, []], 'fresh state');
      }),

      trial('two stores have two ids, and one keeps its own', async (trial) => {
        const first = (await trial.store.load()).store;
        await Trial.run(factory, async (other) => {
          check((await other.store.load()).store !== first, 'two stores with one id');
        });
        if (trial.store.capabilities.durable) await trial.reopen();
        equal((await trial.store.load()).store, first, 'store id');
      }),

      trial('bind writes the owner once', async (trial) => {
        const identity = { cluster: CLUSTER, node: NODE };
        await trial.store.bind(identity);
        await trial.store.bind({ ...identity });
        equal((await trial.store.load()).identity, identity, 'identity');
        await refusal(trial.store.bind({ cluster: CLUSTER, node: OTHER_NODE }), 'IDENTITY_MISMATCH', 'another node');
        await refusal(trial.store.bind({ cluster: OTHER_CLUSTER, node: NODE }), 'IDENTITY_MISMATCH', 'another cluster');
        if (trial.store.capabilities.durable) await trial.reopen();
        equal((await trial.store.load()).identity, identity, 'identity');
        await refusal(trial.store.bind({ cluster: CLUSTER, node: OTHER_NODE }), 'IDENTITY_MISMATCH', 'another node');
        await trial.store.bind(identity);
      }),

      trial('bind does not keep the object that it was given', async ({ store }) => {
        const identity = { cluster: CLUSTER, node: NODE };
        await store.bind(identity);
        identity.node = OTHER_NODE;
        equal((await store.load()).identity?.node, NODE, 'node');
      }),

      trial('after close every call is refused, and close again does nothing', async ({ store }) => {
        await store.write([founding(GROUP, 1)]);
        await store.write([{ group: GROUP, entries: [entries(1, 3)] }]);
        await store.close();
        await store.close();
        await refusal(store.load(), 'CLOSED', 'load');
        await refusal(store.bind({ cluster: CLUSTER, node: nodeId('n9') }), 'CLOSED', 'bind');
        await refusal(store.write([{ group: GROUP, entries: [entries(4, 1)] }]), 'CLOSED', 'write');
        await refusal(store.read(GROUP, 1, 1, 1000), 'CLOSED', 'read');
        await refusal(store.removeGroup(GROUP), 'CLOSED', 'removeGroup');
      }),

      trial('close waits for the write that is under way', async (trial) => {
        await trial.write(founding(GROUP, 1));
        const order: string[] = [];
        const append = [{ group: GROUP, entries: [entries(1, 50)] }];
        const write = trial.store.write(append).then(() => order.push('written'));
        const close = trial.store.close().then(() => order.push('closed'));
        await Promise.all([write, close]);
        equal(order, ['written', 'closed'], 'order');
        trial.model.write(append);
        if (!trial.store.capabilities.durable) return;
        trial.store = await trial.place.open();
        await trial.compare('after close and open');
      }),

      trial('an empty write does nothing', async (trial) => {
        await trial.write();
        await trial.write(founding());
        await trial.write({ group: GROUP });
        await trial.write({ group: GROUP, entries: [] });
        await trial.verify();
      }),

      trial('ids of every allowed form', async (trial) => {
        for (const id of ['0', 'Z', 'a-b_c', 'x'.repeat(63)]) {
          await trial.write({ group: groupId(id), snapshot: snapshotAt(0, 0) });
        }
        await trial.verify();
      }),
    ],
  };
}
