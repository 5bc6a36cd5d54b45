import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Cluster, sessionOf } from './support/cluster.js';

/** LOL_COST_SESSIONS=10000 measures ten thousand sessions and fifty thousand who wait. */
const SESSIONS = Number(process.env['LOL_COST_SESSIONS'] ?? 1_000);
const WAITERS = 5 * SESSIONS;
const TTL = 30_000;

/** Bytes in use; without garbage only where node was started with --expose-gc. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

describe('cost of the lock service', () => {
  it('keeps sessions without an entry of the log, and tells those who wait without looking at all of them', async function () {
    this.timeout(120_000);
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const { clock } = cluster;
    const lastIndex = (): number => leader.group.consensusState.log.lastIndex;
    // A batch is what comes in together: one turn of the loop.
    const together = async (count: number, call: (n: number) => Promise<unknown>, batch = 1_000): Promise<void> => {
      for (let from = 0; from < count; from += batch)
        await cluster.done(
          Promise.all(Array.from({ length: Math.min(batch, count - from) }, (_, i) => call(from + i))),
        );
    };
    await together(SESSIONS, (n) => cluster.call(leader, 'OpenSession', { session: sessionOf(n), ttl: TTL }));
    expect(leader.service.status().sessions).to.equal(SESSIONS);

    const opened = lastIndex();
    const { confirmations } = leader.service.status();
    const begun = performance.now();
    for (let round = 0; round < 4; round++) {
      await together(SESSIONS, (n) => cluster.call(leader, 'KeepAlive', { sessions: [sessionOf(n)] }));
      await clock.advance(TTL / 3);
    }
    const keptIn = performance.now() - begun;
    expect(leader.service.tally.keepAlives).to.equal(4 * SESSIONS);
    expect(lastIndex()).to.equal(opened);
    // One read for each turn, whatever has come in.
    expect(leader.service.status().confirmations - confirmations).to.equal((4 * SESSIONS) / 1_000);
    expect(leader.service.status().sessions).to.equal(SESSIONS);

    // Five who wait for each of the objects that another one holds.
    const objects = SESSIONS;
    await together(objects, (n) => cluster.acquire(leader, n, 1, `lock ${n}`));
    const before = heap();
    const ends: Promise<unknown>[] = [];
    const wanted = WAITERS / objects;
    const asked = performance.now();
    for (let from = 0; from < WAITERS; from += 1_000) {
      for (let i = from; i < from + 1_000; i++) {
        const round = Math.floor(i / objects) + 1;
        const patience = i % 2 === 0 ? { waitOpen: true } : { waitFor: 3_600_000 };
        ends.push(cluster.acquire(leader, i % objects, round + 1, `lock ${(i + round) % objects}`, patience));
      }
      await clock.until(() => leader.service.status().waitingRequests === from + 1_000, 'they wait');
    }
    const waitsIn = performance.now() - asked;
    const after = heap();
    const { waiters, waitingRequests } = leader.service.status();
    expect({ waiters, waitingRequests }).to.deep.equal({ waiters: WAITERS, waitingRequests: WAITERS });
    // All deadlines of half of them share one timer.
    expect(clock.pendingTimers).to.be.below(20);

    const freed = performance.now();
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(0) });
    const oneIn = performance.now() - freed;
    expect(leader.service.status().waitingRequests).to.equal(WAITERS - 1 - wanted);
    // They are not heard of any more: all end, and who waits is told.
    const ended = performance.now();
    await clock.advance(TTL * 2);
    const results = await Promise.allSettled(ends);
    expect(leader.service.status()).to.include({ sessions: 0, objects: 0, waiters: 0, waitingRequests: 0 });
    expect(results.length).to.equal(WAITERS);
    const endedIn = performance.now() - ended;
    const signs = Math.round((4 * SESSIONS) / (keptIn / 1_000));
    console.log(
      `      ${signs} signs of life a second; ${WAITERS} wait after ${Math.round(waitsIn)} ms, with ` +
        `${Math.round((after - before) / WAITERS)} bytes each, state and test included; ` +
        `one session's end: ${oneIn.toFixed(1)} ms; the end of all: ${Math.round(endedIn)} ms`,
    );
  });
});
