import { AbortedError, type Clock, RaftError } from '@lolraft/raft-core';
import { type Leader, leaderOf } from '../model/views.js';
import { LinkedSignal } from './linked-signal.js';
import type { LockCalls, LockEvent } from './lock-calls.js';
import { LockError } from './lock-error.js';
import { pause } from './pause.js';

/** Watches an election, at one node after the other. */
export async function* observeElection(
  { calls, clock }: { readonly calls: LockCalls; readonly clock: Clock },
  election: { readonly namespace: string; readonly name: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<Leader | undefined, void, undefined> {
  using linked = new LinkedSignal(signal, calls.closed);
  let seen: Leader | 'nothing' | undefined = 'nothing';
  let index = 0;
  for (let failures = 0; ; ) {
    try {
      for await (const event of calls.watch(election, linked.signal)) {
        failures = 0;
        // Another node may not have come so far yet.
        if (event.index < index || !(event.state ?? event.elected)) continue;
        index = event.index;
        const leader = leaderIn(event);
        if (seen !== 'nothing' && isSame(seen, leader)) continue;
        seen = leader;
        yield leader;
      }
    } catch (error) {
      if (!linked.signal.aborted && !canRetry(error)) throw error;
    }
    if (calls.closed.isOver) throw calls.closed.reason;
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    await pause(clock, ++failures, linked.signal);
  }
}

function leaderIn({ state, elected }: LockEvent): Leader | undefined {
  if (elected) return leaderOf(elected.leader);
  return leaderOf(state?.object?.holders?.[0]);
}

function isSame(one: Leader | undefined, other: Leader | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.token === other.token && text(one.value) === text(other.value);
}

function text(value: Uint8Array): string {
  return value.join();
}

function canRetry(error: unknown): boolean {
  return (error instanceof RaftError || error instanceof LockError) && (error.retryable || error.outcome === 'unknown');
}
