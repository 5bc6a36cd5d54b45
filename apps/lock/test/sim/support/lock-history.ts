import {
  checkLinearizability,
  type LockInput,
  type LockOutput,
  lockModel,
  type Operation,
} from '@lolraft/raft-testkit';
import type { Kernel } from '@lolraft/raft-testkit';

type LockOperation = Operation<LockInput, LockOutput>;

/** Steps of the search for each lock; what needs more is not decided here, and counted. */
const BOUND = 200_000;

/** What clients saw of each lock, in true time, for the model of a lock. A session is a holder. */
export class LockHistory {
  readonly #kernel: Kernel;
  readonly #operations = new Map<string, LockOperation[]>();
  undecided = 0;
  size = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  #add(name: string, input: LockInput, called: number, output?: LockOutput): void {
    const operations = this.#operations.get(name) ?? [];
    const returned = output === undefined ? Infinity : this.#kernel.now;
    operations.push({
      input,
      output,
      called,
      returned,
      ...('holder' in input ? { process: input.holder } : undefined),
    });
    this.#operations.set(name, operations);
    this.size++;
  }

  /** A request is sent. */
  asks(name: string, holder: string) {
    const called = this.#kernel.now;
    const release = (at: number): void => this.#add(name, { type: 'release', holder }, at);
    return {
      /** Nobody knows whether it was granted, and given back or expired since. */
      fails: (): void => {
        this.#add(name, { type: 'acquire', holder }, called);
        release(called);
      },
      holds: (token: number) => {
        this.#add(name, { type: 'acquire', holder }, called, { done: true, token });
        let seen = this.#kernel.now;
        return {
          /** It is held now. */
          isSeen: (): void => {
            seen = this.#kernel.now;
          },
          /** It has expired, some time after it was last seen. */
          isLost: (): void => release(seen),
          /** It is being given back; returns what says that it was. */
          gives: () => {
            const at = this.#kernel.now;
            const operations = this.#operations.get(name) ?? [];
            const place = operations.length;
            release(at);
            return (): void => {
              operations[place] = {
                input: { type: 'release', holder },
                output: { done: true },
                called: at,
                returned: this.#kernel.now,
                process: holder,
              };
            };
          },
        };
      },
    };
  }

  /** Somebody looks who has it. */
  sees(name: string, called: number, owner: string | null, token: number | undefined): void {
    this.#add(name, { type: 'owner' }, called, { owner, ...(token === undefined ? undefined : { token }) });
  }

  check(): void {
    for (const [name, operations] of this.#operations) {
      const verdict = checkLinearizability(lockModel(), operations, BOUND);
      if (verdict.type === 'undecided') this.undecided++;
      if (verdict.type === 'violation')
        this.#kernel.violate(
          'lock history',
          `what clients saw of ${name} is nothing that a lock does (${verdict.stuck})`,
        );
    }
  }
}
