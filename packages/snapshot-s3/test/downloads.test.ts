import { PutObjectCommand } from '@aws-sdk/client-s3';
import { snapshotTag } from '@lolraft/raft-core';
import {
  getSnapshot,
  MIB,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { proxied } from './support/proxied.js';
import { itWhere, servers } from './support/servers.js';

for (const server of servers()) {
  describe(`downloads through a bad network, on ${server.name}`, function () {
    this.timeout(60_000);
    const world = proxied(server);
    let names = 0;
    const nextName = () => snapshotName(++names);
    const bytes = pattern(3 * MIB, 5);

    it('a body that is cut goes on where it was cut, with the same object', async () => {
      const { proxy, store } = world();
      const s3 = store();
      const { tag } = await putSnapshot(s3, bytes, nextName());
      for (const kind of ['cut', 'stall'] as const) {
        proxy.reset();
        let left = 4;
        proxy.fault = ({ action }) =>
          action === 'GetObject' && left-- > 0 ? { kind, afterBytes: 400_000 + left } : undefined;
        const reader = store({ idleTimeoutMs: 300 });
        expect((await getSnapshot(reader, tag)).equals(bytes), kind).to.equal(true);
        const gets = proxy.seen.filter(({ action }) => action === 'GetObject');
        expect(gets).to.have.length(5);
        expect(gets[0]?.headers.range).to.equal(undefined);
        for (const { headers } of gets.slice(1)) {
          expect(headers.range).to.match(/^bytes=\d+-3145727$/);
          expect(headers['if-match']).to.be.a('string');
        }
        left = 2;
        const part = await getSnapshot(reader, tag, { from: 1_000_000, length: 1_000_000 });
        expect(part.equals(bytes.subarray(1_000_000, 2_000_000)), `a range, ${kind}`).to.equal(true);
      }
    });

    it('one that is cut over and over without a byte is given up', async () => {
      const { proxy, store } = world();
      const s3 = store({ maxResumes: 2 });
      const { tag } = await putSnapshot(s3, bytes, nextName());
      let cuts = 0;
      proxy.fault = ({ action }) =>
        action === 'GetObject' ? { kind: 'cut', afterBytes: cuts++ === 0 ? 100_000 : 0 } : undefined;
      const { message, retryable } = await refusal(getSnapshot(s3, tag), 'SNAPSHOT_STORE');
      expect(retryable).to.equal(true);
      expect(message).to.include(world().bucket);
      // The first, and after it three without a byte.
      expect(proxy.count('GetObject')).to.be.within(3, 4);
    });

    it('errors before the first byte: tried again, then told', async () => {
      const { proxy, store } = world();
      const s3 = store({ maxResumes: 1 });
      const { tag } = await putSnapshot(s3, bytes, nextName());
      let left = 2;
      proxy.fault = ({ action }) =>
        action === 'GetObject' && left-- > 0 ? { kind: 'answer', status: 503, code: 'SlowDown' } : undefined;
      expect((await getSnapshot(s3, tag)).equals(bytes)).to.equal(true);
      proxy.fault = () => ({ kind: 'answer', status: 403, code: 'AccessDenied' });
      proxy.seen.length = 0;
      const { message, retryable } = await refusal(getSnapshot(s3, tag), 'SNAPSHOT_STORE');
      expect(retryable).to.equal(false);
      expect(message).to.match(/AccessDenied/);
      expect(proxy.count('GetObject')).to.equal(1);
    });

    it('an object that is gone, or has become another, in the middle', async () => {
      const { proxy, store, direct, bucket } = world();
      const s3 = store();
      for (const change of ['delete', 'replace'] as const) {
        const name = nextName();
        const { tag } = await putSnapshot(s3, bytes, name);
        let isFirst = true;
        proxy.fault = ({ action }) => {
          if (action !== 'GetObject' || !isFirst) return undefined;
          isFirst = false;
          return { kind: 'cut', afterBytes: 200_000 };
        };
        const reading = (async () => {
          let hasChanged = false;
          for await (const _ of s3.open(tag)) {
            if (hasChanged) continue;
            hasChanged = true;
            const Key = `p/${Buffer.from(tag).toString('latin1')}`;
            if (change === 'delete') await s3.delete(SNAPSHOT_OWNER, tag);
            else await direct.send(new PutObjectCommand({ Bucket: bucket, Key, Body: pattern(bytes.length, 9) }));
          }
        })();
        await refusal(reading, change === 'delete' ? 'SNAPSHOT_NOT_FOUND' : 'CORRUPTION');
      }
    });

    // The signature covers the headers: only a server that does not verify it lets the proxy take them away.
    itWhere(
      !server.isReal,
      'a server that does not heed If-Match gives no other object’s bytes, and no early end',
      async () => {
        const { proxy, store, direct, bucket } = world();
        const s3 = store();
        for (const size of [bytes.length, 200_000, 100_000]) {
          const { tag } = await putSnapshot(s3, bytes, nextName());
          let gets = 0;
          proxy.fault = ({ action }) => {
            if (action !== 'GetObject') return undefined;
            return gets++ === 0 ? { kind: 'cut', afterBytes: 200_000 } : { kind: 'without', header: 'if-match' };
          };
          let read = 0;
          const reading = (async () => {
            for await (const chunk of s3.open(tag)) {
              const Key = `p/${Buffer.from(tag).toString('latin1')}`;
              if (read === 0) await direct.send(new PutObjectCommand({ Bucket: bucket, Key, Body: pattern(size, 9) }));
              read += chunk.length;
            }
          })();
          await refusal(reading, 'CORRUPTION');
          expect([read, gets]).to.deep.equal([200_000, 2]);
        }
      },
    );

    itWhere(!server.isReal, 'a server that ignores ranges is noticed', async () => {
      const { proxy, store } = world();
      const s3 = store();
      const { tag } = await putSnapshot(s3, bytes, nextName());
      proxy.fault = ({ action }) => (action === 'GetObject' ? { kind: 'without', header: 'range' } : undefined);
      for (const options of [{ from: 10 }, { length: 10 }, { from: 10, length: 10 }]) {
        const { message, retryable } = await refusal(getSnapshot(s3, tag, options), 'SNAPSHOT_STORE');
        expect(message).to.match(/does the server know ranges/);
        expect(retryable).to.equal(false);
      }
    });

    it('a server that never answers: the time limit, the signal and close end every call', async () => {
      const { proxy, store } = world();
      const { tag } = await putSnapshot(store(), bytes, nextName());
      proxy.fault = () => ({ kind: 'hang' });
      const calls = (s3: ReturnType<typeof store>, signal?: AbortSignal): Promise<unknown>[] => [
        getSnapshot(s3, tag, signal === undefined ? {} : { signal }),
        s3.create(SNAPSHOT_OWNER, nextName(), signal),
        s3.adopt(SNAPSHOT_PEER, nextName(), tag, signal),
      ];
      const limited = store({ timeoutMs: 200, maxResumes: 1 });
      const rest = [limited.delete(SNAPSHOT_OWNER, tag), limited.list(SNAPSHOT_OWNER)[Symbol.asyncIterator]().next()];
      const limits = [...calls(limited), ...rest].map((call) => refusal(call, 'SNAPSHOT_STORE'));
      for (const { message, retryable } of await Promise.all(limits)) {
        expect(message).to.match(/no answer within 200 ms/);
        expect(retryable).to.equal(true);
      }
      const controller = new AbortController();
      const aborted = calls(store(), controller.signal);
      const closing = store();
      const closed = calls(closing);
      await Promise.all([
        ...aborted.map((call) => refusal(call, 'ABORTED')),
        ...closed.map((call) => refusal(call, 'CLOSED')),
        (async () => {
          while (proxy.seen.length < 10) await new Promise((resolve) => setTimeout(resolve, 5));
          controller.abort();
          await closing.close();
        })(),
      ]);
    });

    it('a body that hangs is ended by its signal and by close', async () => {
      const { proxy, store } = world();
      const { tag } = await putSnapshot(store(), bytes, nextName());
      proxy.fault = ({ action }) => (action === 'GetObject' ? { kind: 'stall', afterBytes: 100_000 } : undefined);
      for (const end of ['ABORTED', 'CLOSED'] as const) {
        const s3 = store();
        const controller = new AbortController();
        let read = 0;
        const reading = refusal(
          (async () => {
            for await (const chunk of s3.open(tag, { signal: controller.signal })) read += chunk.length;
          })(),
          end,
        );
        // Everything has come that will: the next step hangs.
        while (read < 100_000) await new Promise((resolve) => setTimeout(resolve, 5));
        if (end === 'ABORTED') controller.abort();
        else await s3.close();
        await reading;
      }
    });

    it('a reader that leaves ends its connection', async () => {
      const { store } = world();
      const s3 = store();
      const { tag } = await putSnapshot(s3, bytes, nextName());
      // More than a client has sockets, so that one that stays open would be missed.
      for (let i = 0; i < 60; i++) for await (const _ of s3.open(tag)) break;
      expect((await getSnapshot(s3, tag)).equals(bytes)).to.equal(true);
      await refusal(getSnapshot(s3, snapshotTag(SNAPSHOT_OWNER, nextName())), 'SNAPSHOT_NOT_FOUND');
    });
  });
}
