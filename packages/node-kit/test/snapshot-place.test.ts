import { InvalidArgumentError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { snapshotPlace } from '../src/snapshot-place.js';
import { openSnapshots } from '../src/snapshots.js';
import { checkSettings as check } from '../src/check-settings.js';
import type { Given } from '../src/given.js';
import { PLAIN } from './support/plain-app.js';

const checkSettings = (given: Given) => check(PLAIN, given);
const NODE = { id: 'n1', members: 'n1=ws://127.0.0.1:7001' };

describe('the place of snapshots', () => {
  it('is a folder, a bucket, or none', () => {
    expect(snapshotPlace('none')).to.deep.equal({ type: 'none' });
    expect(snapshotPlace('dir:/var/lib/s')).to.deep.equal({ type: 'dir', path: '/var/lib/s' });
    expect(snapshotPlace('s3://bucket')).to.deep.equal({ type: 's3', bucket: 'bucket', prefix: '' });
    expect(snapshotPlace('s3://bucket/a/b')).to.deep.equal({ type: 's3', bucket: 'bucket', prefix: 'a/b' });
    for (const bad of ['', 'dir:', 's3://', '/var/lib', 'ftp://x'])
      expect(() => snapshotPlace(bad), bad).to.throw(InvalidArgumentError, 'dir:PATH');
  });

  it('is beside the data by default, and nowhere where nothing is kept', () => {
    expect(checkSettings({ ...NODE, dataDir: '/d' }).snapshots).to.equal('dir:/d/snapshots');
    expect(checkSettings({ ...NODE, storage: 'memory' }).snapshots).to.equal('none');
  });

  it('opens a bucket by the settings of its server', async () => {
    const settings = checkSettings({
      ...NODE,
      snapshots: 's3://bucket/prefix',
      s3Endpoint: 'http://127.0.0.1:9000',
      s3Region: 'eu-north-1',
      s3PathStyle: 'true',
    });
    const store = await openSnapshots(settings);
    expect(store?.realm).to.be.a('string').that.includes('bucket');
    await store?.close();
  });

  it('is needed where a cluster starts from a file, and so is one group', () => {
    expect(() => checkSettings({ ...NODE, restore: 'f', snapshots: 'none' })).to.throw(/needs a place/);
    expect(() => checkSettings({ ...NODE, restore: 'f', groups: 'a,b' })).to.throw(/one group/);
  });
});
