import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { snapshotTag } from '@lolraft/raft-core';
import {
  getSnapshot,
  listSnapshots,
  MIB,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Seen } from './support/fault-proxy.js';
import { PART_BYTES } from './support/place.js';
import { proxied } from './support/proxied.js';
import { clientConfig, itWhere, servers } from './support/servers.js';

for (const server of servers()) {
  describe(`uploads through a bad network, on ${server.name}`, function () {
    this.timeout(60_000);
    const world = proxied(server);
    let names = 0;
    const nextName = () => snapshotName(++names);
    const large = pattern(2 * PART_BYTES + MIB, 3);
    const small = pattern(100_000, 4);

    /** Unfinished uploads in the bucket, as the server itself says. */
    async function leaked(): Promise<number> {
      const { Uploads = [] } = await world().direct.send(new ListMultipartUploadsCommand({ Bucket: world().bucket }));
      return Uploads.length;
    }
    const keyOf = (tag: Uint8Array): string => `p/${Buffer.from(tag).toString('latin1')}`;
    /** True for the first `count` requests of an action. */
    const first = (action: string, count = 1) => {
      let left = count;
      return (seen: Seen) => seen.action === action && left-- > 0;
    };

    it('a small one is one request, a large one its parts', async () => {
      const { proxy, store } = world();
      const s3 = store();
      await putSnapshot(s3, small, nextName());
      await putSnapshot(s3, pattern(PART_BYTES), nextName());
      expect([proxy.count('PutObject'), proxy.count('CreateMultipartUpload')]).to.deep.equal([2, 0]);
      await putSnapshot(s3, large, nextName());
      expect([
        proxy.count('PutObject'),
        proxy.count('UploadPart'),
        proxy.count('CompleteMultipartUpload'),
      ]).to.deep.equal([2, 3, 1]);
      for (const { action, headers } of proxy.seen) {
        if (action === 'PutObject' || action === 'UploadPart') expect(headers['content-md5'], action).to.be.a('string');
      }
    });

    it('what fails for a while is tried again: 500, SlowDown, cut connections', async () => {
      const { proxy, store } = world();
      const s3 = store();
      for (const action of [
        'HeadObject',
        'PutObject',
        'CreateMultipartUpload',
        'UploadPart',
        'CompleteMultipartUpload',
      ]) {
        const bytes = action === 'PutObject' ? small : large;
        for (const fault of [
          { kind: 'answer', status: 500, code: 'InternalError' },
          { kind: 'answer', status: 503, code: 'SlowDown' },
          { kind: 'reset' },
        ] as const) {
          const hit = first(action);
          proxy.fault = (seen) => (hit(seen) ? fault : undefined);
          const { tag } = await putSnapshot(s3, bytes, nextName());
          expect((await getSnapshot(s3, tag)).equals(bytes)).to.equal(true);
        }
      }
      expect(await leaked()).to.equal(0);
    });

    it('what fails for good is told, with the bucket, the key and the request id, and leaves no parts', async () => {
      const { proxy, store, bucket } = world();
      const s3 = store({ client: { ...clientConfig(proxy.endpoint), maxAttempts: 1 } });
      for (const action of ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload']) {
        proxy.fault = (seen) =>
          seen.action === action ? { kind: 'answer', status: 503, code: 'SlowDown' } : undefined;
        const name = nextName();
        const bytes = action === 'PutObject' ? small : large;
        const { message, retryable } = await refusal(putSnapshot(s3, bytes, name), 'SNAPSHOT_STORE');
        expect(retryable).to.equal(true);
        for (const part of [
          `${bucket}/${keyOf(snapshotTag(SNAPSHOT_OWNER, name))}`,
          'SlowDown',
          'status 503',
          'request-4711',
        ]) {
          expect(message).to.include(part);
        }
        proxy.reset();
        expect(await leaked(), action).to.equal(0);
        await refusal(getSnapshot(s3, snapshotTag(SNAPSHOT_OWNER, name)), 'SNAPSHOT_NOT_FOUND');
      }
    });

    it('a part in the middle that fails ends the writing, not the process', async () => {
      const { proxy, store } = world();
      const s3 = store();
      proxy.fault = ({ action, query }) =>
        action === 'UploadPart' && query.get('partNumber') === '2'
          ? { kind: 'answer', status: 400, code: 'InvalidRequest' }
          : undefined;
      const writer = await s3.create(SNAPSHOT_OWNER, nextName());
      const writing = (async () => {
        for (let i = 0; i < 20; i++) await writer.write(pattern(MIB));
        await writer.commit();
      })();
      expect((await refusal(writing, 'SNAPSHOT_STORE')).retryable).to.equal(false);
      await refusal(writer.commit(), 'INVALID_ARGUMENT');
      await writer.abort();
      expect(await leaked()).to.equal(0);
    });

    it('an answer that is lost: what was done is done, and known', async () => {
      const { proxy, store } = world();
      const s3 = store();
      for (const action of ['PutObject', 'UploadPart', 'CompleteMultipartUpload']) {
        const bytes = action === 'PutObject' ? small : large;
        const hit = first(action);
        proxy.fault = (seen) => (hit(seen) ? { kind: 'loseAnswer' } : undefined);
        const name = nextName();
        const { tag } = await putSnapshot(s3, bytes, name);
        expect(proxy.count(action), action).to.be.greaterThan(1);
        expect((await getSnapshot(s3, tag)).equals(bytes), action).to.equal(true);
        proxy.reset();
      }
      expect(await leaked()).to.equal(0);
    });

    it('a server that does not list or know uploads that were not finished is no hindrance', async () => {
      const { proxy, store } = world();
      proxy.fault = ({ action }) =>
        action === 'ListMultipartUploads' ? { kind: 'answer', status: 501, code: 'NotImplemented' } : undefined;
      const s3 = store();
      const { tag } = await putSnapshot(s3, small, nextName());
      await listSnapshots(s3);
      await s3.delete(SNAPSHOT_OWNER, tag);
    });

    it('a server that refuses conditions is asked for none any more', async () => {
      const { proxy, store } = world();
      proxy.fault = ({ headers }) =>
        headers['if-none-match'] === undefined ? undefined : { kind: 'answer', status: 501, code: 'NotImplemented' };
      const s3 = store();
      for (const bytes of [small, large, small]) {
        const { tag } = await putSnapshot(s3, bytes, nextName());
        expect((await getSnapshot(s3, tag)).equals(bytes)).to.equal(true);
      }
      expect(proxy.seen.filter(({ headers }) => headers['if-none-match'] !== undefined)).to.have.length(1);
    });

    itWhere(
      server.isReal,
      'a name that somebody else took meanwhile: refused where the server looks, never taken for ours',
      async () => {
        const { store, direct, bucket } = world();
        const s3 = store();
        const name = nextName();
        const writer = await s3.create(SNAPSHOT_OWNER, name);
        await writer.write(small);
        const tag = snapshotTag(SNAPSHOT_OWNER, name);
        await direct.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(tag), Body: 'theirs' }));
        await refusal(writer.commit(), 'SNAPSHOT_EXISTS');
        await writer.suspend();
        expect((await getSnapshot(s3, tag)).toString()).to.equal('theirs');
      },
    );

    itWhere(server.isReal, 'bytes that change on the way are refused by the server', async () => {
      const { proxy, store } = world();
      // The signature covers the body over plain HTTP: what is to be seen here is that nothing wrong is kept.
      const s3 = store();
      for (const action of ['PutObject', 'UploadPart']) {
        const hit = first(action);
        proxy.fault = (seen) => (hit(seen) ? { kind: 'corruptRequest' } : undefined);
        const bytes = action === 'PutObject' ? small : large;
        await refusal(putSnapshot(s3, bytes, nextName()), 'SNAPSHOT_STORE');
        const { tag } = await putSnapshot(s3, bytes, nextName());
        expect((await getSnapshot(s3, tag)).equals(bytes)).to.equal(true);
      }
      expect(await leaked()).to.equal(0);
    });

    itWhere(
      server.isReal,
      'an upload that a crash left is removed by the next writer of its name, and by delete',
      async () => {
        const { proxy, store } = world();
        for (const next of ['create', 'delete'] as const) {
          const name = nextName();
          const ended = store({ timeoutMs: 2_000 });
          const writer = await ended.create(SNAPSHOT_OWNER, name);
          await writer.write(large);
          proxy.fault = ({ action }) => (action === 'AbortMultipartUpload' ? { kind: 'reset' } : undefined);
          await ended.close();
          proxy.reset();
          expect(await leaked()).to.equal(1);
          const s3 = store();
          const partial = (await listSnapshots(s3)).filter((each) => each.partial);
          expect(partial.map(({ tag, size }) => [keyOf(tag), size])).to.deep.equal([
            [keyOf(snapshotTag(SNAPSHOT_OWNER, name)), undefined],
          ]);
          if (next === 'create') await (await s3.create(SNAPSHOT_OWNER, name)).abort();
          else await s3.delete(SNAPSHOT_OWNER, snapshotTag(SNAPSHOT_OWNER, name));
          expect(await leaked(), next).to.equal(0);
        }
      },
    );

    it('storage class and encryption are asked for on every way that makes an object', async () => {
      const { proxy, store } = world();
      const s3 = store({ storageClass: 'STANDARD', encryption: { type: 'AES256' } });
      // Ceph wants a key management service for it: only the requests matter.
      proxy.fault = ({ headers }) =>
        headers['x-amz-server-side-encryption'] === undefined
          ? undefined
          : { kind: 'answer', status: 400, code: 'InvalidRequest' };
      const plain = store();
      const { tag } = await putSnapshot(plain, small, nextName());
      await refusal(putSnapshot(s3, small, nextName()), 'SNAPSHOT_STORE');
      await refusal(putSnapshot(s3, large, nextName()), 'SNAPSHOT_STORE');
      await refusal(s3.adopt(SNAPSHOT_OWNER, nextName(), tag), 'SNAPSHOT_STORE');
      const asked = proxy.seen.filter(({ headers }) => headers['x-amz-server-side-encryption'] === 'AES256');
      expect(new Set(asked.map(({ action }) => action))).to.deep.equal(
        new Set(['PutObject', 'CreateMultipartUpload', 'CopyObject']),
      );
      for (const { headers } of asked) expect(headers['x-amz-storage-class']).to.equal('STANDARD');
    });
  });
}
