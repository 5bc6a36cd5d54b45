import { LockClient, type Session } from '@lolraft/lock-client';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { until } from '../cli/support/live-cluster.js';
import { ThreeProcesses } from './support/three-processes.js';

/** LOL_COST_SESSIONS=10000 measures ten thousand sessions and fifty thousand who wait, LOL_QUIET_MS for how long nothing is asked of them. */
const SESSIONS = Number(process.env['LOL_COST_SESSIONS'] ?? 60);
const QUIET_MS = Number(process.env['LOL_QUIET_MS'] ?? 0);
const WAITS = 5;
const TTL = SESSIONS > 1_000 ? 60_000 : 15_000;
/** Of those who come to wait, that come together. */
const AT_ONCE = 1_000;
/** Of one client: with all that they wait for, no more calls than a connection may have. */
const SESSIONS_OF_CLIENT = 500;
const MEMORY = 'process_resident_memory_bytes';
const CPU = 'process_cpu_user_seconds_total';
const SYSTEM = 'process_cpu_system_seconds_total';
const SIGNS = 'lol_lock_keep_alives_total';
const STATE = ['lol_lock_sessions', 'lol_lock_objects', 'lol_lock_holds', 'lol_lock_waiters'] as const;

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const share = (milliseconds: number, of: number): string => `${((100 * milliseconds) / of).toFixed(1)} %`;

interface Member {
  readonly client: LockClient;
  readonly session: Session;
}

describe('cost of the lock service, in three processes', function () {
  this.timeout(600_000);

  it('keeps sessions and those who wait in memory, without an entry of the log, also over a change of leaders', async () => {
    await using cluster = await ThreeProcesses.start();
    const { endpoints } = cluster;
    const before = await cluster.metrics(MEMORY);
    const clients = Array.from({ length: Math.ceil(SESSIONS / SESSIONS_OF_CLIENT) }, () => {
      const transport = new WsClientTransport();
      return new LockClient({ transport, endpoints, ttl: TTL, timeout: 60_000, maxWaiting: 4_000 });
    });
    const failures: unknown[] = [];
    let areEnding = false;
    try {
      const began = performance.now();
      const members: Member[] = [];
      for (const client of clients) {
        const count = Math.min(SESSIONS_OF_CLIENT, SESSIONS - members.length);
        const sessions = await Promise.all(Array.from({ length: count }, () => client.session()));
        const first = members.length;
        members.push(...sessions.map((session) => ({ client, session })));
        await Promise.all(sessions.map((session, i) => client.acquire(`lock ${first + i}`, { session, wait: 60_000 })));
      }
      const all = { lol_lock_sessions: SESSIONS, lol_lock_objects: SESSIONS, lol_lock_holds: SESSIONS };
      /** Whether so many wait, and their calls are where somebody leads. */
      const waitsFor = async (waiters: number): Promise<boolean> => {
        if (failures.length > 0) throw new Error('somebody does not wait any more', { cause: failures[0] });
        const nodes = await cluster.metrics('lol_lock_waiters', 'lol_lock_waiting_requests');
        const calls = nodes.reduce((sum, node) => sum + node.lol_lock_waiting_requests, 0);
        return calls === waiters && nodes.every((node) => node.lol_lock_waiters === waiters);
      };
      const isFull = (): Promise<boolean> => waitsFor(WAITS * SESSIONS);
      for (const [n, { client, session }] of members.entries()) {
        for (let i = 0; i < WAITS; i++) {
          const waiting = client.acquire(`lock ${(n + 1 + 7 * i) % SESSIONS}`, { session });
          waiting.catch((error: unknown) => areEnding || failures.push(error));
        }
        const asked = WAITS * (n + 1);
        if (asked % AT_ONCE === 0) await until(() => waitsFor(asked), `${asked} wait`, 120_000);
      }
      await until(isFull, 'all wait', 300_000);
      const filledIn = performance.now() - began;
      for (const node of await cluster.metrics(...STATE)) expect(node).to.include(all);
      const full = await cluster.metrics(MEMORY);

      // Nothing is asked but signs of life, until each session has given one; again where an election falls into it.
      let quiet: { took: number; signs: number; busy: number[] } | undefined;
      while (quiet === undefined) {
        await until(
          async () => (await cluster.led()) !== undefined && (await isFull()),
          'all wait at a leader',
          60_000,
        );
        const leader = (await cluster.led()) ?? 0;
        const from = await cluster.metrics(CPU, SYSTEM, SIGNS);
        const start = performance.now();
        const { term, lastIndex } = await cluster.status(leader);
        let signs = 0;
        await until(
          async () => {
            signs = ((await cluster.metrics(SIGNS))[leader]?.[SIGNS] ?? 0) - (from[leader]?.[SIGNS] ?? 0);
            await new Promise((resolve) => setTimeout(resolve, 200));
            return signs >= SESSIONS && performance.now() - start >= QUIET_MS;
          },
          'all give signs of life',
          300_000,
        );
        const took = performance.now() - start;
        const now = await cluster.status(leader);
        if (now.term !== term) continue;
        expect(now.lastIndex, 'no sign of life is an entry of the log').to.equal(lastIndex);
        const to = await cluster.metrics(CPU, SYSTEM);
        const busy = to.map(
          (node, n) => 1_000 * (node[CPU] + node[SYSTEM] - (from[n]?.[CPU] ?? 0) - (from[n]?.[SYSTEM] ?? 0)),
        );
        quiet = { took, signs, busy };
      }

      // Whoever waits finds its place again at the next leader, and no session is lost.
      const former = (await cluster.led()) ?? 0;
      const { lastIndex: lastBefore } = await cluster.status(former);
      const moved = performance.now();
      await cluster.handOver((former + 1) % endpoints.length);
      await until(
        async () => (await cluster.led()) !== former && (await isFull()),
        'all wait at another leader',
        300_000,
      );
      const movedIn = performance.now() - moved;
      const { lastIndex: lastAfter } = await cluster.status((await cluster.led()) ?? 0);
      expect(
        lastAfter - lastBefore,
        'entries are those with which leaders begin, and no repetition is one',
      ).to.be.below(10);
      for (const node of await cluster.metrics(...STATE, 'lol_lock_sessions_expired_total'))
        expect(node).to.include({ ...all, lol_lock_sessions_expired_total: 0 });
      expect(failures).to.deep.equal([]);
      const after = await cluster.metrics(MEMORY);

      areEnding = true;
      const ended = performance.now();
      for (const client of clients.splice(0)) await client.close();
      const isEmpty = async (): Promise<boolean> =>
        (await cluster.metrics(...STATE)).every((node) => STATE.every((name) => node[name] === 0));
      await until(isEmpty, 'nothing is left', 300_000);
      const endedIn = performance.now() - ended;
      const memory = (nodes: Record<typeof MEMORY, number>[]): string =>
        nodes.map((node) => Math.round(node[MEMORY] / 2 ** 20)).join(', ');
      const grown = Math.max(...full.map((node, n) => node[MEMORY] - (before[n]?.[MEMORY] ?? 0)));
      console.log(
        `      three processes: ${SESSIONS} sessions and ${WAITS * SESSIONS} waiters after ${Math.round(filledIn)} ms; resident MiB before ` +
          `${memory(before)}, full ${memory(full)} (${mib(grown)} more at most), after a change of leaders ${memory(after)}; ` +
          `${quiet.signs} signs of life in ${Math.round(quiet.took)} ms, no entry of the log, CPU ` +
          `${quiet.busy.map((milliseconds) => share(milliseconds, quiet.took)).join(', ')}; ` +
          `all wait at another leader after ${Math.round(movedIn)} ms; all have ended after ${Math.round(endedIn)} ms`,
      );
    } finally {
      areEnding = true;
      await Promise.all(clients.map((client) => client.close()));
    }
  });
});
