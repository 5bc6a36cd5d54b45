// Streams a large resource up and down again, and says what that cost.
import { gauge, snapshotName, streamSnapshot } from '@lolraft/raft-testkit';
import { S3Snapshots } from '../../src/index.js';
import { clientConfig } from '../support/servers.js';

const [endpoint = '', bucket = '', mebibytes = ''] = process.argv.slice(2);
const store = new S3Snapshots({ bucket, client: clientConfig(endpoint) });
await streamSnapshot(store, 16, snapshotName(1));
const cost = await gauge(() => streamSnapshot(store, Number(mebibytes), snapshotName(2)));
await store.close();
process.stdout.write(JSON.stringify(cost));
