import { RaftError } from '@lolraft/raft-core';
import type { Cluster } from './cluster.js';
import { bytes } from './journal.js';
import { until } from './wait.js';

/** Numbered writes to whoever leads, one after the other, as a client without a session would send them. */
export class Writer {
  readonly acknowledged: string[] = [];
  readonly unknown: string[] = [];
  readonly #cluster: Cluster;
  readonly #prefix: string;
  #running = true;
  #done: Promise<void>;

  constructor(cluster: Cluster, prefix = 'w') {
    this.#cluster = cluster;
    this.#prefix = prefix;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    for (let n = 1; this.#running; n++) {
      const name = `${this.#prefix}${n}`;
      const leader = this.#cluster.findLeader();
      if (leader === undefined) {
        n--;
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      try {
        await leader.group().write(bytes(name));
        this.acknowledged.push(name);
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
        if (error.outcome === 'unknown') this.unknown.push(name);
        else {
          n--;
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      }
    }
  }

  /** Waits for `count` more acknowledged writes. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.length + count;
    await until(() => this.acknowledged.length >= goal, `${goal} acknowledged writes`, 60_000);
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  /**
   * Checks what a journal says about these writes: every acknowledged one once and in order, nothing else but writes of
   * unknown outcome.
   */
  check(journal: readonly string[]): void {
    const own = journal.filter((entry) => entry.startsWith(this.#prefix));
    const seen = new Set(own);
    if (seen.size !== own.length) throw new Error(`a write was applied twice: ${own.join(' ')}`);
    const numbers = own.map((entry) => Number(entry.slice(this.#prefix.length)));
    if (numbers.some((n, i) => i > 0 && n <= (numbers[i - 1] as number)))
      throw new Error(`out of order: ${own.join(' ')}`);
    const lost = this.acknowledged.filter((name) => !seen.has(name));
    if (lost.length > 0) throw new Error(`acknowledged, but lost: ${lost.join(' ')}`);
    const known = new Set([...this.acknowledged, ...this.unknown]);
    const invented = own.filter((name) => !known.has(name));
    if (invented.length > 0) throw new Error(`applied, but reported as not applied: ${invented.join(' ')}`);
  }
}
