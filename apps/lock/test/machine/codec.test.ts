import { CLUSTER_VERSION, ClusterVersionError, ProtocolError, RaftError, UnknownEntryError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import {
  type Command,
  decodeAnswer,
  decodeCommand,
  decodeQuery,
  decodeResult,
  encodeAnswer,
  encodeCommand,
  encodeQuery,
  encodeResult,
  LockApp,
  MAX_EXPIRY_BATCH,
} from '../../src/index.js';
import { answers, commands, queries, results, sampleWorld } from './support/samples.js';
import { sessionId, storedBytes } from './support/world.js';

const GOLDEN = new URL('../../../test/machine/fixtures/v1.json', import.meta.url);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function stateBytes(): Uint8Array {
  return Buffer.concat([...(sampleWorld().app.snapshot().read() as Iterable<Uint8Array>)]);
}

function encoded(): Record<string, string[]> {
  return {
    commands: commands.map((one) => hex(encodeCommand(one))),
    results: results.map((one) => hex(encodeResult(one))),
    queries: queries.map((one) => hex(encodeQuery(one))),
    answers: answers.map((one) => hex(encodeAnswer(one))),
    state: [hex(stateBytes())],
  };
}

describe('the formats of the lock machine', () => {
  it('rule 20: no command gets into the log of a cluster that is too old for it', () => {
    const app = new LockApp();
    const [first] = commands;
    if (first === undefined) throw new Error('no command');
    for (const command of commands) app.validate(encodeCommand(command), { clusterVersion: CLUSTER_VERSION });
    expect(() => app.validate(encodeCommand(first), { clusterVersion: 0 }))
      .to.throw(ClusterVersionError, 'needs cluster version 1, and the cluster has 0')
      .and.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied' });
  });

  it('are those of version 1, byte for byte', () => {
    if (process.env.WRITE_GOLDEN !== undefined) writeFileSync(GOLDEN, `${JSON.stringify(encoded(), undefined, 2)}\n`);
    expect(encoded()).to.deep.equal(JSON.parse(readFileSync(GOLDEN, 'utf8')));
  });

  it('read what was written in version 1', async () => {
    const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, string[]>;
    const read = <T>(what: string, decode: (bytes: Uint8Array) => T): T[] =>
      (golden[what] ?? []).map((one) => decode(Buffer.from(one, 'hex')));
    expect(read('commands', decodeCommand)).to.deep.equal(commands);
    expect(read('results', decodeResult)).to.deep.equal(results);
    expect(read('queries', decodeQuery)).to.deep.equal(queries);
    expect(read('answers', decodeAnswer)).to.deep.equal(answers);
    const app = new LockApp();
    await app.install(storedBytes(Buffer.from(golden['state']?.[0] ?? '', 'hex'), 1));
    expect(app.digest()).to.equal(sampleWorld().app.digest());
  });

  it('have one form for each command: what does not decode is refused, and never read as something else', () => {
    const app = new LockApp();
    const all = commands.map(encodeCommand);
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(), fc.nat(255), fc.nat(2), (bytes, at, byte, how) => {
        const place = at % bytes.length;
        const damaged =
          how === 0 ? bytes.slice(0, place) : how === 1 ? Uint8Array.from([...bytes, byte]) : bytes.with(place, byte);
        try {
          app.validate(damaged, { clusterVersion: 1 });
        } catch (error) {
          expect(error).to.be.instanceOf(RaftError);
          return;
        }
        expect(hex(encodeCommand(decodeCommand(damaged)))).to.equal(hex(damaged));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell a later version from nonsense', () => {
    const [one = new Uint8Array()] = commands.map(encodeCommand);
    expect(() => decodeCommand(one.with(0, 2))).to.throw(UnknownEntryError, 'version 2');
    expect(() => decodeCommand(one.with(1, 99))).to.throw(UnknownEntryError, '99');
    expect(() => decodeCommand(one.subarray(0, 5))).to.throw(ProtocolError);
    expect(() => new LockApp().apply([{ index: 7, term: 1, time: 0, payload: one.with(0, 2) }])).to.throw(
      UnknownEntryError,
      'index 7',
    );
  });

  it('refuse what makes no sense before it is sent', () => {
    const [open, , expire, acquire] = commands as [Command, Command, Command, Command];
    const bad: readonly Command[] = [
      { ...open, session: 'nobody' } as never,
      { ...open, namespace: 'a/b' } as never,
      { ...open, ttlMs: 1 } as never,
      { ...open, owner: '\ud800' } as never,
      { ...expire, sessions: [] } as never,
      { ...expire, sessions: [1, 1].map((n) => ({ session: sessionId(n), epoch: 1 })) } as never,
      {
        ...expire,
        sessions: Array.from({ length: MAX_EXPIRY_BATCH + 1 }, (_, n) => ({ session: sessionId(n), epoch: 1 })),
      } as never,
      { ...acquire, name: '' } as never,
      { ...acquire, request: 0 } as never,
      { ...acquire, floor: 301 } as never,
      { ...acquire, want: { kind: 'semaphore', permits: 2, weight: 3 } } as never,
      { ...acquire, want: { kind: 'barrier', parties: 0 } } as never,
    ];
    for (const one of bad) expect(() => encodeCommand(one), JSON.stringify(one)).to.throw(RaftError);
  });
});

describe('a stored state of locks', () => {
  it('is refused where it is damaged anywhere, and the old state stays', async () => {
    const bytes = stateBytes();
    const app = sampleWorld().app;
    const before = app.digest();
    const refused = async (damaged: Uint8Array): Promise<void> => {
      let error: unknown;
      try {
        await app.install(storedBytes(damaged, 1));
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(RaftError);
    };
    for (let at = 0; at < bytes.length; at++) await refused(bytes.map((one, i) => (i === at ? one ^ 0x11 : one)));
    for (let size = 0; size < bytes.length; size += 7) await refused(bytes.subarray(0, size));
    await refused(Uint8Array.from([...bytes, 0]));
    expect(app.digest()).to.equal(before);
  });
});
