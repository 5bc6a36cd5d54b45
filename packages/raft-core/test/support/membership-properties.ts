import type { Effect } from '../../src/consensus/effects.js';
import { isJoint, membersOf, type Configuration, type Member } from '../../src/model/configuration.js';
import type { NetNode, Wire } from './net.js';
import { Violation } from './violation.js';

function fail(property: string, detail: string): never {
  throw new Violation(`${property}: ${detail}`);
}

function sameIds(a: readonly Member[], b: readonly Member[]): boolean {
  const ids = new Set<string>(b.map((m) => m.id));
  return a.length === b.length && a.every((m) => ids.has(m.id));
}

function show({ voters, outgoing, learners }: Configuration): string {
  return [voters, outgoing, learners].map((list) => list.map((m) => m.id).join('')).join('/');
}

/** What a random walk has to keep where it changes members and hands leadership over (rules 7, 11, 12). */
export class MembershipProperties {
  /** The newest committed configuration. */
  #last: { readonly index: number; readonly configuration: Configuration };
  /** Members that a committed configuration has left out. */
  readonly #gone = new Set<string>();
  /** Who was told of its removal, by whom. */
  #told: Wire[] = [];
  /** Calls that are not settled: of each, its node, and its term where it is a transfer. */
  readonly #changes = new Map<number, NetNode>();
  readonly #transfers = new Map<number, { readonly node: NetNode; readonly term: number }>();

  constructor(founding: Configuration) {
    this.#last = { index: 0, configuration: founding };
  }

  asked(node: NetNode, id: number): void {
    this.#changes.set(id, node);
  }

  handsOver(node: NetNode, id: number): void {
    this.#transfers.set(id, { node, term: node.state.term });
  }

  /** Its callers went with it. */
  crashed(node: NetNode): void {
    for (const [id, of] of this.#changes) if (of === node) this.#changes.delete(id);
    for (const [id, of] of this.#transfers) if (of.node === node) this.#transfers.delete(id);
  }

  happened(node: NetNode, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'membershipChanged' || effect.type === 'membershipRefused') {
        if (!this.#changes.delete(effect.id))
          fail('one answer', `${node.id} answers change ${String(effect.id)} again`);
      } else if (effect.type === 'transferFailed') {
        if (!this.#transfers.delete(effect.id))
          fail('one answer', `${node.id} answers transfer ${String(effect.id)} again`);
      }
    }
  }

  /** A message in the moment that it leaves. */
  sent(wire: Wire, from: NetNode, to: NetNode): void {
    if (wire.message.type === 'memberRemoved') this.#told.push(wire);
    if (wire.message.type !== 'timeoutNow') return;
    const { state } = from;
    const { lastIndex, lastTerm } = state.log;
    if (wire.message.term !== state.term) fail('rule 12', `${from.id} hands over term ${String(wire.message.term)}`);
    const target = state.configuration.voters.find((m) => m.id === to.id);
    if (target === undefined) fail('rule 12', `${from.id} hands over to ${to.id}, which is no voter`);
    // What a disk held that is lost is nobody's to know.
    if (target.store !== undefined && target.store !== to.store) return;
    const has = to.snapshot.index >= lastIndex || to.disk[lastIndex - 1]?.term === lastTerm;
    if (!has) fail('rule 12', `${from.id} hands over to ${to.id}, which lacks entry ${String(lastIndex)}`);
  }

  /** Some node has committed this configuration, as the first one. */
  committed(index: number, configuration: Configuration): void {
    const before = this.#last.configuration;
    const change = `${show(before)} -> ${show(configuration)}`;
    const fits = isJoint(before)
      ? !isJoint(configuration) && sameIds(before.voters, configuration.voters)
      : isJoint(configuration)
        ? sameIds(before.voters, configuration.outgoing)
        : sameIds(before.voters, configuration.voters);
    if (!fits) fail('joint consensus', `${change} at ${String(index)}`);
    const ids = new Set<string>(membersOf(configuration).map((m) => m.id));
    for (const { id } of membersOf(before)) if (!ids.has(id)) this.#gone.add(id);
    for (const id of ids) if (this.#gone.has(id)) fail('removed ids', `${id} is a member again: ${change}`);
    this.#last = { index, configuration };
  }

  check(up: readonly NetNode[], committed: number): void {
    for (const { from, to } of this.#told)
      if (!this.#gone.has(to)) fail('removal', `${from} tells ${to} that it was removed`);
    this.#told = [];
    for (const node of up) {
      const open = node.state.configurations.possibleFrom(committed).filter(({ index }) => index > committed);
      if (open.length > 1)
        fail('one change at a time', `${node.id} holds configurations ${open.map(({ index }) => index).join()}`);
    }
  }

  /** What is not at rest yet, once everything is mended. */
  open(up: readonly NetNode[]): string | undefined {
    const [change] = this.#changes;
    if (change !== undefined) return `change ${String(change[0])} at ${change[1].id} is not settled`;
    for (const [id, { node, term }] of this.#transfers) {
      const { stopped, leadership, term: now } = node.state;
      // Where another leads, that decides what has become of it.
      if (!stopped && leadership !== undefined && now === term)
        return `transfer ${String(id)} at ${node.id} is not settled`;
    }
    for (const { id, state } of up) {
      if (this.#gone.has(id)) return `${id} has not heard of its removal`;
      const members = new Set(membersOf(state.configuration).map((m) => m.id));
      for (const peer of state.leadership?.peers.keys() ?? [])
        if (!members.has(peer)) return `${id} still serves ${peer}`;
    }
    return undefined;
  }
}
