import { findMember } from '../model/configuration.js';
import {
  ChangeInProgressError,
  InvalidArgumentError,
  NotLeaderError,
  RaftError,
  TransferFailedError,
} from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { Input } from './effects.js';
import { sendHeartbeats } from './replication.js';
import type { ConsensusState, Leadership, Transfer } from './state.js';

/** A wish of priority that came to nothing is tried again after so many of the longest election timeouts. */
const PRIORITY_TIMEOUTS = 10;

/**
 * Hands leadership over (thesis §3.10, rule 12): nothing new is appended, the target gets all of the log, and then one
 * message that lets it campaign at once.
 */
export function onTransfer(s: ConsensusState, input: Extract<Input, { type: 'transfer' }>): void {
  try {
    const l = s.leadership;
    if (l === undefined) throw new NotLeaderError(s.leaderElsewhere);
    if (l.transfer !== undefined) throw new ChangeInProgressError('leadership is being handed over already');
    const target = input.target ?? bestVoter(s, l);
    if (target === undefined) throw new TransferFailedError('no other voter is reached that could lead');
    if (target === s.identity.node) throw new InvalidArgumentError(`${target} leads already`);
    if (!s.configuration.voters.some((m) => m.id === target))
      throw new InvalidArgumentError(`${target} is not a voter, and cannot lead`);
    s.emit({ type: 'transferBegun', id: input.id, target });
    begin(s, l, target, input.id);
  } catch (error) {
    if (!(error instanceof RaftError)) throw error;
    s.emit({ type: 'transferFailed', id: input.id, error });
  }
}

function begin(s: ConsensusState, l: Leadership, target: NodeId, id: number | undefined): void {
  l.transfer = { id, target, since: s.now, sent: false };
}

/** The voter that is fittest to lead: of those that were just heard the one of the highest priority, then with the most of the log; of those that hold more than `above`. */
function bestVoter(s: ConsensusState, l: Leadership, above = -1): NodeId | undefined {
  let best: { id: NodeId; rank: readonly number[] } | undefined;
  for (const { id, priority = 0 } of s.configuration.voters) {
    const p = l.peers.get(id);
    if (p?.state !== 'replicate' || p.matchIndex <= above || s.now - p.lastContact >= s.options.electionTimeoutMin)
      continue;
    const rank = [priority, p.matchIndex, p.lastContact];
    if (best === undefined || isAbove(rank, best.rank)) best = { id, rank };
  }
  return best?.id;
}

function isAbove(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    if (x !== y) return x > y;
  }
  return false;
}

/**
 * Brings a transfer on. A leader that was removed or demoted has done its last task and hands over by itself (rule 11).
 * Returns false where it has to step down.
 */
export function advanceTransfer(s: ConsensusState, l: Leadership): boolean {
  const { electionTimeoutMin } = s.options;
  const retired = l.retiredAt !== Infinity;
  if (retired && s.now - l.retiredAt >= electionTimeoutMin) return false;
  if (retired && l.transfer === undefined) {
    const target = bestVoter(s, l);
    if (target !== undefined) begin(s, l, target, undefined);
  }
  const { transfer } = l;
  if (transfer === undefined) return true;
  const p = l.peers.get(transfer.target);
  if (p === undefined || p.leaving !== undefined || s.now - transfer.since >= electionTimeoutMin) {
    fail(s, l, transfer, `did not take over in ${electionTimeoutMin} ms`);
    return true;
  }
  if (transfer.sent || p.matchIndex !== s.log.lastIndex) return true;
  // What was taken on is answered first, where that does not take too long: afterwards its outcome is nobody's to tell.
  const answered = s.appliedIndex === s.log.lastIndex;
  if (!answered && s.now < answerBy(s, transfer)) return true;
  transfer.sent = true;
  l.abdicated = true;
  // The notice that the removal is committed goes first: afterwards nothing is sent any more.
  if (retired) sendHeartbeats(s, l);
  s.send(transfer.target, { type: 'timeoutNow', term: s.term });
  return !retired;
}

/** Whoever was to take over is gone: nothing waits for it any longer. If it takes over all the same, it does so in its right. */
export function onTargetDown(s: ConsensusState, l: Leadership, peer: NodeId): void {
  if (l.transfer?.target === peer) fail(s, l, l.transfer, 'has gone, or cannot be reached');
}

function fail(s: ConsensusState, l: Leadership, { id, target }: Transfer, why: string): void {
  l.transfer = undefined;
  if (id !== undefined) s.emit({ type: 'transferFailed', id, error: new TransferFailedError(`${target} ${why}`) });
}

function answerBy(s: ConsensusState, transfer: Transfer): number {
  return transfer.since + s.options.electionTimeoutMin / 2;
}

/** Nothing is appended meanwhile: leadership is on its way to another node, or about to be. */
export function isHandingOver({ transfer, retiredAt }: Leadership): boolean {
  return transfer !== undefined || retiredAt !== Infinity;
}

/** When the leader has to look at its transfer again. */
export function transferDeadline(s: ConsensusState, l: Leadership): number {
  const { electionTimeoutMin } = s.options;
  const retire = l.retiredAt + electionTimeoutMin;
  const { transfer } = l;
  if (transfer === undefined) return retire;
  const answer = answerBy(s, transfer);
  return Math.min(retire, !transfer.sent && answer > s.now ? answer : transfer.since + electionTimeoutMin);
}

/**
 * A leader whose disk is full takes no writes, and leads on for the sake of reads: elsewhere things may stand no better (rule 17).
 * But where what it cannot store is committed all the same, a majority has room, and one of it takes over.
 */
export function considerFullDisk(s: ConsensusState, l: Leadership): void {
  const { durableIndex } = s.log;
  if (!s.diskFull || s.commitIndex <= durableIndex || l.transfer !== undefined) return;
  const best = bestVoter(s, l, durableIndex);
  if (best !== undefined) begin(s, l, best, undefined);
}

/**
 * Priority acts by transfer only, so that no election is ever decided by it (rule 12). A leader whose app has no state is the
 * least fit of all: it commits, and can answer nobody.
 */
export function considerPriority(s: ConsensusState, l: Leadership): void {
  if (s.now < l.priorityAt || l.transfer !== undefined || l.change !== undefined) return;
  const own = s.unreadable ? -1 : (findMember(s.configuration, s.identity.node)?.priority ?? 0);
  const best = bestVoter(s, l);
  if (best === undefined || (findMember(s.configuration, best)?.priority ?? 0) <= own) return;
  l.priorityAt = s.now + PRIORITY_TIMEOUTS * s.options.electionTimeoutMax;
  begin(s, l, best, undefined);
}
