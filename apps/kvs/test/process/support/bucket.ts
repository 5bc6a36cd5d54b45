import { startFauxqs } from 'fauxqs';
import { withEnvironment } from './resources.js';

const BUCKET = 'lol-processes';

/** Runs something while the nodes that are started keep their snapshots in one bucket, of a server in this process. */
export async function withBucket<T>(run: () => Promise<T>): Promise<T> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  server.createBucket(BUCKET);
  const restore = withEnvironment({
    KVS_SNAPSHOTS: `s3://${BUCKET}/prefix`,
    KVS_S3_ENDPOINT: `http://127.0.0.1:${server.port}`,
    KVS_S3_REGION: 'us-east-1',
    KVS_S3_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: 'testkey',
    AWS_SECRET_ACCESS_KEY: 'testsecret',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_REQUIRED',
  });
  try {
    return await run();
  } finally {
    restore();
    await server.stop();
  }
}
