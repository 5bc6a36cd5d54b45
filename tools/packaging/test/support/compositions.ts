import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../src/workspace.js';

type Edit = readonly [from: RegExp, to: string];

/** What a user might install and compose. */
export interface Composition {
  /** Beside what these ask for themselves. */
  readonly packages: readonly string[];
  /** How the counter of the README becomes one of these. */
  readonly edits: readonly Edit[];
}

const MEMORY: readonly Edit[] = [
  [/import \{ RocksStorage \}.*\n/, "import { MemoryStorage } from '@lolraft/storage-memory';\n"],
  [/storage: await RocksStorage.*\n/, 'storage: new MemoryStorage(),\n'],
];
const NO_SNAPSHOTS: readonly Edit[] = [
  [/import \{ FsSnapshots \}.*\n/, ''],
  [/ *snapshots: new FsSnapshots.*\n/, ''],
];
const GRPC: readonly Edit[] = [
  [/import \{ WsTransport \}.*\n/, "import { GrpcTransport } from '@lolraft/transport-grpc';\n"],
  [/new WsTransport/, 'new GrpcTransport'],
  [/ws:\/\//, 'grpc://'],
];
const BUCKET = `new S3Snapshots({
    bucket: 'lol',
    client: {
      endpoint: process.env['S3_ENDPOINT'] ?? '', region: 'us-east-1', forcePathStyle: true,
      credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
    },
  })`;

export const COMPOSITIONS: readonly Composition[] = [
  { packages: ['raft-core', 'storage-memory', 'transport-ws'], edits: [...MEMORY, ...NO_SNAPSHOTS] },
  { packages: ['raft-core', 'storage-rocksdb', 'transport-ws', 'snapshot-fs'], edits: [] },
  {
    packages: ['raft-core', 'storage-memory', 'transport-grpc', 'snapshot-s3'],
    edits: [
      ...MEMORY,
      ...GRPC,
      [/import \{ FsSnapshots \}.*\n/, "import { S3Snapshots } from '@lolraft/snapshot-s3';\n"],
      [/snapshots: new FsSnapshots.*\n/, `snapshots: ${BUCKET},\n`],
    ],
  },
];

/** The counter of the README, as a reader would copy it, composed so, with `base` in the place of port 7000. */
export function counterSource({ edits }: Composition, base: number): string {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const block = /```ts\n(\/\/ counter\.ts\n[\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined) throw new Error('the README has no block that begins with // counter.ts');
  return [...edits, [/7000/g, String(base)] as const].reduce((text, [from, to]) => {
    if (text.search(from) < 0) throw new Error(`the counter of the README has no ${String(from)}`);
    return text.replace(from, to);
  }, block);
}
