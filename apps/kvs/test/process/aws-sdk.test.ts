import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { put } from '../../src/local-cluster/store-calls.js';
import { withEnvironment } from './support/resources.js';
import { SingleNode } from './support/serve.js';

const WITHOUT = new URL('support/without-aws-sdk.js', import.meta.url).href;

describe('kvs serve and the AWS SDK', function () {
  this.timeout(60_000);
  const restores: (() => void)[] = [];
  const setting = (variables: Readonly<Record<string, string>>): void => {
    restores.push(withEnvironment(variables));
  };

  beforeEach(() => {
    setting({ NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${WITHOUT}`.trim() });
  });
  afterEach(() => {
    for (const restore of restores.splice(0).reverse()) restore();
  });

  it('load it for a bucket only', async () => {
    await using node = await SingleNode.create();
    await node.start();
    await put(node.client, 'key', 'value');
    await node.client.takeSnapshot();
    await node.stop();
    setting({ KVS_SNAPSHOTS: 's3://bucket/prefix' });
    const { code, stderr } = await node.failToStart();
    expect(code).to.equal(1);
    expect(stderr).to.include('the AWS SDK is asked for');
  });
});
