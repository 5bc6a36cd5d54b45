import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { crc32c } from '../../../src/model/crc32c.js';
import { CorruptionError, UnknownEntryError } from '../../../src/model/errors.js';
import { clusterId, groupId } from '../../../src/model/ids.js';
import { encodeResource, openResource, type ResourceHeader } from '../../../src/node/snapshots/resource.js';
import { BlockKind, encodeBlock, encodeMagic, MAX_BLOCK_BYTES } from '../../../src/node/snapshots/resource-blocks.js';
import { voters } from '../../support/net.js';

const HEADER: ResourceHeader = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  index: 7,
  term: 3,
  time: 1234,
  configurationIndex: 2,
  configuration: voters('a', 'b'),
};

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece.slice());
  return joined(parts);
}

const encoded = (state: Iterable<Uint8Array>): Promise<Uint8Array> => collected(encodeResource(HEADER, [], state));

/** Cuts bytes into pieces of the given sizes, again and again; what is 0 makes an empty piece. */
async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** What reading a resource whole ends in: its state as hexadecimal digits, or the code of the error. */
async function read(bytes: Uint8Array, sizes: readonly number[] = [bytes.length + 1]): Promise<string> {
  try {
    const { header, state } = await openResource(pieces(bytes, sizes));
    const content = await collected(state);
    return `${String(header.index)} ${Buffer.from(content).toString('hex')}`;
  } catch (error) {
    return error instanceof CorruptionError || error instanceof UnknownEntryError ? error.code : String(error);
  }
}

/** A source that says whether it was closed. */
function watched(bytes: Uint8Array): { source: AsyncIterable<Uint8Array>; closed: () => boolean } {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* pieces(bytes, [100]);
    } finally {
      closed = true;
    }
  }
  return { source: source(), closed: () => closed };
}

const bytesOf = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 0xff);

/** The whole of version 1, for the state "hello": every later build reads it. */
const GOLDEN = [
  '6c6f6c736e617001',
  'f9000000d095e09101',
  Buffer.from(
    '{"cluster":"cccccccccccccccccccccccccccccccc","group":"main","index":7,"term":3,"time":1234,"configurationIndex":2,"configuration":{"clusterVersion":1,"voters":[{"id":"a","address":"mem:a"},{"id":"b","address":"mem:b"}],"outgoing":[],"learners":[]}}',
  ).toString('hex'),
  '00000000a62346b302',
  '05000000297a95bc0368656c6c6f',
  '08000000da550b0d040500000000000000',
].join('');

describe('a snapshot resource', () => {
  it('comes back as it was, whatever the pieces of the app and of the store', async () => {
    const size = fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 65_500, max: 65_600 }),
      fc.constant(200_000),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { maxLength: 6 }),
        fc.array(fc.nat(70_000), { minLength: 1, maxLength: 5 }),
        async (sizes, chunks) => {
          const state = sizes.map((length, i) => bytesOf(length, i));
          const { header, state: found } = await openResource(pieces(await encoded(state), [...chunks, 1000]));
          expect(header).to.deep.equal(HEADER);
          expect(Buffer.from(await collected(found)).equals(Buffer.from(joined(state)))).to.equal(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not depend on the pieces in which the app gives a state of some ten thousand bytes', async () => {
    const state = bytesOf(50_000);
    const whole = await encoded([state]);
    for (const size of [1, 7, 1000, 49_999]) {
      const other = await collected(encodeResource(HEADER, [], pieces(state, [size])));
      expect(Buffer.from(other).equals(Buffer.from(whole)), `pieces of ${String(size)}`).to.equal(true);
    }
  });

  it('is read in single bytes', async () => {
    expect(await read(await encoded([bytesOf(300)]), [1])).to.equal(`7 ${Buffer.from(bytesOf(300)).toString('hex')}`);
  });

  it('may be empty', async () => {
    expect(await read(await encoded([]))).to.equal('7 ');
    expect(await read(await encoded([new Uint8Array(0)]))).to.equal('7 ');
  });

  it('has the bytes that version 1 had', async () => {
    const hex = Buffer.from(await encoded([new TextEncoder().encode('hello')])).toString('hex');
    expect(hex).to.equal(GOLDEN);
    expect(await read(Uint8Array.from(Buffer.from(GOLDEN, 'hex')))).to.equal(
      `7 ${Buffer.from('hello').toString('hex')}`,
    );
  });

  it('rule 16: every byte that is changed is found', async () => {
    const whole = await encoded([bytesOf(40)]);
    for (let at = 0; at < whole.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ mask;
        const allowed = at === 7 ? ['CORRUPTION', 'UNKNOWN_ENTRY'] : ['CORRUPTION'];
        expect(await read(damaged), `byte ${String(at)} xor ${String(mask)}`).to.be.oneOf(allowed);
      }
    }
  });

  it('rule 16: every cut is found, and so is what follows the end', async () => {
    const whole = await encoded([bytesOf(40)]);
    for (let length = 0; length < whole.length; length++)
      expect(await read(whole.subarray(0, length)), `${String(length)} bytes`).to.equal('CORRUPTION');
    expect(await read(joined([whole, Uint8Array.of(0)]))).to.equal('CORRUPTION');
  });

  it('rule 16: a block that is missing, repeated or out of its order is found', async () => {
    const parts: Uint8Array[] = [];
    for await (const part of encodeResource(HEADER, [], [bytesOf(70_000), bytesOf(70_000)])) parts.push(part);
    for (let i = 0; i < parts.length; i++) {
      const without = parts.filter((_, at) => at !== i);
      const twice = parts.flatMap((part, at) => (at === i ? [part, part] : [part]));
      expect(await read(joined(without)), `without part ${String(i)}`).to.equal('CORRUPTION');
      expect(await read(joined(twice)), `part ${String(i)} twice`).to.equal('CORRUPTION');
    }
  });

  it('rule 20: a newer version, and a kind of block that is not known, stop it', async () => {
    const newer = await encoded([]);
    newer[7] = 2;
    expect(await read(newer)).to.equal('UNKNOWN_ENTRY');
    const strange = encodeBlock(BlockKind.State, Uint8Array.of(1, 2));
    strange[8] = 9;
    new DataView(strange.buffer).setUint32(4, crc32c(strange, 8), true);
    const [magic, header, sessions, ...rest] = await partsOf([bytesOf(3)]);
    const parts = [magic, header, sessions, strange, ...rest].filter((part) => part !== undefined);
    expect(await read(joined(parts))).to.equal('UNKNOWN_ENTRY');
  });

  it('a header that has passed its checksum and is none is refused', async () => {
    for (const text of ['', 'null', '[]', '{}', '{"cluster":1}', '\u0000']) {
      const header = encodeBlock(BlockKind.Header, new TextEncoder().encode(text));
      expect(await read(joined([encodeMagic(), header])), text).to.equal('CORRUPTION');
    }
    const bad = encodeBlock(BlockKind.Header, Uint8Array.of(0xff, 0xfe));
    expect(await read(joined([encodeMagic(), bad]))).to.equal('CORRUPTION');
  });

  it('takes no length on trust: a claim of gigabytes reads nothing and holds nothing', async () => {
    for (const claim of [MAX_BLOCK_BYTES + 1, 0x7fff_ffff, 0xffff_ffff]) {
      const header = new Uint8Array(9);
      new DataView(header.buffer).setUint32(0, claim, true);
      let asked = 0;
      async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
        yield joined([encodeMagic(), header]);
        for (; asked < 10; asked++) yield new Uint8Array(1000);
      }
      const ending = await openResource(endless()).then(
        () => 'open',
        (error: unknown) => (error as CorruptionError).code,
      );
      expect(ending).to.equal('CORRUPTION');
      expect(asked, 'pieces read').to.equal(0);
    }
  });

  it('is closed when it is left early, has ended, or is damaged', async () => {
    const whole = await encoded([bytesOf(100_000), bytesOf(100_000)]);
    const early = watched(whole);
    for await (const piece of (await openResource(early.source)).state) {
      expect(piece.length).to.be.above(0);
      break;
    }
    expect(early.closed(), 'left early').to.equal(true);
    const ended = watched(whole);
    await collected((await openResource(ended.source)).state);
    expect(ended.closed(), 'ended').to.equal(true);
    const damaged = watched(whole.fill(0, 20, 30));
    expect(await openResource(damaged.source).catch((error: unknown) => error)).to.be.instanceOf(CorruptionError);
    expect(damaged.closed(), 'damaged').to.equal(true);
  });

  it('is closed by somebody who has seen enough of its header', async () => {
    const { source, closed } = watched(await encoded([bytesOf(1000)]));
    const opened = await openResource(source);
    expect(closed()).to.equal(false);
    await opened.close();
    expect(closed()).to.equal(true);
  });

  it('passes on what its source throws', async () => {
    const whole = await encoded([bytesOf(200_000)]);
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield whole.subarray(0, 100_000);
      throw new Error('EIO');
    }
    const { state } = await openResource(broken());
    expect(await collected(state).catch(String)).to.equal('Error: EIO');
  });

  it('takes bounded memory, however large the state is', async function () {
    this.timeout(60_000);
    const piece = bytesOf(1_000_000);
    function* state(): Generator<Uint8Array, void, undefined> {
      for (let i = 0; i < 100; i++) yield piece;
    }
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const memory = (): number => {
      // The second one waits for what the first has found to be freed.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = memory();
    let most = 0;
    let size = 0;
    const opened = await openResource(encodeResource(HEADER, [], state()));
    for await (const { length } of opened.state) {
      size += length;
      if (size % 10_000_000 < length) most = Math.max(most, memory() - before);
    }
    expect(size).to.equal(100_000_000);
    expect(most).to.be.below(16 * 1024 * 1024);
  });
});

async function partsOf(state: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of encodeResource(HEADER, [], state)) parts.push(part);
  return parts;
}
