import { type Scalars, scalars } from '@lolraft/proto-kit';
import {
  checkPriority,
  InvalidArgumentError,
  MAX_ADDRESS,
  nodeId,
  ProtocolError,
  storeId,
  type CatchUpStatus,
  type MemberChange,
  type MemberRole,
  type MembershipStatus,
  type MemberStatus,
  type NodeId,
} from '@lolraft/raft-core';
import { bounded, present } from '../protobuf/check.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { cutText } from '../protobuf/text.js';
import { MAX_ADDRESS_BYTES, MAX_CHANGES, MAX_MEMBERS } from './limits.js';

type AddedRole = Extract<MemberChange, { type: 'add' }>['role'];

const ADDED_ROLES = new Names<AddedRole, proto.PeerRole>({
  voter: proto.PeerRole.PEER_ROLE_VOTER,
  learner: proto.PeerRole.PEER_ROLE_LEARNER,
});
const ROLES = new Names<MemberRole, proto.MemberRole>({
  voter: proto.MemberRole.MEMBER_ROLE_VOTER,
  incoming: proto.MemberRole.MEMBER_ROLE_INCOMING,
  outgoing: proto.MemberRole.MEMBER_ROLE_OUTGOING,
  learner: proto.MemberRole.MEMBER_ROLE_LEARNER,
});
/** What is not sent: a node that has joined knows no configuration yet, and neither does one of an older build say it. */
const NONE: MembershipStatus = { index: 0, committed: true, joint: false, members: [], catchingUp: [] };

// The bounds of both directions: what a receiver refuses is not sent, since it would cost the connection. They throw
// `InvalidArgumentError`, which a decoder turns into `ProtocolError`.

function checkAddress(address: string): string {
  if (address.length === 0 || address.length > MAX_ADDRESS)
    throw new InvalidArgumentError(
      `an address of ${address.length} characters is not valid: expected 1 to ${MAX_ADDRESS}`,
    );
  return address;
}

function checkedPriority(id: NodeId, priority: number): number {
  checkPriority({ id, address: '', priority });
  return priority;
}

function checkCount(what: string, count: number, max: number): void {
  if (count > max) throw new InvalidArgumentError(`there are ${count} ${what}, over the limit of ${max}`);
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function changesToProto(changes: readonly MemberChange[]): proto.MemberChange.$Properties[] {
  checkCount('changes', changes.length, MAX_CHANGES);
  return changes.map(changeToProto);
}

function changeToProto(change: MemberChange): proto.MemberChange.$Properties {
  const id = nodeId(change.id);
  switch (change.type) {
    case 'add':
      return { add: { id, address: checkAddress(change.address), role: ADDED_ROLES.valueOf(change.role) } };
    case 'remove':
      return { remove: { id } };
    case 'promote':
      return { promote: { id } };
    case 'demote':
      return { demote: { id } };
    case 'replace':
      return { replace: { id, byId: nodeId(change.by.id), byAddress: checkAddress(change.by.address) } };
    case 'renew':
      return { renew: { id } };
    case 'move':
      return { move: { id, address: checkAddress(change.address) } };
    case 'prioritize':
      return { prioritize: { id, priority: checkedPriority(id, change.priority) } };
  }
}

/** Throws `InvalidArgumentError` on an id, an address or a priority that is not valid, otherwise `ProtocolError`. */
export function changesFromProto(list: readonly proto.MemberChange.$Properties[]): MemberChange[] {
  checkCount('changes', list.length, MAX_CHANGES);
  return list.map(changeFromProto);
}

function changeFromProto(m: proto.MemberChange.$Properties): MemberChange {
  if (m.add) {
    const { id, address, role } = scalars(m.add);
    const known = present('the role of a new member', ADDED_ROLES.nameOf(role));
    return { type: 'add', id: nodeId(id), address: checkAddress(address), role: known };
  }
  if (m.remove) return { type: 'remove', id: idOf(m.remove) };
  if (m.promote) return { type: 'promote', id: idOf(m.promote) };
  if (m.demote) return { type: 'demote', id: idOf(m.demote) };
  if (m.replace) {
    const { id, byId, byAddress } = scalars(m.replace);
    return { type: 'replace', id: nodeId(id), by: { id: nodeId(byId), address: checkAddress(byAddress) } };
  }
  if (m.renew) return { type: 'renew', id: idOf(m.renew) };
  if (m.move) return { type: 'move', id: idOf(m.move), address: checkAddress(scalars(m.move).address) };
  if (m.prioritize) {
    const id = idOf(m.prioritize);
    return { type: 'prioritize', id, priority: checkedPriority(id, scalars(m.prioritize).priority) };
  }
  // Not passed over: the others are meant to be made together with it.
  throw new ProtocolError('a change of membership is of no type that this build knows');
}

function idOf(m: { id?: string | null | undefined }): NodeId {
  return nodeId(scalars(m).id);
}

export function membershipToProto(status: MembershipStatus): proto.MembershipStatus.$Properties | null {
  const { index, committed, joint, members, catchingUp } = status;
  if (index === 0 && committed && !joint && members.length === 0 && catchingUp.length === 0) return null;
  return {
    index,
    committed,
    joint,
    members: members.map(memberToProto),
    catchingUp: catchingUp.map(({ id, matchIndex, target, round }) => ({ id, matchIndex, target, round })),
  };
}

function memberToProto({ id, address, role, store, priority }: MemberStatus): proto.MemberStatus.$Properties {
  const cut = cutText(address, MAX_ADDRESS_BYTES);
  return { id, address: cut, role: ROLES.valueOf(role), store: store ?? null, priority: checkedPriority(id, priority) };
}

/** Throws `InvalidArgumentError` on an id that is not valid, otherwise `ProtocolError`. */
export function membershipFromProto(m: proto.MembershipStatus.$Properties | null | undefined): MembershipStatus {
  if (!m) return NONE;
  const { index, committed, joint } = scalars(m);
  const members = m.members ?? [];
  const catchingUp = m.catchingUp ?? [];
  checkCount('members', members.length, MAX_MEMBERS);
  checkCount('members that catch up', catchingUp.length, MAX_MEMBERS);
  return {
    index,
    committed,
    joint,
    members: members.map(memberFromProto),
    catchingUp: catchingUp.map(catchUpFromProto),
  };
}

function memberFromProto(m: proto.MemberStatus.$Properties): MemberStatus {
  const { address, role, priority } = scalars(m);
  const id = idOf(m);
  return {
    id,
    address: bounded('an address', address, MAX_ADDRESS_BYTES),
    role: present('the role of a member', ROLES.nameOf(role)),
    store: typeof m.store === 'string' ? storeId(m.store) : undefined,
    priority: checkedPriority(id, priority),
  };
}

function catchUpFromProto(m: proto.CatchUpStatus.$Properties): CatchUpStatus {
  const { matchIndex, target, round }: Scalars<proto.CatchUpStatus.$Properties> = scalars(m);
  return { id: idOf(m), matchIndex, target, round };
}
