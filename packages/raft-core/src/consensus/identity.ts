import { bindStore, encodeConfiguration, findMember, type Configuration } from '../model/configuration.js';
import { EntryKind } from '../model/entry.js';
import type { NodeId, StoreId } from '../model/ids.js';
import { appendOwn } from './append.js';
import { replicateAll } from './replication.js';
import type { ConsensusState, Leadership } from './state.js';

/**
 * Rule 19: the replicated configuration binds each node id to the data directory that it stands for. The first leader
 * that meets a node binds it; from then on another store under that id, a wiped disk say, neither votes nor counts,
 * until a membership change replaces it.
 */
export function bindKnownStores(s: ConsensusState, l: Leadership): void {
  const { configuration, index, bound: complete } = s.configurations.current;
  if (complete) return;
  // One configuration at a time, and none before an entry of the own term is committed (rule 7).
  if (s.commitIndex < l.termStart || index > s.commitIndex) return;
  let bound: Configuration = configuration;
  const self = findMember(configuration, s.identity.node);
  if (self !== undefined && self.store === undefined) bound = bindStore(bound, self.id, s.identity.store);
  for (const { id, store } of s.others()) {
    const known = s.peerStores.get(id);
    if (store === undefined && known !== undefined) bound = bindStore(bound, id, known);
  }
  if (bound === configuration) return;
  appendOwn(s, l, [{ kind: EntryKind.Configuration, session: 0, sequence: 0, payload: encodeConfiguration(bound) }]);
  replicateAll(s, l);
}

/** Whether the configuration in effect knows `from` by another store. */
export function isForeignStore(s: ConsensusState, from: NodeId, store: StoreId): boolean {
  const bound = findMember(s.configuration, from)?.store;
  return bound !== undefined && bound !== store;
}

/** Tells an impostor, as a leader whose configuration is committed, that its store is not the one that the cluster knows. */
export function refuseStore(s: ConsensusState, l: Leadership, peer: NodeId): void {
  if (s.commitIndex < l.termStart || s.configurations.current.index > s.commitIndex) return;
  s.send(peer, { type: 'storeRefused', term: s.term });
}
