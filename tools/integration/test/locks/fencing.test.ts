import { KvsClient } from '@lolraft/kvs-client';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { AccountSaid, AccountSettings } from './account-main.js';
import { AppCluster } from './support/app-cluster.js';
import { Program } from './support/program.js';

describe('fencing, with real processes: a holder that is paused past its time to live', function () {
  this.timeout(120_000);
  let locks: AppCluster;
  let stores: AppCluster;
  let store: KvsClient;
  before(async () => {
    [locks, stores] = await Promise.all([AppCluster.start('lock', 3), AppCluster.start('kvs', 1)]);
    store = new KvsClient({ transport: new WsClientTransport(), endpoints: stores.endpoints, timeout: 30_000 });
  });
  after(async () => {
    await store?.close();
    await stores?.[Symbol.asyncDispose]();
    await locks?.[Symbol.asyncDispose]();
  });

  const balance = async (key: string): Promise<string> => new TextDecoder().decode((await store.get(key))?.value);

  /** Two add to a number of 100, each under the lock: the first is paused between its look and its write. */
  async function twoAdd(key: string, isGuarded: boolean): Promise<Record<'first' | 'second', Program<AccountSaid>>> {
    await store.put(key, '100');
    const settings: Omit<AccountSettings, 'add'> = {
      locks: locks.endpoints,
      store: stores.endpoints,
      ttl: 1_000,
      lock: `lock of ${key}`,
      key,
      isGuarded,
    };
    await using first = new Program<AccountSaid>('account-main', { ...settings, add: 1 });
    const before = await first.says('looked');
    expect(before).to.include({ isHeld: true, balance: 100 });
    first.pause();

    // Granted only once the session of the first is over.
    await using second = new Program<AccountSaid>('account-main', { ...settings, add: 50 });
    const found = await second.says('looked');
    expect(found).to.include({ isHeld: true, balance: 100 });
    expect(found.token).to.be.above(before.token);
    second.tell('go on');
    await second.says('written');
    await second.ended();
    expect(await balance(key)).to.equal('150');

    first.tell('go on');
    first.resume();
    // It sends before anything has told it: no look at a clock could have helped.
    expect((await first.says('sent')).hasHeardOfLoss).to.equal(false);
    expect((await first.says('after')).isHeld).to.equal(false);
    await first.ended();
    return { first, second };
  }

  it('its late write is refused by a store that knows the tokens', async () => {
    const { first, second } = await twoAdd('guarded', true);
    expect(await first.says('refused')).to.deep.equal({
      type: 'refused',
      code: 'STALE_TOKEN',
      token: (await first.says('looked')).token,
      newest: (await second.says('looked')).token,
    });
    expect(await balance('guarded')).to.equal('150');
  });

  it('its late write destroys what the next holder has written, where no token is checked: a lock alone does not help', async () => {
    const { first } = await twoAdd('unguarded', false);
    await first.says('written');
    expect(await balance('unguarded')).to.equal('101');
  });
});
