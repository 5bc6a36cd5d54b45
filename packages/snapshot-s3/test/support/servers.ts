import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { after, before } from 'mocha';

const CREDENTIALS = {
  accessKeyId: process.env['LOL_S3_KEY'] ?? 'testkey',
  secretAccessKey: process.env['LOL_S3_SECRET'] ?? 'testsecret',
};

/** An S3 server, which `hooks` starts and ends around the tests of the current block. */
export interface TestServer {
  readonly name: string;
  /** A real one: it lists unfinished uploads, copies parts, verifies MD5 and signatures, and heeds conditions. */
  readonly isReal: boolean;
  readonly endpoint: () => string;
  readonly hooks: () => void;
}

/** One in this process that knows the calls, and the real one where `LOL_S3_ENDPOINT` says that there is one. */
export function servers(): readonly TestServer[] {
  return [fauxqs(), real()];
}

export function fauxqs(): TestServer {
  let server: FauxqsServer | undefined;
  return {
    name: 'fauxqs',
    isReal: false,
    endpoint: () => `http://127.0.0.1:${server?.port ?? 0}`,
    hooks() {
      before(async () => {
        server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
      });
      after(async () => {
        await server?.stop();
      });
    },
  };
}

export function real(): TestServer {
  const endpoint = process.env['LOL_S3_ENDPOINT'];
  return {
    name: 'the S3 server of LOL_S3_ENDPOINT',
    isReal: true,
    endpoint: () => endpoint ?? '',
    hooks() {
      before(function () {
        if (endpoint !== undefined && endpoint !== '') return;
        console.log('      skipped: LOL_S3_ENDPOINT names no S3 server (see test/support/radosgw.sh)');
        this.skip();
      });
    },
  };
}

export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: CREDENTIALS,
  requestChecksumCalculation: 'WHEN_REQUIRED' as const,
  responseChecksumValidation: 'WHEN_REQUIRED' as const,
});

let buckets = 0;

/** A new bucket. */
export async function newBucket(server: TestServer): Promise<{ readonly bucket: string; readonly client: S3Client }> {
  const client = new S3Client(clientConfig(server.endpoint()));
  const bucket = `lol-${process.pid}-${Date.now().toString(36)}-${++buckets}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { bucket, client };
}
