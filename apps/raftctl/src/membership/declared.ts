import { clusterId, InvalidArgumentError, MAX_PRIORITY, nodeId, type NodeId } from '@lolraft/raft-core';

export interface DeclaredMember {
  readonly id: NodeId;
  readonly address: string;
  readonly role: 'voter' | 'learner';
  readonly priority: number;
}

/** Who is to take part, as a file says it. */
export interface DeclaredMembership {
  /** The cluster that the file is about; undefined where it does not say. */
  readonly cluster: string | undefined;
  readonly members: readonly DeclaredMember[];
}

const MAX_ADDRESS = 512;

/**
 * A declared membership from its JSON: `{ "cluster": ID?, "members": [{ "id", "address", "role"?, "priority"? }] }`, where role is
 * `voter` unless it is said to be `learner`, and priority 0.
 * @throws {InvalidArgumentError} that says where in the file something is wrong.
 */
export function parseDeclared(text: string): DeclaredMembership {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { cluster, members } = fields(value, 'the file', ['cluster', 'members']);
  if (cluster !== undefined) wrapped('cluster', () => clusterId(cluster as string));
  if (!Array.isArray(members)) throw wrong('members', 'must be a list', members);
  const declared = members.map((member, i) => parseMember(member, `members[${i}]`));
  refuseTwice(declared, 'id');
  refuseTwice(declared, 'address');
  if (!declared.some(({ role }) => role === 'voter')) throw wrong('members', 'must have at least one voter');
  return { cluster: cluster as string | undefined, members: declared };
}

function parseMember(value: unknown, at: string): DeclaredMember {
  const { id, address, role = 'voter', priority = 0 } = fields(value, at, ['id', 'address', 'role', 'priority']);
  if (typeof address !== 'string' || address.length === 0 || address.length > MAX_ADDRESS || /\s/.test(address))
    throw wrong(`${at}.address`, 'must be an address such as "ws://host:7001"', address);
  if (role !== 'voter' && role !== 'learner') throw wrong(`${at}.role`, 'must be "voter" or "learner"', role);
  if (!isPriority(priority))
    throw wrong(`${at}.priority`, `must be a whole number from 0 to ${MAX_PRIORITY}`, priority);
  return { id: wrapped(`${at}.id`, () => nodeId(id as string)), address, role, priority };
}

function isPriority(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_PRIORITY;
}

function fields(value: unknown, at: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'must be an object', value);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(at, `has a field ${JSON.stringify(unknown)}; it may have ${known.join(', ')}`);
  return value as Record<string, unknown>;
}

function refuseTwice(members: readonly DeclaredMember[], field: 'id' | 'address'): void {
  const seen = new Set<string>();
  for (const [i, member] of members.entries()) {
    if (seen.has(member[field])) throw wrong(`members[${i}].${field}`, 'is that of an earlier member', member[field]);
    seen.add(member[field]);
  }
}

function wrapped<T>(at: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(`${at}: ${error.message}`);
    throw error;
  }
}

function wrong(at: string, what: string, found?: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`${at} ${what}${found === undefined ? '' : `, not ${JSON.stringify(found)}`}`);
}
