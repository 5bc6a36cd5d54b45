import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CorruptionError, UnknownEntryError } from '../../src/model/errors.js';
import { readSessionPayload, sessionPayload } from '../../src/sessions/session-payload.js';
import { SessionTable, type StoredSession } from '../../src/sessions/session-table.js';
import { decodeSessions, encodeSessions } from '../../src/sessions/table-codec.js';
import { bytesOf, LogMaker, replay, settings } from '../support/session-model.js';

const stored = (sessions: readonly StoredSession[]): Uint8Array =>
  Uint8Array.from(
    [...encodeSessions({ sessions, responses: new Map(sessions.map((s) => [s.id, s.responses])) })].flatMap((p) => [
      ...p,
    ]),
  );
const session = (id: number, active = 0, applied: [number, number][] = [], floor = 0): StoredSession => ({
  id,
  state: { active, floor, applied: new Map(applied) },
  responses: new Map(),
});

/** Two sessions with responses, one of which is not kept. */
function table(): SessionTable {
  const log = new LogMaker();
  const [a, b] = [log.open(), log.open()];
  log.after(5).write(a, 1, 1, 3);
  log.write(b, 2, 2, 0);
  log.write(a, 3, 3, 200);
  log.write(b, 1, 1, 7);
  const made = new SessionTable(settings({ maxSessionResponseBytes: 200 }));
  replay(made, log.steps);
  return made;
}

describe('a session table as bytes', () => {
  it('is nothing where there are no sessions', () => {
    expect(bytesOf(new SessionTable(settings()))).to.have.length(0);
    expect([...decodeSessions([])]).to.deep.equal([]);
    expect([...decodeSessions([new Uint8Array(0), new Uint8Array(0)])]).to.deep.equal([]);
  });

  it('is the same from whatever pieces', () => {
    const bytes = bytesOf(table());
    const whole = [...decodeSessions([bytes])];
    expect(whole).to.have.lengthOf(2);
    for (const size of [1, 2, 7, 30]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      expect([...decodeSessions(pieces)]).to.deep.equal(whole);
    }
  });

  it('that is cut short or goes on is damaged', () => {
    const bytes = bytesOf(table());
    for (let length = 1; length < bytes.length; length++)
      expect(() => [...decodeSessions([bytes.subarray(0, length)])], String(length)).to.throw(CorruptionError);
    expect(() => [...decodeSessions([bytes, Uint8Array.of(0)])]).to.throw(CorruptionError, /behind its end/);
  });

  it('that contradicts itself is damaged', () => {
    for (const sessions of [
      [session(1, 7), session(2, 6)],
      [session(0)],
      [session(5, 0, [[1, 4]])],
      [
        session(5, 0, [
          [1, 7],
          [2, 6],
        ]),
      ],
      [session(5, 0, [[3, 7]], 3)],
    ])
      expect(() => [...decodeSessions([stored(sessions)])]).to.throw(CorruptionError);
  });

  it('of a newer version is not read (rule 20)', () => {
    const bytes = bytesOf(table());
    bytes[0] = 2;
    expect(() => [...decodeSessions([bytes])]).to.throw(UnknownEntryError, /newer build/);
  });

  it('rule 20: a session entry that this build does not know stops it', () => {
    for (const operation of ['open', 'keep', 'close'] as const)
      expect(readSessionPayload(sessionPayload(operation))).to.equal(operation);
    for (const bytes of [[], [1], [1, 0], [1, 4], [2, 1], [1, 1, 0]])
      expect(() => readSessionPayload(Uint8Array.from(bytes))).to.throw(UnknownEntryError);
  });
});
