import { AnyClientTransport } from '@lolraft/cli-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaftClient } from '@lolraft/raft-client';
import {
  AbortedError,
  type ClusterId,
  clusterId,
  DEFAULT_GROUP,
  IdentityMismatchError,
  RaftError,
  type RaftHost,
  type StoredState,
  UnavailableError,
} from '@lolraft/raft-core';
import type { ClientTlsOptions } from '@lolraft/transport-ws';
import type { Logger } from 'pino';

/** What one member may take to answer. */
const EACH_MS = 2_000;
const PAUSE_MS = 250;
/** How often it is said that nobody answers. */
const PROGRESS_MS = 5_000;
/** A node that knows its cluster starts whether or not somebody answers: all of them may be starting. */
const KNOWN_MS = 1_000;

export interface JoinOptions {
  readonly members: readonly string[];
  /** One that the members run. */
  readonly group: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly tls: ClientTlsOptions | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly cluster: ClusterId;
  readonly address: string;
}

/**
 * The cluster that a node joins. A directory that belongs to one already stays with that: then the members are asked only whether
 * they are of the same, and need not answer.
 * @throws {UnavailableError} where no member answers in time.
 * @throws {IdentityMismatchError} where the directory belongs to another cluster than the members.
 * @throws {AbortedError} once `signal` fires.
 */
export async function clusterToJoin({ identity }: StoredState, options: JoinOptions): Promise<ClusterId> {
  if (identity === undefined) return (await askMembers(options)).cluster;
  try {
    const { cluster, address } = await askMembers({ ...options, timeout: KNOWN_MS });
    if (cluster !== identity.cluster)
      throw new IdentityMismatchError(
        `the data directory belongs to cluster ${identity.cluster}, and ${address} to cluster ${cluster}: join with a new directory, or name members of the former`,
      );
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    options.log.info({ cluster: identity.cluster }, 'no member answers yet; the directory knows its cluster');
  }
  return identity.cluster;
}

/** The first answer of any member, which is asked again and again until then. */
async function askMembers(options: JoinOptions): Promise<Answer> {
  const { members, group, timeout, tls, log, signal } = options;
  const transport = new AnyClientTransport(tls);
  await using client = new RaftClient({ transport, endpoints: members, group });
  const end = performance.now() + timeout;
  let told = performance.now();
  log.info({ members }, 'asks for the cluster to join');
  for (;;) {
    const left = end - performance.now();
    try {
      return await Promise.any(members.map((address) => ask(client, address, Math.min(EACH_MS, left), signal)));
    } catch (error) {
      const why = reasons(error, members);
      if (signal.aborted) throw new AbortedError('not_applied', signal.reason);
      if (performance.now() + PAUSE_MS >= end)
        throw new UnavailableError(`no member to join has answered in ${timeout} ms: ${why}`, 'not_applied', error);
      if (performance.now() - told >= PROGRESS_MS) {
        told = performance.now();
        log.warn({ seconds: Math.round((end - told) / 1000) }, `no member to join answers, trying on: ${why}`);
      }
    }
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function ask(client: RaftClient, address: string, timeout: number, signal: AbortSignal): Promise<Answer> {
  const status = await client.status(address, { timeout, signal });
  return { cluster: clusterId(status.clusterId), address };
}

/** Why each of them has not answered. @throws what was no failure of a call. */
function reasons(error: unknown, members: readonly string[]): string {
  if (!(error instanceof AggregateError)) throw error;
  const failures: readonly unknown[] = error.errors;
  return failures
    .map((failure, i) => {
      if (!(failure instanceof RaftError)) throw failure;
      return failure.message.includes(members[i] ?? '') ? failure.message : `${members[i] ?? ''}: ${failure.message}`;
    })
    .join('; ');
}

/** What a node that is no member yet waits for, and how somebody sees to it. */
export function logWaiting(host: RaftHost, members: readonly string[], log: Logger): void {
  for (const { group, membership } of host.status()) {
    if (membership.members.length > 0) continue;
    const of = group === DEFAULT_GROUP ? '' : ` --group ${group}`;
    const how = `raftctl add ${host.id} ${host.address}${of} --endpoints ${members.join()}`;
    log.info({ group }, `waits to be added to the cluster: ${how}`);
  }
}
