// Streams a large resource down and up again, and says what that cost.
import { gauge, snapshotName, streamSnapshot } from '@lolraft/raft-testkit';
import { FsSnapshots } from '../../src/index.js';

const [folder = '', mebibytes = ''] = process.argv.slice(2);
const store = new FsSnapshots(folder, { reserveBytes: 0 });
await streamSnapshot(store, 16, snapshotName(1));
const cost = await gauge(() => streamSnapshot(store, Number(mebibytes), snapshotName(2)));
await store.close();
process.stdout.write(JSON.stringify(cost));
