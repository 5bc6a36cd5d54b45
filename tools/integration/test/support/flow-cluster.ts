import type { ClientConnection, ConsensusOptions, GroupId, HostLimits } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FlowNodeOptions, FlowReport, FlowReportRequest } from './flow-node.js';
import { freePort } from '@lolraft/tool-process-kit';
import { ends, until } from './wait.js';

const PROGRAM = fileURLToPath(new URL('flow-node.js', import.meta.url));
const GROUP = 'main' as GroupId;

/** Nodes in processes of their own, and what a client may ask of them. */
export class FlowCluster {
  readonly ids: readonly string[];
  readonly #root: string;
  readonly #limits: Partial<HostLimits>;
  readonly #consensus: Partial<ConsensusOptions>;
  readonly #members: readonly { readonly id: string; readonly address: string }[];
  readonly #processes = new Map<string, ChildProcess>();
  readonly #clients = new Map<string, ClientConnection>();

  private constructor(
    root: string,
    members: readonly { readonly id: string; readonly address: string }[],
    limits: Partial<HostLimits>,
    consensus: Partial<ConsensusOptions>,
  ) {
    this.#root = root;
    this.#members = members;
    this.#limits = limits;
    this.#consensus = consensus;
    this.ids = members.map(({ id }) => id);
  }

  static async start(
    ids: readonly string[],
    limits: Partial<HostLimits> = {},
    consensus: Partial<ConsensusOptions> = {},
  ): Promise<FlowCluster> {
    const members: { id: string; address: string }[] = [];
    for (const id of ids) members.push({ id, address: `ws://127.0.0.1:${await freePort()}` });
    const cluster = new FlowCluster(await mkdtemp(path.join(tmpdir(), 'lol-flow-')), members, limits, consensus);
    for (const id of ids) cluster.start(id);
    return cluster;
  }

  start(id: string, execArgv: readonly string[] = []): void {
    const options: FlowNodeOptions = {
      id,
      folder: path.join(this.#root, id),
      members: this.#members,
      limits: this.#limits,
      consensus: this.#consensus,
    };
    this.#processes.set(
      id,
      fork(PROGRAM, [JSON.stringify(options)], { execArgv: ['--expose-gc', ...execArgv], serialization: 'advanced' }),
    );
  }

  #process(id: string): ChildProcess {
    const process = this.#processes.get(id);
    if (process === undefined) throw new Error(`${id} does not run`);
    return process;
  }

  signal(id: string, signal: NodeJS.Signals): void {
    this.#process(id).kill(signal);
  }

  async stop(id: string): Promise<void> {
    const process = this.#process(id);
    await this.#clients.get(id)?.close();
    this.#clients.delete(id);
    this.#processes.delete(id);
    const gone = once(process, 'exit');
    process.kill('SIGCONT');
    if (process.connected) process.disconnect();
    await ends(gone, `${id} ends`, 30_000);
  }

  /** @param collected after a collection of garbage, which takes its time. */
  async report(id: string, collected = false): Promise<FlowReport> {
    const process = this.#process(id);
    const answer = once(process, 'message');
    process.send({ type: 'report', collected } satisfies FlowReportRequest);
    const [report] = (await ends(answer, `${id} reports`, 60_000)) as [FlowReport];
    return report;
  }

  reports(ids = this.ids): Promise<FlowReport[]> {
    return Promise.all(ids.map((id) => this.report(id)));
  }

  /** The leader that all of `ids` follow. */
  async leader(ids = this.ids): Promise<string> {
    let leader: string | undefined;
    await until(
      async () => {
        const [first, ...rest] = await this.reports(ids);
        leader = first?.leader;
        return leader !== undefined && rest.every((each) => each.leader === leader && each.term === first?.term);
      },
      'a leader that all follow',
      60_000,
    );
    return leader as string;
  }

  async #client(id: string): Promise<ClientConnection> {
    const known = this.#clients.get(id);
    if (known !== undefined) return known;
    const address = this.#members.find((member) => member.id === id)?.address ?? '';
    const client = await new WsClientTransport().connect(address);
    this.#clients.set(id, client);
    void client.closed.then(() => this.#clients.delete(id));
    return client;
  }

  async write(id: string, payload: Uint8Array, timeout = 60_000): Promise<void> {
    const client = await this.#client(id);
    await client.call({ type: 'write', group: GROUP, session: 0, sequence: 0, window: 0, payload }, { timeout });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#processes.keys()].map((id) => this.stop(id)));
    await rm(this.#root, { recursive: true, force: true });
  }
}
