import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Kill } from './suites.js';

/** What is known of one mutant from former runs. */
export interface Recorded {
  /** What noticed it, by suite; null where it survived that suite. */
  readonly kills: Readonly<Record<string, Kill | null>>;
  /** Milliseconds that the tests took to kill it. */
  readonly milliseconds: number | undefined;
}

/**
 * What killed each mutant last time, kept in the repository: the test to ask first, and what the table in the track record is
 * made of.
 */
export class KillRecord {
  readonly #file: string;
  readonly #mutants: Map<string, Recorded>;

  constructor(file: string) {
    this.#file = file;
    const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Recorded>) : {};
    this.#mutants = new Map(Object.entries(stored));
  }

  get(mutant: string): Recorded | undefined {
    return this.#mutants.get(mutant);
  }

  /** What this run has found takes the place of what was known of the same suites. */
  merge(mutant: string, found: Recorded): void {
    const before = this.#mutants.get(mutant);
    this.#mutants.set(mutant, {
      kills: { ...before?.kills, ...found.kills },
      milliseconds: found.milliseconds ?? before?.milliseconds,
    });
  }

  /** Writes it, without the mutants that are no more. */
  write(known: readonly { readonly name: string }[]): void {
    const sorted = known.map(({ name }) => name).sort();
    const entries = sorted.flatMap((name) => {
      const recorded = this.#mutants.get(name);
      return recorded === undefined ? [] : [[name, recorded] as const];
    });
    writeFileSync(this.#file, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
  }
}
