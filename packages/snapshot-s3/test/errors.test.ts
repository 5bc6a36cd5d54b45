import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { InvalidArgumentError, snapshotTag, type ErrorCode } from '@lolraft/raft-core';
import {
  getSnapshot,
  listSnapshots,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { S3Snapshots, type S3SnapshotsOptions } from '../src/index.js';
import { proxied } from './support/proxied.js';
import { clientConfig, fauxqs } from './support/servers.js';

describe('errors of S3', function () {
  this.timeout(60_000);
  const world = proxied(fauxqs());

  it('each kind is what it is, and says whether a retry may help', async () => {
    const { proxy, store } = world();
    const s3 = store({ maxResumes: 0, client: { ...clientConfig(proxy.endpoint), maxAttempts: 1 } });
    const cases: readonly (readonly [number, string, ErrorCode, boolean])[] = [
      [500, 'InternalError', 'SNAPSHOT_STORE', true],
      [502, 'BadGateway', 'SNAPSHOT_STORE', true],
      [503, 'SlowDown', 'SNAPSHOT_STORE', true],
      [429, 'TooManyRequests', 'SNAPSHOT_STORE', true],
      [400, 'RequestTimeout', 'SNAPSHOT_STORE', true],
      [400, 'ExpiredToken', 'SNAPSHOT_STORE', true],
      [403, 'RequestTimeTooSkewed', 'SNAPSHOT_STORE', true],
      [409, 'OperationAborted', 'SNAPSHOT_STORE', true],
      [403, 'AccessDenied', 'SNAPSHOT_STORE', false],
      [403, 'InvalidAccessKeyId', 'SNAPSHOT_STORE', false],
      [403, 'SignatureDoesNotMatch', 'SNAPSHOT_STORE', false],
      [404, 'NoSuchBucket', 'SNAPSHOT_STORE', false],
      [501, 'NotImplemented', 'SNAPSHOT_STORE', false],
      [403, 'QuotaExceeded', 'STORAGE_FULL', true],
      [507, 'XMinioStorageFull', 'STORAGE_FULL', true],
    ];
    for (const [status, code, expected, isRetryable] of cases) {
      proxy.fault = ({ action }) =>
        action === 'PutObject' || action === 'ListObjectsV2' ? { kind: 'answer', status, code } : undefined;
      for (const call of [() => putSnapshot(s3, pattern(10), snapshotName(1)), () => listSnapshots(s3)]) {
        const { message, retryable } = await refusal(call(), expected);
        expect(retryable, code).to.equal(isRetryable);
        expect(message).to.include(code).and.include(`status ${status}`).and.include('request-4711');
        expect(message).to.include(`${world().bucket}/p/${SNAPSHOT_OWNER.cluster}/main/n1/`);
      }
    }
  });

  it('no error has credentials or signatures in it, however it is printed', async () => {
    const { proxy, store } = world();
    const s3 = store({
      client: {
        ...clientConfig(proxy.endpoint),
        credentials: { accessKeyId: 'AKIDSECRETID', secretAccessKey: 'TOPSECRET', sessionToken: 'TOKENSECRET' },
      },
      maxResumes: 0,
    });
    for (const code of ['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'ExpiredToken', 'SlowDown']) {
      proxy.fault = () => ({ kind: 'answer', status: 403, code });
      for (const call of [() => putSnapshot(s3, pattern(10), snapshotName(1)), () => listSnapshots(s3)]) {
        const error = await refusal(call(), 'SNAPSHOT_STORE');
        const printed = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
        expect(printed).not.to.match(/SECRET|Signature=|Credential=/);
      }
    }
  });

  it('nobody there, and no bucket', async () => {
    const { store } = world();
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const gone = store({ client: clientConfig(`http://127.0.0.1:${port}`), maxResumes: 0 });
    const { message, retryable } = await refusal(listSnapshots(gone), 'SNAPSHOT_STORE');
    expect(message).to.match(/ECONNREFUSED/);
    expect(retryable).to.equal(true);
    const other = store({ bucket: 'no-such-bucket-4711' });
    for (const call of [() => listSnapshots(other), () => putSnapshot(other, pattern(10), snapshotName(1))]) {
      const error = await refusal(call(), 'SNAPSHOT_STORE');
      expect(error.message).to.include('no-such-bucket-4711');
      expect(error.retryable).to.equal(false);
    }
  });

  it('options that are none are refused', () => {
    const good: S3SnapshotsOptions = { bucket: 'b', client: clientConfig('http://127.0.0.1:1') };
    const bad: readonly Partial<S3SnapshotsOptions>[] = [
      { bucket: '' },
      { bucket: 'a/b' },
      { bucket: '..' },
      { prefix: '/a' },
      { prefix: 'a//b' },
      { prefix: 'x'.repeat(513) },
      { realm: '' },
      { partBytes: 5 * 1024 * 1024 - 1 },
      { partBytes: Number.NaN },
      { parallelParts: 0 },
      { copyPartBytes: 6 * 1024 ** 3 },
      { timeoutMs: 0 },
      { idleTimeoutMs: -1 },
      { maxResumes: 0.5 },
    ];
    for (const options of bad) {
      expect(() => new S3Snapshots({ ...good, ...options }), JSON.stringify(options)).to.throw(InvalidArgumentError);
    }
  });

  it('a realm is the server, bucket and prefix, or what it is said to be', () => {
    const client = clientConfig('https://s3.example.org/');
    const realm = (options: Partial<S3SnapshotsOptions>) => new S3Snapshots({ bucket: 'b', client, ...options }).realm;
    expect(realm({})).to.equal('s3:s3.example.org/b/');
    expect(realm({ prefix: 'some/where/' })).to.equal('s3:s3.example.org/b/some/where/');
    expect(realm({ client: { region: 'eu-north-1' } })).to.equal('s3:eu-north-1/b/');
    expect(realm({ realm: 'ours' })).to.equal('ours');
    expect(realm({ private: true, realm: 'ours' })).to.equal(undefined);
    const ready = new S3Client(client);
    expect(realm({ client: ready })).to.equal('s3:/b/');
    ready.destroy();
  });

  it('a client that is handed over stays its owner’s', async () => {
    const { proxy, bucket } = world();
    const client = new S3Client(clientConfig(proxy.endpoint));
    const first = new S3Snapshots({ bucket, prefix: 'p', client });
    const { tag } = await putSnapshot(first, pattern(10), snapshotName(77));
    await first.close();
    const second = new S3Snapshots({ bucket, prefix: 'p', client });
    expect((await getSnapshot(second, tag)).length).to.equal(10);
    await second.close();
    client.destroy();
  });

  it('more than a page of objects is listed', async () => {
    const { store, direct, bucket, proxy } = world();
    const count = 1_005;
    for (let i = 0; i < count; i += 45) {
      const keys = Array.from({ length: Math.min(45, count - i) }, (_, j) =>
        snapshotTag(SNAPSHOT_PEER, snapshotName(1000 + i + j)),
      );
      await Promise.all(
        keys.map((tag) => {
          const Key = `p/${Buffer.from(tag).toString('latin1')}`;
          return direct.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
        }),
      );
    }
    expect((await listSnapshots(store(), SNAPSHOT_PEER)).length).to.equal(count);
    expect(proxy.count('ListObjectsV2')).to.equal(2);
  });
});
