import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePorts, LOOPBACK, NodeProcess } from '@lolraft/node-kit/local';
import { RaftClient } from '@lolraft/raft-client';
import type { NodeStatus } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { until } from '../../cli/support/live-cluster.js';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
const NODES = [0, 1, 2] as const;

/** The value of a metric without labels, or the sum over its labels. */
function valueOf(page: string, name: string): number {
  const values = [...page.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  if (values.length === 0) throw new Error(`there is no metric ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}

/** A node that is busy answers late, or that it cannot now. */
async function textOf(page: string): Promise<string> {
  let text: string | undefined;
  let said = '';
  await until(async () => {
    const response = await fetch(page).catch((error: unknown) => String(error));
    said = typeof response === 'string' ? response : await response.text();
    if (typeof response !== 'string' && response.ok) text = said;
    return text !== undefined;
  }, `${page} answers`).catch((error: unknown) => {
    throw new Error(`${page} says ${said.slice(0, 200)}`, { cause: error });
  });
  return text ?? '';
}

/** A lock service of three processes on this machine. */
export class ThreeProcesses implements AsyncDisposable {
  readonly endpoints: readonly string[];
  readonly #pages: readonly string[];
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'lol-lock-three-'));
  readonly #nodes: NodeProcess[] = [];
  readonly #client: RaftClient;

  private constructor(base: number) {
    this.endpoints = NODES.map((n) => `ws://${LOOPBACK}:${base + n}`);
    this.#pages = NODES.map((n) => `http://${LOOPBACK}:${base + NODES.length + n}/metrics`);
    this.#client = new RaftClient({ transport: new WsClientTransport(), endpoints: this.endpoints, session: false });
  }

  /** @param flags of each node, besides those that it needs. */
  static async start(flags: readonly string[] = []): Promise<ThreeProcesses> {
    const base = await findFreePorts(2 * NODES.length);
    const cluster = new ThreeProcesses(base);
    try {
      const members = cluster.endpoints.map((address, n) => `n${n}=${address}`).join(',');
      for (const n of NODES) {
        const args = ['--id', `n${n}`, '--members', members, '--data-dir', path.join(cluster.#folder, `n${n}`)];
        args.push('--http-listen', `${LOOPBACK}:${base + NODES.length + n}`, ...flags);
        cluster.#nodes.push(await NodeProcess.start(MAIN, args, path.join(cluster.#folder, `n${n}.log`)));
      }
      await until(async () => (await cluster.led()) !== undefined, 'somebody leads, and all follow', 60_000);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The number of the node that all say leads; undefined where they do not agree. */
  async led(): Promise<number | undefined> {
    const statuses = await Promise.all(NODES.map((n) => this.status(n).catch(() => undefined)));
    const [first] = statuses;
    const agreed = statuses.every((one) => one?.leader !== undefined && one.leader === first?.leader);
    return agreed ? Number(first?.leader?.slice(1)) : undefined;
  }

  status(n: number): Promise<NodeStatus> {
    return this.#client.status(this.endpoints[n]);
  }

  /** Hands leadership to another node. */
  async handOver(to: number): Promise<void> {
    const { membership } = await this.status(to);
    const found = membership.members.find(({ id }) => id === `n${to}`);
    if (found === undefined) throw new Error(`n${to} is no member`);
    await this.#client.transferLeadership(found.id);
  }

  /** What each node says of these metrics. */
  async metrics<N extends string>(...names: readonly N[]): Promise<Record<N, number>[]> {
    return Promise.all(
      this.#pages.map(async (page) => {
        const text = await textOf(page);
        return Object.fromEntries(names.map((name) => [name, valueOf(text, name)])) as Record<N, number>;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
    await Promise.all(this.#nodes.map((node) => node.stop(10_000)));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
