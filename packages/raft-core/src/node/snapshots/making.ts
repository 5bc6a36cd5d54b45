import { settingsOf } from '../../model/configuration.js';
import { AbortedError, InvalidArgumentError } from '../../model/errors.js';
import { drawHex128 } from '../../model/ids.js';
import { SNAPSHOT_VERSION, tagged } from '../../model/snapshot-record.js';
import type { SnapshotRecord, TaggedRecord } from '../../model/state.js';
import type { AppliedCommand, SnapshotSource } from '../../ports/app.js';
import { SessionTable, type FrozenSessions } from '../../sessions/session-table.js';
import { encodeSessions } from '../../sessions/table-codec.js';
import { judgeBatch } from '../judge-batch.js';
import { Breath } from './breath.js';
import { encodeResource, type ResourceHeader } from './resource.js';
import type { SnapshotSite } from './site.js';
import { RecordedSnapshot, storePieces } from './stored.js';

/**
 * Makes a snapshot of the applied state and stores it. The view is taken before this returns, so call it while the app is at
 * rest; the rest goes on beside everything else, once `before` has ended. A failure leaves nothing behind.
 */
export function makeSnapshot(
  site: SnapshotSite,
  method: 'copy' | 'fold',
  signal: AbortSignal,
  before: Promise<void> | undefined,
): Promise<TaggedRecord> {
  const { consensus, applier, owner } = site;
  const index = applier.applied;
  const { term, configuration, configurationIndex } = consensus.describe(index);
  const header: ResourceHeader = {
    cluster: owner.cluster,
    group: site.group,
    index,
    term,
    time: applier.appliedTime,
    configuration,
    configurationIndex,
  };
  let source: SnapshotSource;
  try {
    source = beginSource(site, method, index, signal);
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
  return store(site, header, applier.sessions.freeze(), source, signal, before);
}

function beginSource(site: SnapshotSite, method: 'copy' | 'fold', index: number, signal: AbortSignal): SnapshotSource {
  const { app } = site;
  if (app.snapshot !== undefined && (method === 'copy' || app.fold === undefined)) return app.snapshot();
  if (app.fold === undefined)
    throw new InvalidArgumentError('the app makes no snapshots: it has no snapshot() and no fold()');
  const { snapshot } = site.consensus.state;
  const record = tagged(snapshot);
  const old = record === undefined ? undefined : new RecordedSnapshot(site.store, site.clock, record, signal);
  return app.fold(old, commandsBetween(site, snapshot, old, index, signal));
}

/** What `apply` saw, from the log, judged again from the table of the old snapshot on. */
async function* commandsBetween(
  site: SnapshotSite,
  base: SnapshotRecord,
  old: RecordedSnapshot | undefined,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<readonly AppliedCommand[], void, undefined> {
  const table = old === undefined ? new SessionTable(settingsOf(base.configuration)) : await old.table();
  const breath = new Breath(site.clock);
  for (let next = base.index + 1; next <= to; ) {
    if (signal.aborted) throw new AbortedError('not_applied', signal.reason);
    const batch = await site.entries(next, to, site.maxReadBytes);
    batch.verify();
    const { commands } = judgeBatch(table, batch);
    table.forgo(batch.lastIndex);
    if (commands.length > 0) yield commands;
    next = batch.lastIndex + 1;
    await breath.take();
  }
}

async function store(
  site: SnapshotSite,
  header: ResourceHeader,
  sessions: FrozenSessions,
  source: SnapshotSource,
  signal: AbortSignal,
  before: Promise<void> | undefined,
): Promise<TaggedRecord> {
  const { index, term, time, configuration, configurationIndex } = header;
  try {
    // First, since the app may throw: then nothing is begun.
    const pieces = encodeResource(header, encodeSessions(sessions), source.read());
    await before;
    const nonce = drawHex128(() => site.clock.random());
    const writer = await site.store.create(site.owner, { index, term, nonce }, signal);
    const saved = await storePieces(writer, site.clock, pieces, signal);
    return { ...saved, index, term, time, configuration, configurationIndex, version: SNAPSHOT_VERSION };
  } finally {
    source.release?.();
  }
}
