import { UnknownEntryError } from '../model/errors.js';
import type { SessionOperation } from '../model/service.js';

const VERSION = 1;
const OPERATIONS: readonly SessionOperation[] = ['open', 'keep', 'close'];

/** The payload of a `Session` entry: a version byte, then 1 for `open`, 2 for `keep`, 3 for `close`. The session is in the entry's header. */
export function sessionPayload(operation: SessionOperation): Uint8Array {
  return Uint8Array.of(VERSION, OPERATIONS.indexOf(operation) + 1);
}

/** @throws {UnknownEntryError} on what this build does not know: it stops, never skips (rule 20). */
export function readSessionPayload(payload: Uint8Array): SessionOperation {
  const operation = OPERATIONS[(payload[1] ?? 0) - 1];
  if (payload.length !== 2 || payload[0] !== VERSION || operation === undefined)
    throw new UnknownEntryError(
      `a session entry has version ${String(payload[0])}, operation ${String(payload[1])}, which this build does not know: run a newer build`,
    );
  return operation;
}
