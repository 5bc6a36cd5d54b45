import { invariant } from '../model/errors.js';
import type { NodeId } from '../model/ids.js';
import type { SnapshotReply } from '../model/messages.js';
import { tagged } from '../model/snapshot-record.js';
import type { TaggedRecord } from '../model/state.js';
import type { Offer, Progress } from './progress.js';
import type { ConsensusState, Leadership } from './state.js';

/** Two to this power is the number of heartbeat rounds between two offers to a follower that fails again and again, at most. */
const MAX_BACKOFF = 6;

/** Offers what the follower is fetching already, as long as it gets on with it; otherwise the newest. */
export function offerSnapshot(s: ConsensusState, l: Leadership, to: NodeId, p: Progress): void {
  if (l.round < p.offerRound) return;
  p.offer = currentOffer(s, p.offer);
  sendOffer(s, to, p.offer.record);
}

function currentOffer(s: ConsensusState, offer: Offer | undefined): Offer {
  const { snapshotPatience } = s.options;
  if (offer !== undefined && s.now - offer.progressAt < snapshotPatience) return offer;
  const record = tagged(s.snapshot);
  invariant(record !== undefined, 'the founding record is offered');
  return { record, received: 0, progressAt: s.now };
}

function sendOffer(s: ConsensusState, to: NodeId, record: TaggedRecord): void {
  s.send(to, { type: 'snapshotOffer', term: s.term, record, realm: s.identity.realm });
}

export function onSnapshotReply(s: ConsensusState, l: Leadership, from: NodeId, m: SnapshotReply): void {
  const p = l.peers.get(from);
  if (p === undefined) return;
  p.lastContact = s.now;
  const { offer } = p;
  switch (m.status) {
    case 'fetching':
      if (offer?.record.index !== m.index || m.received <= offer.received) return;
      offer.received = m.received;
      offer.progressAt = s.now;
      return;
    case 'failed':
      if (offer?.record.index !== m.index) return;
      p.offer = undefined;
      p.offerRound = l.round + (1 << Math.min(p.failedOffers++, MAX_BACKOFF));
      return;
    case 'needed': {
      const record = tagged(s.snapshot);
      if (record !== undefined && record.index >= m.index) sendOffer(s, from, record);
      else s.emit({ type: 'snapshotWanted' });
    }
  }
}
