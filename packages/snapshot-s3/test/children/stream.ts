// Streams a large resource up and down again, and says what that cost.
import { crc32c } from '@lolraft/raft-core';
import { S3Snapshots } from '../../src/index.js';
import { gauge } from '../support/gauge.js';
import { MIB, nameOf, OWNER, pattern } from '../support/samples.js';
import { clientConfig } from '../support/servers.js';

const [endpoint = '', bucket = '', mebibytes = ''] = process.argv.slice(2);
const store = new S3Snapshots({ bucket, client: clientConfig(endpoint) });
const block = pattern(MIB);

async function roundTrip(number: number, blocks: number): Promise<void> {
  const writer = await store.create(OWNER, nameOf(number));
  for (let i = 0; i < blocks; i++) {
    block[0] = i;
    await writer.write(block);
  }
  const { tag, size, checksum } = await writer.commit();
  let read = 0;
  let found = 0;
  for await (const chunk of store.open(tag)) {
    read += chunk.length;
    found = crc32c(chunk, 0, chunk.length, found);
  }
  if (read !== size || found !== checksum) throw new Error(`read ${read} bytes of ${size}, other than were written`);
  await store.delete(OWNER, tag);
}

await roundTrip(1, 16);
const cost = await gauge(() => roundTrip(2, Number(mebibytes)));
await store.close();
process.stdout.write(JSON.stringify(cost));
