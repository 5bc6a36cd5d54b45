import type { SessionTerms, WriteRequest } from '@lolraft/raft-core';

/** Where a write stands in a session, from its first attempt to its end. */
export interface SessionPlace {
  readonly session: Session;
  readonly sequence: number;
}

/**
 * One session with the cluster, as its client keeps count of it: which sequence numbers are under way. The oldest of them tells the
 * cluster what it may forget, so each attempt tells it anew.
 */
export class Session {
  readonly id: number;
  #terms: Pick<SessionTerms, 'ttl' | 'window'>;
  #next = 1;
  /** No number below it is under way. */
  #oldest = 1;
  readonly #open = new Set<number>();
  #isUsed = true;

  constructor(terms: SessionTerms) {
    this.id = terms.session;
    this.#terms = terms;
  }

  /** Milliseconds of log time that it lasts in silence. */
  get ttl(): number {
    return this.#terms.ttl;
  }

  /** As the cluster said last. */
  set terms(terms: Pick<SessionTerms, 'ttl' | 'window'>) {
    this.#terms = terms;
  }

  /** Whether another write may begin. */
  get hasRoom(): boolean {
    return this.#next - this.#oldest < this.#terms.window;
  }

  /** All numbers up to this one are settled. */
  get floor(): number {
    return this.#oldest - 1;
  }

  /** Whether any write began since this was asked last. */
  takeUsed(): boolean {
    const isUsed = this.#isUsed;
    this.#isUsed = false;
    return isUsed;
  }

  begin(): SessionPlace {
    const sequence = this.#next++;
    this.#open.add(sequence);
    this.#isUsed = true;
    return { session: this, sequence };
  }

  /** Whatever became of it, its writer does not ask again. */
  end(sequence: number): void {
    this.#open.delete(sequence);
    while (this.#oldest < this.#next && !this.#open.has(this.#oldest)) this.#oldest++;
  }

  /** The write as it is sent now. */
  stamp(request: WriteRequest, sequence: number): WriteRequest {
    return { ...request, session: this.id, sequence, window: sequence - this.floor };
  }
}
