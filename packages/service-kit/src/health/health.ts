import { ClosedError, type GroupId, type RaftGroup, type RaftHost, StorageFailedError } from '@lolraft/raft-core';
import { ApplyLag } from './apply-lag.js';
import { type Barrier, CatchUp } from './catch-up.js';
import type { Check, CheckResult } from './check.js';

export interface HealthOptions {
  /** Of the app, beside those of the host. A failed one of `live` says that a restart helps. */
  readonly live?: readonly Check[];
  readonly ready?: readonly Check[];
  /** Milliseconds that the app may need for what is committed. Default: 5,000. */
  readonly maxApplyLag?: number;
}

interface Watched {
  readonly group: RaftGroup;
  readonly catchUp: CatchUp;
  readonly lag: ApplyLag;
}

const DEFAULT_MAX_APPLY_LAG = 5_000;

const ok = (name: string): CheckResult => ({ name, problem: undefined });

/**
 * Whether a server is alive, and whether it is ready for calls. Exists before the host does, so that a server which still looks for
 * its cluster can say so.
 */
export class Health implements Disposable {
  readonly #options: HealthOptions;
  readonly #watched = new Map<GroupId, Watched>();
  #host: RaftHost | undefined;
  #unwatch: (() => void) | undefined;
  #isDraining = false;

  constructor(options: HealthOptions = {}) {
    this.#options = options;
  }

  /** Watches a host, once, from its start on. */
  attach(host: RaftHost, barrier: Barrier): void {
    this.#host = host;
    const limit = this.#options.maxApplyLag ?? DEFAULT_MAX_APPLY_LAG;
    for (const [id, group] of host.groups)
      this.#watched.set(id, { group, catchUp: new CatchUp(group, barrier), lag: new ApplyLag(limit) });
    this.#unwatch = host.events.on('state', ({ group }) => {
      this.#watched.get(group)?.catchUp.look();
    });
  }

  /** From now on it is not ready any more: it is about to end. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Whether the process is of use. Where it is not, a restart is what helps. */
  live(): CheckResult[] {
    const failures = [...this.#watched.values()].map(({ group }) => group.failure);
    const storage = failures.find((failure) => failure instanceof StorageFailedError);
    return [
      // Who answers has a loop that turns.
      ok('event-loop'),
      { name: 'storage', problem: storage?.message },
      ...results(this.#options.live),
    ];
  }

  /** Whether calls are welcome here: this node knows a leader for each of its groups, and has what that had committed. */
  ready(): CheckResult[] {
    const checks: CheckResult[] = [
      { name: 'shutdown', problem: this.#isDraining ? 'the server is about to end' : undefined },
      { name: 'started', problem: this.#startProblem() },
    ];
    for (const [id, watched] of this.#watched) checks.push(...groupResults(id, watched));
    return [...checks, ...results(this.#options.ready)];
  }

  #startProblem(): string | undefined {
    if (this.#host === undefined) return 'the node has not started yet';
    const isClosed = [...this.#watched.values()].some(({ group }) => group.failure instanceof ClosedError);
    return isClosed ? 'the node is closed' : undefined;
  }

  [Symbol.dispose](): void {
    this.#unwatch?.();
    for (const { catchUp } of this.#watched.values()) catchUp.stop();
  }
}

function results(checks: readonly Check[] = []): CheckResult[] {
  return checks.map((check) => ({ name: check.name, problem: check.problem() }));
}

function groupResults(id: GroupId, { group, catchUp, lag }: Watched): CheckResult[] {
  const { leader, appliedIndex, commitIndex, membership, failure } = group.status();
  const of = (what: string, problem: string | undefined): CheckResult => ({ name: `group/${id}/${what}`, problem });
  const lead =
    leader !== undefined
      ? undefined
      : membership.members.length === 0
        ? 'the node waits to be added'
        : 'no leader is known';
  const late = lag.problem(performance.now(), appliedIndex, commitIndex);
  const behind = catchUp.isDone ? late : 'the node is not known to have what the leader had committed';
  return [of('running', failure), of('leader', lead), of('applied', behind)];
}
