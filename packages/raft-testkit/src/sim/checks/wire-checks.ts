import type { ConsensusOptions, ConsensusState, HardState, NodeId, ConsensusMessage } from '@lolraft/raft-core';
import type { GroupImage } from '../disk-image.js';
import type { SimProcess } from '../process.js';
import type { Ledger } from './ledger.js';

/** A leader's own log, to hold acknowledgements against. */
export interface Leading {
  readonly process: SimProcess;
  readonly state: Readonly<ConsensusState>;
}

export interface Receiver {
  /** Undefined where it is down. */
  readonly leading: Leading | undefined;
  /** What is synced at the receiver now. */
  readonly image: GroupImage | undefined;
}

export interface Sender {
  readonly id: NodeId;
  readonly options: ConsensusOptions;
  /** What is synced at the sender now. */
  readonly image: GroupImage | undefined;
  readonly state: Readonly<ConsensusState> | undefined;
}

/**
 * What a node says binds it, so it must rest on what is synced already (rules 1 to 3), and must not contradict what any
 * node has said before. Checked when the message leaves, whether it arrives or not.
 */
export function checkSent(ledger: Ledger, sender: Sender, to: NodeId, m: ConsensusMessage, receiver: Receiver): void {
  const stored = sender.image?.state?.hardState;
  const early = (what: string): void => {
    ledger.violate(
      'nothing before its write',
      `${sender.id} sends ${what} to ${to}, but its disk has term ${stored?.term ?? 'none'}, vote ${stored?.votedFor ?? '-'}`,
    );
  };
  switch (m.type) {
    case 'preVoteRequest':
      if ((stored?.term ?? 0) < m.term - 1) early(`a question about term ${m.term}`);
      return;
    case 'preVoteReply':
      if (!m.granted && !holdsTerm(stored, m.term)) early(`term ${m.term}`);
      return;
    case 'voteRequest':
      if (stored?.term !== m.term || stored.votedFor !== sender.id) early(`a candidacy in term ${m.term}`);
      ledger.votes(sender.id, m.term, sender.id);
      return;
    case 'voteReply':
      if (!m.granted) break;
      if (stored?.term !== m.term || stored.votedFor !== to) early(`a vote in term ${m.term}`);
      ledger.votes(sender.id, m.term, to);
      return;
    case 'append': {
      ledger.leads(sender.id, m.term);
      checkCommit(ledger, sender.id, m.commit);
      const { entries } = m;
      if (entries === undefined) break;
      if (entries.count > 1 && entries.byteLength > sender.options.maxAppendBytes)
        ledger.violate('bounds', `${sender.id} sends ${entries.byteLength} bytes of entries in one message`);
      ledger.sees(`sent by ${sender.id}`, entries, m.prevTerm);
      break;
    }
    case 'heartbeat':
      ledger.leads(sender.id, m.term);
      checkCommit(ledger, sender.id, m.commit);
      // Rule 5: a heartbeat comes without a look at the log, so it tells of nothing that the receiver is not known to hold.
      if (m.commit > 0 && receiver.image?.holds(m.commit, ledger.committedTerm(m.commit)) !== true)
        ledger.violate('commit', `${sender.id} tells ${to} of commit index ${m.commit}, where ${to} has another entry`);
      break;
    case 'appendReply':
      if (m.accepted) checkAcknowledged(ledger, sender, m.term, m.matchIndex, receiver.leading);
      break;
    case 'snapshotOffer':
      ledger.leads(sender.id, m.term);
      if (ledger.committedTerm(m.record.index) !== m.record.term)
        ledger.violate('snapshot', `${sender.id} offers one at ${m.record.index}, which is not committed`);
      break;
    case 'timeoutNow':
      ledger.leads(sender.id, m.term);
      checkTakeover(ledger, sender, to, m.term, receiver.image);
      break;
    case 'memberRemoved':
      if (!ledger.wasRemoved(to))
        ledger.violate('removed for ever', `${sender.id} tells ${to} that it was removed, and no committed entry does`);
      break;
    case 'readIndexReply':
      checkCommit(ledger, sender.id, m.index);
      break;
    case 'readIndexRequest':
    case 'heartbeatReply':
    case 'snapshotReply':
    case 'storeRefused':
      break;
  }
  if (!holdsTerm(stored, m.term)) early(`${m.type} of term ${m.term}`);
}

function holdsTerm(stored: HardState | undefined, term: number): boolean {
  return stored !== undefined && stored.term >= term;
}

function checkCommit(ledger: Ledger, node: string, commit: number): void {
  if (commit > ledger.committed)
    ledger.violate('commit', `${node} tells of commit index ${commit}, but ${ledger.committed} is committed`);
}

/** Rule 12: only a voter that has the whole log may be told to take over, in the term that the sender leads. */
function checkTakeover(
  ledger: Ledger,
  { id, state }: Sender,
  to: NodeId,
  term: number,
  image: GroupImage | undefined,
): void {
  // It leaves at the end of a turn; who has learned of a later term in that turn says what nobody obeys any more.
  if (state === undefined || state.term !== term) return;
  const { log, configuration, leadership } = state;
  if (leadership?.abdicated === false)
    ledger.violate('transfer', `${id} tells ${to} to take over, and would go on leading as if it had not`);
  // In the same turn the transfer may have failed, and what waited for that be appended: the target had everything before.
  if (leadership !== undefined && leadership.transfer === undefined) return;
  if (!configuration.voters.some((member) => member.id === to))
    ledger.violate('transfer', `${id} tells ${to} to take over, which is not a voter`);
  if (image?.holds(log.lastIndex, log.lastTerm) !== true)
    ledger.violate('transfer', `${id} tells ${to} to take over, which does not have all up to ${log.lastIndex}`);
}

/** An acknowledged entry is synced at the sender, and it is the leader's (rules 2 and 5). */
function checkAcknowledged(
  ledger: Ledger,
  sender: Sender,
  term: number,
  index: number,
  leading: Leading | undefined,
): void {
  if (sender.image?.holds(index, ledger.committedTerm(index)) === true) return;
  const own = sender.image?.termAt(index);
  if (own === undefined) {
    const last = sender.image?.lastIndex ?? 0;
    ledger.violate('nothing before its write', `${sender.id} acknowledges ${index}, but its disk ends at ${last}`);
    return;
  }
  if (leading === undefined || !leading.process.alive) return;
  const { state } = leading;
  if (state.leadership === undefined || state.term !== term) return;
  if (state.log.termAt(index) !== own)
    ledger.violate(
      'acknowledgement',
      `${sender.id} acknowledges ${index}/t${own} to the leader of term ${term}, which has another entry there`,
    );
}
