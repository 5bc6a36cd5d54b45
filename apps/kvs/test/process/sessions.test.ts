import { RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { put, readNode } from '../../src/local-cluster/store-calls.js';
import { Processes, until } from './support/processes.js';

const WORKERS = 8;
const KILLS = 3;
/** Writes that are acknowledged between two kills. */
const BETWEEN = 100;

describe('a client with a session, and real processes', function () {
  this.timeout(120_000);

  it('C1: leaders are killed under pipelined writes of one key, which are sent again: each is applied once, and none is in doubt', async () => {
    await using processes = await Processes.start();
    const { cluster, client } = processes;
    let isOver = false;
    let acknowledged = 0;
    let lastIndex = 0;
    const failures: string[] = [];
    const worker = async (): Promise<void> => {
      while (!isOver) {
        try {
          // The store counts how often a key was written: that is the counter.
          lastIndex = Math.max(lastIndex, await put(client, 'counter', 'x'));
          acknowledged++;
        } catch (error) {
          failures.push(
            error instanceof RaftError ? `${error.code} ${error.outcome}: ${error.message}` : String(error),
          );
        }
      }
    };
    const workers = Array.from({ length: WORKERS }, worker);
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const target = acknowledged + BETWEEN;
        await until(
          () => acknowledged >= target || failures.length > 0,
          () => `${acknowledged} of ${target} writes`,
        );
        const { id } = await processes.leader();
        await cluster.kill(id);
        await until(() => cluster.leader !== undefined && cluster.leader.id !== id, 'another leader');
        await cluster.startNode(id);
      }
      const target = acknowledged + BETWEEN;
      await until(
        () => acknowledged >= target || failures.length > 0,
        () => `${acknowledged} of ${target} writes`,
      );
    } finally {
      isOver = true;
      await Promise.all(workers);
    }
    expect(failures).to.deep.equal([]);
    await cluster.whenLed();
    for (const { address } of cluster.nodes) {
      const [held] = await readNode(cluster.transport, address, lastIndex);
      expect(held).to.include({ key: 'counter', version: acknowledged });
    }
  });
});
