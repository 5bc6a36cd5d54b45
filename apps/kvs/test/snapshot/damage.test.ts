import { CorruptionError, crc32c, UnknownEntryError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { KvsApp } from '../../src/app.js';
import { digest } from '../../src/state/digest.js';
import { execute } from '../../src/state/machine.js';
import type { Store } from '../../src/state/store.js';
import { compact, del, put, txn } from '../support/requests.js';
import { inPieces, largeStore, stateBytes, stateOf, storeAfter, storedAs } from '../support/states.js';

const STORY = [
  put('a', '1'),
  put('b', '1'),
  put('a', '2'),
  compact(3),
  txn([], [put('a', '3'), del('b')]),
  put('b', '2'),
  put('c', 'x'.repeat(300)),
];

async function refusal(bytes: Uint8Array): Promise<Error> {
  try {
    await stateOf(bytes);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was taken for a state');
}

/** Items of the bytes of a state, without their lengths, and the way back with a checksum that is right again. */
function itemsOf(bytes: Buffer): Buffer[] {
  const items: Buffer[] = [];
  for (let at = 1; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    items.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return items.slice(0, -1);
}

function joined(items: readonly Uint8Array[]): Buffer {
  const length = (n: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(n);
    return bytes;
  };
  const body = Buffer.concat([Buffer.of(1), ...items.flatMap((item) => [length(item.length), item])]);
  return Buffer.concat([body, length(4), length(crc32c(body))]);
}

describe('damage to the bytes of a state', function () {
  this.timeout(60_000);

  it('is found at every position: bits that are turned, an early end, bytes that are too many', async () => {
    const bytes = stateBytes(storeAfter(STORY));
    for (let at = 1; at < bytes.length; at++) {
      for (const bit of [0x01, 0x80]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ bit;
        expect(await refusal(damaged), `bit ${bit} of byte ${at}`).to.be.instanceOf(CorruptionError);
      }
    }
    for (let end = 0; end < bytes.length; end++)
      expect(await refusal(bytes.subarray(0, end)), `cut at ${end}`).to.be.instanceOf(CorruptionError);
    for (const more of ['\0', '\0\0\0\0', '\x04\0\0\0\0\0\0\0'])
      expect(await refusal(Buffer.concat([bytes, Buffer.from(more, 'latin1')]))).to.be.instanceOf(CorruptionError);
  });

  it('is found in a large state, wherever it is', async () => {
    const bytes = stateBytes(largeStore(3_000));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          expect(await refusal(damaged)).to.be.instanceOf(CorruptionError);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is found in bytes that are no state at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await refusal(Buffer.concat([Buffer.of(1), bytes]))).to.be.instanceOf(CorruptionError);
      }),
      { numRuns: 500 },
    );
  });

  it('is found where the checksum is right and the state is none: nothing that no commands lead to is taken', async () => {
    // One change for each revision: those of one revision may have another order in another state.
    const story = STORY.map((command) => (command.type === 'txn' ? del('b') : command));
    const items = itemsOf(stateBytes(storeAfter(story)));
    expect(digest(await stateOf(joined(items)))).to.equal(digest(storeAfter(story)));
    let refused = 0;
    for (const [i, item] of items.entries()) {
      // Without an item, with one twice, and with two in each other's place.
      const variants = [
        items.filter((one) => one !== item),
        items.flatMap((one) => (one === item ? [one, one] : [one])),
        ...(items[i + 1] === undefined
          ? []
          : [items.map((one, k) => (k === i ? items[i + 1] : k === i + 1 ? items[i] : one) as Buffer)]),
      ];
      for (const variant of variants) {
        expect(await refusal(joined(variant)), `item ${i}`).to.be.instanceOf(CorruptionError);
        refused++;
      }
    }
    expect(refused).to.be.above(20);
  });

  it('is found in every number, where the checksum is right: each follows from the others', async () => {
    const items = itemsOf(stateBytes(storeAfter(STORY)));
    // What no other number depends on: how much is kept, and leases, which nothing counts yet.
    const free = new Set<string>();
    for (const [i, item] of items.entries()) {
      for (let at = 0; at < item.length; at++) {
        const changed = Buffer.from(item);
        changed[at] = (changed[at] ?? 0) ^ 1;
        let store: Store;
        try {
          store = await stateOf(joined(items.with(i, changed)));
        } catch (error) {
          expect(error, `byte ${at} of item ${i}`).to.be.instanceOf(CorruptionError);
          continue;
        }
        // It was taken: then it is a state, with which one can go on and which comes back as it is.
        execute(store, put('z'));
        expect(digest(await stateOf(stateBytes(store)))).to.equal(digest(store));
        free.add(`${i}`);
      }
    }
    // Texts of keys and values are free, and so is the retention.
    expect(free.size).to.be.within(1, items.length);
  });

  it('leaves the state as it was', async () => {
    const app = new KvsApp();
    const good = stateBytes(storeAfter(STORY));
    await app.install(storedAs(good));
    const before = app.store;
    const damaged = Buffer.from(good);
    damaged[good.length - 30] = 0xee;
    for (const bytes of [damaged, good.subarray(0, -1), Buffer.from([2, 3])]) {
      let failure: unknown;
      await app.install(storedAs(bytes)).catch((error: unknown) => (failure = error));
      expect(failure).to.be.instanceOf(Error);
      expect(app.store).to.equal(before);
    }
    expect(digest(app.store)).to.equal(digest(storeAfter(STORY)));
  });

  it('of the reading is passed on as it is, and leaves the state as it was', async () => {
    const app = new KvsApp();
    const lost = new Error('the disk is gone');
    const read = async function* () {
      yield* inPieces(stateBytes(storeAfter(STORY)).subarray(0, 100));
      throw lost;
    };
    let failure: unknown;
    await app.install({ index: 1, term: 1, time: 0, read }).catch((error: unknown) => (failure = error));
    expect(failure).to.equal(lost);
    expect(app.store.size).to.equal(0);
  });

  it('is told apart from a version that this build does not know', async () => {
    for (const version of [0, 3, 255]) {
      const bytes = stateBytes(storeAfter(STORY));
      bytes[0] = version;
      const error = await refusal(bytes);
      expect(error).to.be.instanceOf(UnknownEntryError);
      expect(error.message).to.include(`version ${version}`).and.include('knows versions 1 and 2');
    }
  });

  it('by lengths that are claimed costs no memory', async () => {
    const claims = Buffer.from([1, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]);
    const error = await refusal(claims);
    expect(error).to.be.instanceOf(CorruptionError);
    expect(error.message).to.include('claims');
  });
});
