import { settingsOf, type Configuration } from '../../model/configuration.js';
import type { Clock } from '../../ports/clock.js';
import { SessionTable } from '../../sessions/session-table.js';
import { decodeSessions } from '../../sessions/table-codec.js';
import { Breath } from './breath.js';

/** A session table from its bytes in a snapshot whose configuration is this one. @throws {CorruptionError | UnknownEntryError} */
export async function readTable(
  pieces: readonly Uint8Array[],
  configuration: Configuration,
  clock: Clock,
): Promise<SessionTable> {
  const table = new SessionTable(settingsOf(configuration));
  const breath = new Breath(clock);
  for (const session of decodeSessions(pieces)) {
    table.restore(session);
    await breath.take();
  }
  return table;
}
