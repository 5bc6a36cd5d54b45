import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { after, before, it } from 'mocha';

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

const REAL = process.env['LOL_S3_ENDPOINT'] ?? '';

export const hasRealServer = REAL !== '';

/** One in this process that knows the calls, and the real one where `LOL_S3_ENDPOINT` says that there is one. */
export function servers(): readonly TestServer[] {
  return hasRealServer ? [fauxqs(), real()] : [fauxqs()];
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

function real(): TestServer {
  return {
    name: 'the S3 server of LOL_S3_ENDPOINT',
    isReal: true,
    endpoint: () => REAL,
    hooks: () => undefined,
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

/** A test of servers that have something, and of no others. */
export function itWhere(isSo: boolean, title: string, body: () => Promise<void>): void {
  if (isSo) it(title, body);
}
