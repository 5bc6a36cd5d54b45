import type { S3Client } from '@aws-sdk/client-s3';
import { after, afterEach, before, beforeEach } from 'mocha';
import { S3Snapshots, type S3SnapshotsOptions } from '../../src/index.js';
import { FaultProxy } from './fault-proxy.js';
import { PART_BYTES, removeBucket } from './place.js';
import { clientConfig, newBucket, type TestServer } from './servers.js';

/** A bucket of a server, a proxy before it, and stores that reach it through the proxy. */
export interface Proxied {
  readonly bucket: string;
  /** Reaches the bucket without the proxy. */
  readonly direct: S3Client;
  readonly proxy: FaultProxy;
  readonly store: (options?: Partial<S3SnapshotsOptions>) => S3Snapshots;
}

/** Begun and ended around the tests of the current block. */
export function proxied(server: TestServer): () => Proxied {
  let world: Proxied | undefined;
  const stores: S3Snapshots[] = [];
  const get = (): Proxied => {
    if (world === undefined) throw new Error('only within tests');
    return world;
  };
  // In this order, since hooks run in the order of their registration, and the server goes last.
  after(async () => {
    if (world === undefined) return;
    await world.proxy.stop();
    await removeBucket(world.direct, world.bucket);
    world.direct.destroy();
  });
  server.hooks();
  before(async () => {
    const { bucket, client: direct } = await newBucket(server);
    const proxy = await FaultProxy.start(server.endpoint());
    world = {
      ...{ bucket, direct, proxy },
      store(options = {}) {
        const client = clientConfig(proxy.endpoint);
        const store = new S3Snapshots({ bucket, prefix: 'p', partBytes: PART_BYTES, client, ...options });
        stores.push(store);
        return store;
      },
    };
  });
  beforeEach(() => {
    get().proxy.reset();
  });
  afterEach(async () => {
    world?.proxy.reset();
    for (const store of stores.splice(0)) await store.close();
  });
  return get;
}
