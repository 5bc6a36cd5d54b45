import { bindStore, findMember, isJoint, type Configuration } from '../model/configuration.js';
import type { NodeId, StoreId } from '../model/ids.js';
import type { ConsensusState, Leadership } from './state.js';

/**
 * Rule 19: the replicated configuration binds each node id to the data directory that it stands for. The first leader
 * that meets a node binds it; from then on another store under that id, a wiped disk say, neither votes nor counts,
 * until a membership change renews it. A store in `lost` is not bound again.
 */
export function withKnownStores(
  s: ConsensusState,
  configuration: Configuration,
  lost: ReadonlyMap<NodeId, StoreId> | undefined,
): Configuration {
  let bound = configuration;
  // While a member is not bound, this is asked after every input: so the lists as they are.
  for (const list of [configuration.voters, configuration.outgoing, configuration.learners])
    for (const { id, store } of list) {
      const known = id === s.identity.node ? s.identity.store : s.peerStores.get(id);
      if (store === undefined && known !== undefined && lost?.get(id) !== known) bound = bindStore(bound, id, known);
    }
  return bound;
}

/** Whether the configuration in effect knows `from` by another store. */
export function isForeignStore(s: ConsensusState, from: NodeId, store: StoreId): boolean {
  const bound = findMember(s.configuration, from)?.store;
  return bound !== undefined && bound !== store;
}

/** Tells an impostor, as a leader whose configuration is committed, that its store is not the one that the cluster knows. */
export function refuseStore(s: ConsensusState, l: Leadership, peer: NodeId): void {
  const { index, configuration } = s.configurations.current;
  // A member that is renewed has its old store in the outgoing half still.
  if (s.commitIndex < l.termStart || index > s.commitIndex || isJoint(configuration)) return;
  s.send(peer, { type: 'storeRefused', term: s.term });
}

/** What was known of a follower is about one store: where another one speaks, a renewed member's, it is known afresh. */
export function followStore(s: ConsensusState, l: Leadership, peer: NodeId, store: StoreId): void {
  const p = l.peers.get(peer);
  if (p === undefined || p.store === store) return;
  if (p.store !== undefined) l.peers.set(peer, p.forStore(store, s.log.lastIndex + 1, s.now));
  else p.store = store;
}
