import { type Command, decodeResponse, encodeCommand, encodeQuery, type Response } from '@lolraft/kvs-client';
import {
  type AppliedCommand,
  CLUSTER_VERSION,
  ClusterVersionError,
  InvalidArgumentError,
  ProtocolError,
  type RaftError,
  UnknownEntryError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { KvsApp } from '../src/app.js';
import { digest } from '../src/state/digest.js';
import * as arbitrary from './support/arbitraries.js';
import { compact, del, listing, put, range, txn } from './support/requests.js';

const applied = (payloads: readonly Uint8Array[], first = 1): AppliedCommand[] =>
  payloads.map((payload, i) => ({ index: first + i, term: 1, time: 0, payload }));

function error(work: () => unknown): RaftError {
  try {
    work();
  } catch (caught) {
    return caught as RaftError;
  }
  throw new Error('it did not throw');
}

const NOW = { clusterVersion: CLUSTER_VERSION };

describe('the app', () => {
  it('rule 20: lets no command into the log of a cluster that is too old for it', () => {
    const app = new KvsApp();
    const guard = { name: 'lock', token: 1 };
    const commands: Command[] = [
      put('a'),
      del('a'),
      txn([], [put('a')]),
      compact(1),
      { type: 'setRetention', revisions: 1, bytes: 1 },
      { type: 'guarded', guard, change: put('a') },
    ];
    for (const payload of commands.map(encodeCommand)) {
      app.validate(payload, NOW);
      expect(error(() => app.validate(payload, { clusterVersion: 0 })))
        .to.be.instanceOf(ClusterVersionError)
        .and.include({ code: 'CLUSTER_VERSION', outcome: 'not_applied' });
    }
  });

  it('is deterministic: batches, queries and views between them make no difference', () => {
    const batches = fc.array(fc.tuple(fc.array(arbitrary.command, { maxLength: 8 }), arbitrary.query), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(batches, (given) => {
        const one = new KvsApp();
        const other = new KvsApp();
        const payloads = given.flatMap(([commands]) => commands.map(encodeCommand));
        const responses = one.apply(applied(payloads));
        const others: Uint8Array[] = [];
        let last: Response | undefined;
        for (const [commands, query] of given) {
          // As they lie in a block of the log, among other bytes.
          const block = Buffer.concat(commands.flatMap((c) => [Buffer.from('##'), encodeCommand(c)]));
          let at = 0;
          const views = commands.map((c) => {
            const { length } = encodeCommand(c);
            at += 2 + length;
            return block.subarray(at - length, at);
          });
          others.push(...other.apply(applied(views, others.length + 1)));
          block.fill(0);
          last = decodeResponse(other.query(encodeQuery(query)));
          other.store.clone();
        }
        expect(others).to.deep.equal(responses);
        expect(digest(other.store)).to.equal(digest(one.store));
        if (last !== undefined) expect(last.revision).to.equal(one.store.revision);
      }),
      { numRuns: 60 },
    );
  });

  it('answers every command that it can read, and lets into the log only what will not be refused as it stands', () => {
    fc.assert(
      fc.property(fc.array(arbitrary.command, { maxLength: 10 }), (commands) => {
        const app = new KvsApp();
        for (const command of commands) {
          const payload = encodeCommand(command);
          let valid = true;
          try {
            app.validate(payload, NOW);
          } catch (refusal) {
            expect(refusal).to.be.instanceOf(InvalidArgumentError);
            valid = false;
          }
          const [response] = app.apply(applied([payload]));
          const { result } = decodeResponse(response!);
          expect(result.type === 'failure' && result.code === 'INVALID').to.equal(!valid);
        }
      }),
    );
  });

  it('stops at a command that it cannot read, and says where', () => {
    const app = new KvsApp();
    const unreadable = Uint8Array.of(0xa0, 0x06, 0x01);
    expect(error(() => app.validate(unreadable, NOW))).to.be.instanceOf(UnknownEntryError);
    const stop = error(() => app.apply(applied([encodeCommand(put('a')), unreadable], 7)));
    expect(stop).to.be.instanceOf(UnknownEntryError);
    expect(stop.message).to.include('index 8');
    expect(error(() => app.validate(Uint8Array.of(0x12, 0x7f, 0x00), NOW))).to.be.instanceOf(ProtocolError);
  });

  it('refuses a value over its limit, wherever it stands, and takes one at the limit', () => {
    const app = new KvsApp({ maxValueBytes: 10 });
    const large = put('a', 'x'.repeat(11));
    app.validate(encodeCommand(put('a', 'x'.repeat(10))), NOW);
    for (const command of [large, txn([], [large]), txn([], [], [txn([], [large])])]) {
      const refusal = error(() => app.validate(encodeCommand(command), NOW));
      expect(refusal).to.include({ code: 'ENTRY_TOO_LARGE', outcome: 'not_applied', retryable: false });
      expect(refusal.message).to.equal('a value of 11 bytes is over the limit of 10 bytes');
    }
    // What another member let in is applied all the same: members differ in their limits, never in their states.
    expect(decodeResponse(app.apply(applied([encodeCommand(large)]))[0]!).result.type).to.equal('put');
  });

  it('refuses a limit that makes no sense', () => {
    for (const maxValueBytes of [0, 1.5, 33 * 1024 * 1024]) {
      expect(() => new KvsApp({ maxValueBytes })).to.throw(InvalidArgumentError, 'maxValueBytes');
    }
  });

  it('answers queries, and refuses what is none', () => {
    const app = new KvsApp();
    app.apply(applied([encodeCommand(put('a', '1')), encodeCommand(put('b', '2'))]));
    expect(listing(decodeResponse(app.query(encodeQuery(range('a', '\0')))))).to.deep.equal(['a=1@2', 'b=2@3']);
    expect(error(() => app.query(Uint8Array.of(0x0a, 0x7f, 0x00)))).to.be.instanceOf(ProtocolError);
  });

  it('starts anew from the empty state', async () => {
    const app = new KvsApp();
    app.apply(applied([encodeCommand(put('a')), encodeCommand(del('b'))]));
    await app.install(undefined);
    expect(digest(app.store)).to.equal(digest(new KvsApp().store));
  });

  it('starts from a snapshot of another, as it was when the view was taken', async () => {
    const [app, other] = [new KvsApp(), new KvsApp()];
    app.apply(applied([encodeCommand(put('a', '1')), encodeCommand(put('b', '1'))]));
    const then = digest(app.store);
    const source = app.snapshot();
    app.apply(applied([encodeCommand(put('a', '2')), encodeCommand(del('b'))], 3));
    other.apply(applied([encodeCommand(put('x'))]));
    const read = async function* () {
      yield* source.read();
    };
    await other.install({ index: 2, term: 1, time: 0, read });
    source.release?.();
    expect(digest(other.store)).to.equal(then);
    other.apply(applied([encodeCommand(put('a', '2')), encodeCommand(del('b'))], 3));
    expect(digest(other.store)).to.equal(digest(app.store));
  });
});
