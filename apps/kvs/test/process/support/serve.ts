import { LOCAL_KVS } from '../../../src/local-cluster/local-kvs.js';
import { describeExit, findFreePorts, NodeProcess } from '@lolraft/node-kit/local';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AnyClientTransport } from '@lolraft/cli-kit';
import { RaftClient } from '@lolraft/raft-client';
import { until } from './processes.js';

const PROGRAM = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

export interface Ended {
  readonly code: number | string | null;
  readonly stderr: string;
}

/** A cluster of one process in a temporary folder: for what a node says about its directory. */
export class SingleNode implements AsyncDisposable {
  readonly folder: string;
  readonly address: string;
  readonly dataDir: string;
  readonly client: RaftClient;
  readonly #logFile: string;
  #process: NodeProcess | undefined;

  private constructor(folder: string, address: string) {
    this.folder = folder;
    this.address = address;
    this.dataDir = path.join(folder, 'n1');
    this.#logFile = path.join(folder, 'n1.log');
    this.client = new RaftClient({
      transport: new AnyClientTransport(undefined),
      endpoints: [this.address],
      timeout: 20_000,
    });
  }

  static async create(scheme = 'ws'): Promise<SingleNode> {
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-serve-'));
    return new SingleNode(folder, `${scheme}://127.0.0.1:${await findFreePorts(1)}`);
  }

  #args(id: string, token: string, dataDir: string, address = this.address): string[] {
    return ['--id', id, '--members', `${id}=${address}`, '--cluster-token', token, '--data-dir', dataDir];
  }

  /** Starts the node, and waits until it is ready. */
  async start(dataDir = this.dataDir): Promise<void> {
    rmSync(this.#logFile, { force: true });
    const process = await NodeProcess.start(LOCAL_KVS.program, this.#args('n1', 'blue', dataDir), this.#logFile);
    this.#process = process;
    await until(() => {
      if (process.exit !== undefined)
        throw new Error(`ended: ${describeExit(process.exit)}\n${process.logTail(5).join('\n')}`);
      return this.log.includes('"msg":"ready"');
    }, 'the node is ready');
  }

  get log(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8') : '';
  }

  async stop(): Promise<void> {
    await this.#process?.stop(10_000);
    this.#process = undefined;
  }

  /** Starts the node in a way that must fail, and tells how it did. Its address is another one, which is not the matter. */
  async failToStart(
    given: { readonly id?: string; readonly token?: string; readonly dataDir?: string } = {},
  ): Promise<Ended> {
    const address = `ws://127.0.0.1:${await findFreePorts(1)}`;
    const args = this.#args(given.id ?? 'n1', given.token ?? 'blue', given.dataDir ?? this.dataDir, address);
    return new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, 'serve', ...args], { timeout: 30_000 }, (error, _stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? null), stderr });
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
