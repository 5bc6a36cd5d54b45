import { CorruptionError, InvalidArgumentError, UnknownEntryError } from './errors.js';
import { checkGroupSettings, DEFAULT_GROUP_SETTINGS, type GroupSettings } from './group-settings.js';
import { nodeId, storeId, type NodeId, type StoreId } from './ids.js';
import { CLUSTER_VERSION, CLUSTER_VERSION_MAX } from './versions.js';

/** One node of a configuration. */
export interface Member {
  readonly id: NodeId;
  /** Where peers and clients reach it, in its transport's notation. */
  readonly address: string;
  /**
   * The data directory that this id stands for (rule 19). Undefined until the first leader of the cluster has met the
   * node; from then on messages from another store under this id are refused.
   */
  readonly store?: StoreId;
  /** Leadership goes to the voter with the highest one that is fit for it, by transfer only; absent: 0. */
  readonly priority?: number;
}

/**
 * Who takes part. Takes effect when appended, is rolled back when truncated (Raft §6).
 *
 * `outgoing` holds the voters of the old half while a change is joint and is empty otherwise: a majority of `voters`
 * and, where it is not empty, a majority of `outgoing` must agree.
 */
export interface Configuration {
  readonly voters: readonly Member[];
  readonly outgoing: readonly Member[];
  readonly learners: readonly Member[];
  /** Ids that were members and never will be again (rule 11): the newest `MAX_REMOVED`, oldest first. Absent: none. */
  readonly removed?: readonly NodeId[];
  /** Governs entries, snapshots and wire; raised explicitly once every member supports the new one (rule 20). */
  readonly clusterVersion: number;
  /** What differs from `DEFAULT_GROUP_SETTINGS`. Absent: nothing. */
  readonly settings?: Partial<GroupSettings>;
}

/** What the members have agreed on. */
export function settingsOf({ settings }: Configuration): GroupSettings {
  return settings === undefined ? DEFAULT_GROUP_SETTINGS : { ...DEFAULT_GROUP_SETTINGS, ...settings };
}

const FORMAT = 1;
const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Members of a configuration; one that is in several of its lists counts once. */
export const MAX_MEMBERS = 1024;
/** Characters of an address. */
export const MAX_ADDRESS = 512;
/** Removed ids that a configuration remembers. */
export const MAX_REMOVED = 1024;
/** The largest priority of a member. */
export const MAX_PRIORITY = 1_000_000;

/** Every member once, voters first. */
export function membersOf(configuration: Configuration): Member[] {
  const seen = new Map<NodeId, Member>();
  for (const list of [configuration.voters, configuration.outgoing, configuration.learners]) {
    for (const member of list) if (!seen.has(member.id)) seen.set(member.id, member);
  }
  return [...seen.values()];
}

export function findMember(configuration: Configuration, id: NodeId): Member | undefined {
  return (
    memberIn(configuration.voters, id) ?? memberIn(configuration.outgoing, id) ?? memberIn(configuration.learners, id)
  );
}

/** One of a list; asked at every message, so that it makes nothing. */
export function memberIn(list: readonly Member[], id: NodeId): Member | undefined {
  for (const member of list) if (member.id === id) return member;
  return undefined;
}

/** What a node that joins begins with: it knows nobody, until a leader sends it the log. */
export const BLANK_CONFIGURATION: Configuration = {
  voters: [],
  outgoing: [],
  learners: [],
  clusterVersion: CLUSTER_VERSION,
};

export function isBlank({ voters, outgoing, learners }: Configuration): boolean {
  return voters.length === 0 && outgoing.length === 0 && learners.length === 0;
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** A copy in which every occurrence of `id` is bound to `store`. */
export function bindStore(configuration: Configuration, id: NodeId, store: StoreId): Configuration {
  const bind = (list: readonly Member[]): Member[] => list.map((m) => (m.id === id ? { ...m, store } : m));
  return {
    ...configuration,
    voters: bind(configuration.voters),
    outgoing: bind(configuration.outgoing),
    learners: bind(configuration.learners),
  };
}

/**
 * Checks what no later step can: unique ids within a list, at least one voter, a voter that is no learner, one address
 * for one id.
 * @throws {InvalidArgumentError}
 */
export function validateConfiguration(configuration: Configuration): Configuration {
  const { voters, outgoing, learners } = configuration;
  const fail = (why: string): never => {
    throw new InvalidArgumentError(`configuration is not valid: ${why}`);
  };
  if (voters.length === 0) fail('it has no voter');
  const addresses = new Map<NodeId, string>();
  for (const list of [voters, outgoing, learners]) {
    const ids = new Set<NodeId>();
    for (const member of list) {
      nodeId(member.id);
      if (ids.has(member.id)) fail(`${member.id} appears twice`);
      ids.add(member.id);
      if (typeof member.address !== 'string' || member.address.length === 0 || member.address.length > MAX_ADDRESS) {
        fail(`${member.id} has no address of 1 to ${MAX_ADDRESS} characters`);
      }
      if (member.store !== undefined) storeId(member.store);
      checkPriority(member);
      const known = addresses.get(member.id);
      if (known !== undefined && known !== member.address) fail(`${member.id} has two addresses`);
      addresses.set(member.id, member.address);
    }
  }
  if (addresses.size > MAX_MEMBERS) fail(`it has more than ${MAX_MEMBERS} members`);
  for (const learner of learners) {
    if (voters.some((v) => v.id === learner.id)) fail(`${learner.id} is both voter and learner`);
  }
  const removed = configuration.removed ?? [];
  if (removed.length > MAX_REMOVED) fail(`it remembers more than ${MAX_REMOVED} removed members`);
  for (const id of removed) if (addresses.has(nodeId(id))) fail(`${id} is a member, and was removed`);
  if (!Number.isSafeInteger(configuration.clusterVersion) || configuration.clusterVersion < 1)
    fail('clusterVersion is no positive integer');
  checkGroupSettings(configuration.settings ?? {});
  return configuration;
}

/** @throws {InvalidArgumentError} */
export function checkPriority({ id, priority }: Member): void {
  if (priority === undefined) return;
  if (!Number.isSafeInteger(priority) || priority < 0 || priority > MAX_PRIORITY)
    throw new InvalidArgumentError(`the priority of ${id} must be a whole number from 0 to ${MAX_PRIORITY}`);
}

function plainMember({ id, address, store, priority }: Member): Member {
  return {
    id,
    address,
    ...(store === undefined ? undefined : { store }),
    ...(priority === undefined ? undefined : { priority }),
  };
}

/** As a value that JSON can hold, with a fixed order of fields. */
export function plainConfiguration(configuration: Configuration): object {
  return {
    clusterVersion: configuration.clusterVersion,
    voters: configuration.voters.map(plainMember),
    outgoing: configuration.outgoing.map(plainMember),
    learners: configuration.learners.map(plainMember),
    ...(configuration.removed === undefined ? undefined : { removed: configuration.removed }),
    ...(configuration.settings === undefined ? undefined : { settings: configuration.settings }),
  };
}

/**
 * From what `plainConfiguration` made; only a node's founding record may have a blank one. Whether its cluster version is one that
 * a node may take part in is for that node's consensus to say.
 * @throws {UnknownEntryError} where a newer build wrote it, and this one cannot read it.
 * @throws {CorruptionError} where it is no configuration.
 */
export function parseConfiguration(value: unknown, blank: 'allowed' | 'refused' = 'refused'): Configuration {
  let configuration: Configuration;
  try {
    const parsed = value as Record<string, unknown>;
    const list = (name: string): Member[] => {
      const members = parsed[name];
      if (!Array.isArray(members)) throw new TypeError(`${name} is no list`);
      return members.map((m: Member) => plainMember(m));
    };
    const { removed, settings } = parsed;
    if (removed !== undefined && !Array.isArray(removed)) throw new TypeError('removed is no list');
    if (settings !== undefined && (typeof settings !== 'object' || settings === null || Array.isArray(settings)))
      throw new TypeError('settings is no object');
    const plain: Configuration = {
      clusterVersion: parsed['clusterVersion'] as number,
      voters: list('voters'),
      outgoing: list('outgoing'),
      learners: list('learners'),
      ...(removed === undefined ? undefined : { removed: removed as NodeId[] }),
      ...(settings === undefined ? undefined : { settings }),
    };
    // Reserved: a member that votes and keeps no state. Counting majorities without it would be another cluster.
    if (parsed['witnesses'] !== undefined)
      throw new UnknownEntryError('the cluster has witnesses, which this build does not know: run a newer build');
    checkKnownSettings(settings);
    configuration = isBlank(plain) && blank === 'allowed' ? plain : validateConfiguration(plain);
  } catch (error) {
    if (error instanceof UnknownEntryError) throw error;
    checkReadable(value);
    throw new CorruptionError('a configuration cannot be read', error);
  }
  return configuration;
}

/** Of a newer version it may be as it should be, all the same. @throws {UnknownEntryError} */
function checkReadable(value: unknown): void {
  const version = typeof value === 'object' && value !== null && 'clusterVersion' in value ? value.clusterVersion : 0;
  if (Number.isSafeInteger(version) && Number(version) > CLUSTER_VERSION_MAX)
    throw new UnknownEntryError(
      `the cluster has version ${Number(version)}, and this build knows up to ${CLUSTER_VERSION_MAX}: run a newer build`,
    );
}

/** A setting of a newer build changes what replicas do: it stops an older one, as an unknown entry does (rule 20). */
function checkKnownSettings(settings: object | undefined): void {
  for (const name of Object.keys(settings ?? {}))
    if (!Object.hasOwn(DEFAULT_GROUP_SETTINGS, name))
      throw new UnknownEntryError(
        `the group has a setting ${JSON.stringify(name)}, which this build does not know: run a newer build`,
      );
}

/** The payload of a configuration entry: a format byte, then JSON in UTF-8. */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(plainConfiguration(configuration)));
  const bytes = new Uint8Array(text.length + 1);
  bytes[0] = FORMAT;
  bytes.set(text, 1);
  return bytes;
}

/**
 * @throws {UnknownEntryError} on a format that this build does not know; as `parseConfiguration`.
 * @throws {CorruptionError} where the bytes are no configuration.
 */
export function decodeConfiguration(bytes: Uint8Array, blank: 'allowed' | 'refused' = 'refused'): Configuration {
  if (bytes[0] !== FORMAT)
    throw new UnknownEntryError(
      `a configuration has format ${String(bytes[0])}, which this build does not know: run a newer build`,
    );
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes.subarray(1)));
  } catch (error) {
    throw new CorruptionError('a configuration cannot be read', error);
  }
  return parseConfiguration(value, blank);
}
