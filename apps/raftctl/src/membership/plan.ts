import type { Configuration, Member, MemberChange } from '@lolraft/raft-core';
import type { DeclaredMember } from './declared.js';

/**
 * What has to be changed so that the members of a configuration, which is not joint, become the declared ones; nothing where
 * they are. The changes are made at once, so that their order says nothing about when each takes effect.
 */
export function changesTo(current: Configuration, declared: readonly DeclaredMember[]): MemberChange[] {
  const wanted = new Map(declared.map((member) => [member.id, member]));
  const found = new Map<string, { readonly member: Member; readonly role: 'voter' | 'learner' }>();
  for (const member of current.voters) found.set(member.id, { member, role: 'voter' });
  for (const member of current.learners) found.set(member.id, { member, role: 'learner' });

  const changes: MemberChange[] = [];
  for (const { id, address, role, priority } of wanted.values()) {
    const before = found.get(id);
    if (before === undefined) changes.push({ type: 'add', id, address, role });
    else {
      if (before.member.address !== address) changes.push({ type: 'move', id, address });
      if (before.role !== role) changes.push({ type: role === 'voter' ? 'promote' : 'demote', id });
    }
    if ((before?.member.priority ?? 0) !== priority) changes.push({ type: 'prioritize', id, priority });
  }
  for (const { member } of found.values()) if (!wanted.has(member.id)) changes.push({ type: 'remove', id: member.id });
  return changes;
}
