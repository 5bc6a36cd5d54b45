import { crc32c, type SnapshotName } from '@lolraft/raft-core';
import type { ConformanceGroup } from '../../case.js';
import { equal } from '../../checks.js';
import { Random } from '../../random.js';
import { KIB, MIB, pattern } from '../../../aids/bytes.js';
import { join, nextName, OWNER, textOf } from '../samples.js';
import type { SnapshotFactory } from '../suite.js';
import { Trial } from '../trial.js';

const BORDERS = [1, 100, 512, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB];
const LARGE = 6 * MIB + 12_345;

export function contentCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  const around = (borders: readonly number[]) =>
    [...new Set(borders.flatMap((border) => [border - 1, border, border + 1]))].sort((a, b) => a - b);
  return {
    title: 'content',
    cases: [
      trial('what is written is read, at sizes around every border', async (trial) => {
        for (const size of around(BORDERS)) {
          const bytes = pattern(size, size + 1);
          const { tag } = await trial.put(bytes);
          await trial.verify(tag, bytes, `${size} bytes`);
        }
      }),

      ...around(factory.borders ?? []).map((size) =>
        trial(`a border of this store: ${size} bytes`, async (trial) => {
          const bytes = pattern(size, size + 1);
          const { tag } = await trial.put(bytes, { chunk: MIB - 1 });
          await trial.verify(tag, bytes, `${size} bytes`);
        }),
      ),

      trial('a resource of several MiB', async (trial) => {
        const bytes = pattern(LARGE);
        const { tag } = await trial.put(bytes);
        await trial.verify(tag, bytes, 'now');
        await trial.reopen();
        await trial.verify(tag, bytes, 'after close and open');
      }),

      trial('chunks of every size, and of none', async (trial) => {
        const bytes = pattern(300_000);
        for (const chunk of [777, 4096, 65_537, bytes.length]) {
          const { tag } = await trial.put(bytes, { chunk });
          await trial.verify(tag, bytes, `in chunks of ${chunk}`);
        }
        const random = new Random(7);
        const writer = await trial.store.create(OWNER, nextName());
        for (let at = 0; at < bytes.length; ) {
          const size = random.oneIn(4) ? 0 : random.between(1, 20_000);
          await writer.write(bytes.subarray(at, at + size));
          at = Math.min(bytes.length, at + size);
        }
        const { tag, size, checksum } = await writer.commit();
        equal([size, checksum], [bytes.length, crc32c(bytes)], 'size and checksum');
        await trial.verify(tag, bytes, 'in chunks of all sizes');
      }),

      trial('one chunk of several MiB', async (trial) => {
        const bytes = pattern(LARGE, 9);
        const { tag } = await trial.put(bytes, { chunk: LARGE });
        await trial.verify(tag, bytes, 'in one chunk');
      }),

      trial('many tiny chunks', async (trial) => {
        const bytes = pattern(20_000, 5);
        const { tag } = await trial.put(bytes, { chunk: 3 });
        await trial.verify(tag, bytes, 'in tiny chunks');
      }),

      trial('the bytes may be changed after write', async (trial) => {
        const bytes = pattern(MIB + 99, 4);
        const buffer = new Uint8Array(10_007);
        const writer = await trial.store.create(OWNER, nextName());
        for (let at = 0; at < bytes.length; at += buffer.length) {
          const piece = bytes.subarray(at, at + buffer.length);
          buffer.set(piece);
          await writer.write(buffer.subarray(0, piece.length));
          buffer.fill(0xee);
        }
        const { tag, checksum } = await writer.commit();
        equal(checksum, crc32c(bytes), 'checksum');
        await trial.verify(tag, bytes, 'written from one buffer');
      }),

      trial('a part of a larger buffer is written as that part', async (trial) => {
        const buffer = pattern(50_000);
        const writer = await trial.store.create(OWNER, nextName());
        await writer.write(buffer.subarray(100, 40_000));
        const { tag } = await writer.commit();
        await trial.verify(tag, buffer.slice(100, 40_000), 'a part');
      }),

      trial('what is read is the reader’s to keep and to change', async (trial) => {
        const bytes = pattern(200_000);
        const { tag } = await trial.put(bytes);
        for await (const chunk of trial.store.open(tag)) chunk.fill(0);
        await trial.verify(tag, bytes, 'after the first reader');
        const kept: Uint8Array[] = [];
        for await (const chunk of trial.store.open(tag)) kept.push(chunk);
        const { tag: other } = await trial.put(pattern(200_000, 2));
        await trial.get(other);
        equal(crc32c(join(kept)), crc32c(bytes), 'chunks that were kept');
      }),

      trial('tags are as long as a storage takes them, and of one name each', async (trial) => {
        const names: SnapshotName[] = [
          nextName(0, 0),
          nextName(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
          nextName(1, 23),
          nextName(12, 3),
        ];
        const tags = new Set<string>();
        for (const name of names) {
          const { tag } = await trial.put(pattern(10), { name });
          equal(tag.length > 0 && tag.length <= 1024, true, 'length of the tag within 1,024 bytes');
          tags.add(textOf(tag));
        }
        equal(tags.size, names.length, 'different tags');
      }),
    ],
  };
}
