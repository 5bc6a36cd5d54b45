import { WireReader } from '@lolraft/proto-kit';
import { InvalidArgumentError, ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodePut } from '../src/codec/put-codec.js';
import { proto } from '../src/codec/generated.js';
import {
  type Command,
  decodeCommand,
  decodeQuery,
  decodeResponse,
  encodeCommand,
  encodeQuery,
  encodeResponse,
  type Query,
} from '../src/index.js';
import * as arbitrary from './support/arbitraries.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const NONE = new Uint8Array(0);

/** Bytes near to valid ones: cut, or with some of them changed. */
const damaged = (valid: fc.Arbitrary<Uint8Array>) =>
  fc
    .tuple(valid, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat()))
    .map(([bytes, changes, cut]) => {
      const copy = new Uint8Array(bytes);
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
      return cut === null ? copy : copy.slice(0, cut % (copy.length + 1));
    });

function refusal(decode: () => unknown): unknown {
  try {
    decode();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the codec', () => {
  it('reads the commands, queries and responses that it wrote', () => {
    fc.assert(
      fc.property(arbitrary.command, (command) => {
        expect(arbitrary.plainCopy(decodeCommand(encodeCommand(command)))).to.deep.equal(command);
      }),
    );
    fc.assert(
      fc.property(arbitrary.query, (query) => {
        expect(arbitrary.plainCopy(decodeQuery(encodeQuery(query)))).to.deep.equal(query);
      }),
    );
    fc.assert(
      fc.property(arbitrary.response, (response) => {
        expect(decodeResponse(encodeResponse(response))).to.deep.equal(response);
      }),
    );
  });

  it('answers whatever bytes with a value or with an error of its own', () => {
    const check = (decode: (bytes: Uint8Array) => unknown) => (bytes: Uint8Array) => {
      const error = refusal(() => decode(bytes));
      if (error !== undefined)
        expect(error).to.satisfy((e: unknown) => e instanceof ProtocolError || e instanceof UnknownEntryError);
    };
    const anything = fc.uint8Array({ maxLength: 40 });
    fc.assert(fc.property(fc.oneof(anything, damaged(arbitrary.command.map(encodeCommand))), check(decodeCommand)));
    fc.assert(fc.property(fc.oneof(anything, damaged(arbitrary.query.map(encodeQuery))), check(decodeQuery)));
    fc.assert(fc.property(fc.oneof(anything, damaged(arbitrary.response.map(encodeResponse))), check(decodeResponse)));
  });

  it('reads a put by hand as the generated code does', () => {
    const generated = (bytes: Uint8Array) => {
      const reader = new WireReader(bytes, { maxFields: 100, strict: true });
      const { put } = proto.Command.decode(reader as never);
      return (
        put && { type: 'put', key: new Uint8Array(put.key!), value: new Uint8Array(put.value!), prevKv: put.prevKv }
      );
    };
    const puts = arbitrary.command.filter((c) => c.type === 'put').map(encodeCommand);
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(puts, damaged(puts)), (bytes) => {
        const put = decodePut(bytes);
        if (put === undefined) return;
        read++;
        expect(arbitrary.plainCopy(put)).to.deep.equal(generated(bytes));
      }),
      { numRuns: 500 },
    );
    expect(read).to.be.above(100);
  });

  it('reads a put by hand where it can, also of megabytes and from a Buffer', () => {
    const value = new Uint8Array(3 * 1024 * 1024).fill(7);
    const bytes = encodeCommand({ type: 'put', key: utf8('k'), value, prevKv: true });
    const put = decodePut(Buffer.from(bytes));
    expect(put?.value.length).to.equal(value.length);
    expect(Object.getPrototypeOf(put?.value)).to.equal(Uint8Array.prototype);
    expect(put?.prevKv).to.equal(true);
    expect(decodePut(encodeCommand({ type: 'compact', revision: 3 }))).to.equal(undefined);
  });

  it('refuses a command or query with a field that it does not know, and skips one of a response', () => {
    const unknown = (bytes: Uint8Array) => Uint8Array.from([...bytes, 0xa0, 0x06, 0x01]); // field 100
    expect(refusal(() => decodeCommand(unknown(encodeCommand({ type: 'compact', revision: 3 }))))).to.be.instanceOf(
      UnknownEntryError,
    );
    const lease = Uint8Array.of(0x0a, 0x05, 0x0a, 0x01, 0x6b, 0x20, 0x07); // a put with field 4
    expect(refusal(() => decodeCommand(lease))).to.be.instanceOf(UnknownEntryError);
    expect(refusal(() => decodeQuery(unknown(encodeQuery({ type: 'stats' }))))).to.be.instanceOf(UnknownEntryError);
    const response = { revision: 4, result: { type: 'compact' as const } };
    expect(decodeResponse(unknown(encodeResponse(response)))).to.deep.equal(response);
  });

  it('refuses what is empty', () => {
    for (const decode of [decodeCommand, decodeQuery, decodeResponse])
      expect(() => decode(NONE)).to.throw(ProtocolError);
    const emptyOperation = Uint8Array.of(0x1a, 0x02, 0x12, 0x00);
    expect(() => decodeCommand(emptyOperation)).to.throw(ProtocolError, 'operation');
  });

  it('refuses numbers that are not safe integers, when writing and when reading', () => {
    for (const revision of [-1, 1.5, NaN, 2 ** 53]) {
      expect(() => encodeCommand({ type: 'compact', revision })).to.throw(InvalidArgumentError);
    }
    expect(decodeCommand(encodeCommand({ type: 'compact', revision: 2 ** 53 - 1 }))).to.deep.equal({
      type: 'compact',
      revision: 2 ** 53 - 1,
    });
    const above = Uint8Array.of(0x22, 0x09, 0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10); // 2^53
    expect(() => decodeCommand(above)).to.throw(ProtocolError, '2^53');
  });

  it('goes on encoding after a refusal', () => {
    expect(() => encodeCommand({ type: 'setRetention', revisions: 5, bytes: -1 })).to.throw(InvalidArgumentError);
    expect(hex(encodeCommand({ type: 'compact', revision: 5 }))).to.equal('22020805');
  });

  it('refuses a small command that would become many objects', () => {
    const operations = new Uint8Array(2 * 100_000).map((_, at) => (at % 2 === 0 ? 0x12 : 0x00));
    const bytes = Uint8Array.from([0x1a, ...lengthOf(operations.length), ...operations]);
    expect(() => decodeCommand(bytes)).to.throw(ProtocolError, 'more than 16384 fields');
  });

  it('gives keys and values of a response memory of their own', () => {
    const keyValue = { key: utf8('k'), value: utf8('v'), createRevision: 1, modRevision: 1, version: 1, lease: 0 };
    const encoded = encodeResponse({ revision: 2, result: { type: 'put', prevKv: keyValue } });
    const frame = new Uint8Array(100_000);
    frame.set(encoded, 5000);
    const { result } = decodeResponse(frame.subarray(5000, 5000 + encoded.length));
    if (result.type !== 'put' || result.prevKv === undefined) throw new Error('no put with a former value');
    expect(result.prevKv.value.buffer.byteLength).to.be.below(100);
    frame.fill(0);
    expect(result.prevKv.value).to.deep.equal(utf8('v'));
  });
});

function lengthOf(length: number): number[] {
  const bytes = [];
  for (; length > 0x7f; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return [...bytes, length];
}

// The format of the log's payloads: these may never change, or a log of an older version could not be read.
describe('the format', () => {
  const key = utf8('key');
  const value = utf8('value');
  const put = { type: 'put', key, value, prevKv: true } as const;
  const range = {
    type: 'range',
    key,
    rangeEnd: utf8('l'),
    limit: 10,
    revision: 300,
    keysOnly: true,
    countOnly: false,
  } as const;
  const commands: [Command, string][] = [
    [put, '0a0e0a036b6579120576616c75651801'],
    [{ type: 'deleteRange', key, rangeEnd: NONE, prevKv: false }, '12050a036b6579'],
    [{ type: 'compact', revision: 70_000 }, '220408f0a204'],
    [{ type: 'setRetention', revisions: 5, bytes: 1024 }, '2a050805108008'],
    [
      {
        type: 'txn',
        compare: [
          { key, rangeEnd: NONE, relation: '=', target: { field: 'version', number: 0 } },
          { key, rangeEnd: Uint8Array.of(0), relation: '>', target: { field: 'value', value: NONE } },
        ],
        success: [put, { type: 'txn', compare: [], success: [range], failure: [] }],
        failure: [{ type: 'deleteRange', key, rangeEnd: utf8('l'), prevKv: true }],
      },
      '1a500a090a036b6579180120000a0c0a036b657912010018043a0012100a0e0a036b657912057661' +
        '6c756518011215221312111a0f0a036b657912016c180a20ac0228011a0c120a0a036b657912016c1801',
    ],
  ];
  const queries: [Query, string][] = [
    [range, '0a0f0a036b657912016c180a20ac022801'],
    [{ type: 'stats' }, '1a00'],
  ];

  it('of commands is as it was', () => {
    expect(commands.map(([command]) => hex(encodeCommand(command)))).to.deep.equal(
      commands.map(([, golden]) => golden),
    );
    for (const [command, golden] of commands) {
      expect(arbitrary.plainCopy(decodeCommand(Buffer.from(golden, 'hex')))).to.deep.equal(command);
    }
  });

  it('of queries is as it was', () => {
    expect(queries.map(([query]) => hex(encodeQuery(query)))).to.deep.equal(queries.map(([, golden]) => golden));
  });
});
