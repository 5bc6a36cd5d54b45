import type { SeedResult } from '../sim/run-seed.js';

/** What many runs came to. */
export class Summary {
  readonly #begun = performance.now();
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

  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  /** One line, for people; the failed seeds last. */
  get line(): string {
    const rate = Math.round(this.inputs / Math.max(this.seconds, 0.001));
    const failed = this.failed.length === 0 ? '' : ` (seeds ${this.failed.join(', ')})`;
    return `${this.passed} passed, ${this.failed.length} failed${failed}; ${this.committed} entries, ${this.calls} calls, ${this.inputs} inputs, ${rate}/s, ${this.seconds.toFixed(1)} s`;
  }

  toJSON(): object {
    const { passed, failed, inputs, committed, calls, undecided, seconds } = this;
    return { passed, failed, inputs, committed, calls, undecided, seconds };
  }
}
