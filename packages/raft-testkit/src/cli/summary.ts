import process from 'node:process';
import type { SeedResult } from '../sim/run-seed.js';

/** What many runs came to. */
export class Summary {
  readonly #begun = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly failed: number[] = [];
  passed = 0;
  inputs = 0;
  committed = 0;
  calls = 0;
  undecided = 0;

  add({ seed, violation, inputs, committed, calls, undecided }: SeedResult): void {
    if (violation === undefined) this.passed++;
    else this.failed.push(seed);
    this.inputs += inputs;
    this.committed += committed;
    this.calls += calls.ok + calls.notApplied + calls.unknown;
    this.undecided += undecided;
  }

  get runs(): number {
    return this.passed + this.failed.length;
  }

  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  /** Of the processor: what the speed is measured by where other programs run. */
  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1_000_000;
  }

  /** One line, for people; the failed seeds last. */
  get line(): string {
    const rate = (seconds: number): number => Math.round(this.inputs / Math.max(seconds, 0.001));
    const failed = this.failed.length === 0 ? '' : ` (seeds ${this.failed.join(', ')})`;
    const speed = `${rate(this.seconds)}/s, ${rate(this.cpuSeconds)} in a second of the processor`;
    return `${this.passed} passed, ${this.failed.length} failed${failed}; ${this.committed} entries, ${this.calls} calls, ${this.inputs} inputs, ${speed}, ${this.seconds.toFixed(1)} s`;
  }

  toJSON(): object {
    const { passed, failed, inputs, committed, calls, undecided, seconds, cpuSeconds } = this;
    return { passed, failed, inputs, committed, calls, undecided, seconds, cpuSeconds };
  }
}
