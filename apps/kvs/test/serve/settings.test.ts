import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { environmentName as nameOf, type Setting, settingsOf } from '@lolraft/node-kit';
import { checkSettings as check } from '@lolraft/node-kit/node';
import { KVS } from '../../src/node-app.js';

const SETTINGS = settingsOf(KVS);
const checkSettings = (given: Readonly<Record<string, unknown>>) => check(KVS, given);
const environmentName = (setting: Pick<Setting, 'flag'>): string => nameOf(KVS.variables, setting);
const MEMBERS = 'n1=ws://127.0.0.1:7001,n2=ws://127.0.0.1:7002';

describe('settings of kvs serve', () => {
  it('need an id and the members, and have a default for all else', () => {
    const settings = checkSettings({ id: 'n2', members: MEMBERS });
    expect(settings).to.include({
      id: 'n2',
      dataDir: 'data/n2',
      listen: '127.0.0.1:7002',
      initial: 'new',
      storage: 'rocksdb',
      snapshots: 'dir:data/n2/snapshots',
      snapshotEntries: 1_000_000,
      s3PathStyle: false,
      logLevel: 'info',
    });
    expect(settings.groups).to.deep.equal(['main']);
    expect(settings.members).to.deep.equal([
      { id: 'n1', address: 'ws://127.0.0.1:7001' },
      { id: 'n2', address: 'ws://127.0.0.1:7002' },
    ]);
  });

  it('are the same as texts, from flags and environment, and as values, from a file', () => {
    const texts = checkSettings({ id: 'n1', members: MEMBERS, maxValueBytes: '1000', groups: 'a, b' });
    const values = checkSettings({
      id: 'n1',
      members: { n1: 'ws://127.0.0.1:7001', n2: 'ws://127.0.0.1:7002' },
      maxValueBytes: 1000,
      groups: ['a', 'b'],
    });
    expect(texts).to.deep.equal(values);
  });

  it('of a node that joins need the id of the cluster, and where to listen', () => {
    const cluster = '0123456789abcdef'.repeat(2);
    const joining = { id: 'n4', clusterId: cluster, listen: '127.0.0.1:7004' };
    expect(checkSettings(joining)).to.deep.include({ clusterId: cluster, initial: 'existing', members: [] });
    expect(() => checkSettings({ ...joining, initial: 'new' })).to.throw(InvalidArgumentError, /for nodes that join/);
    expect(() => checkSettings({ ...joining, clusterId: 'demo' })).to.throw(InvalidArgumentError, /cluster id "demo"/);
    expect(() => checkSettings({ id: 'n4', clusterId: cluster })).to.throw(InvalidArgumentError, /listen/);
  });

  it('of a node that joins name members of the cluster in place of the founders', () => {
    const join = 'ws://127.0.0.1:7001, ws://127.0.0.1:7002';
    const settings = checkSettings({ id: 'n4', listen: '127.0.0.1:7004', join });
    expect(settings).to.include({ initial: 'existing', joinTimeout: 60_000, listen: '127.0.0.1:7004' });
    expect(settings.members).to.deep.equal([]);
    expect(settings.join).to.deep.equal(['ws://127.0.0.1:7001', 'ws://127.0.0.1:7002']);
    expect(checkSettings({ id: 'n4', listen: '127.0.0.1:7004', join: join.split(', ') })).to.deep.equal(settings);
    const refused: [object, RegExp][] = [
      [{ id: 'n4', join }, /listen must say/],
      [{ id: 'n4', listen: 'x:1', join, members: MEMBERS }, /members does not go with join/],
      [{ id: 'n4', listen: 'x:1', join, clusterId: 'c'.repeat(32) }, /clusterId does not go with join/],
      [{ id: 'n4', listen: 'x:1', join, restore: 'file' }, /restore does not go with join/],
      [{ id: 'n4', listen: 'x:1', join, initial: 'new' }, /initial does not go with join/],
      [{ id: 'n4', listen: 'x:1', join: 'n1=ws://127.0.0.1:7001' }, /an address of join/],
      [{ id: 'n4', listen: 'x:1', join: 7 }, /join must be a list/],
      [{ id: 'n4', listen: 'x:1', join, joinTimeout: '0' }, /joinTimeout/],
    ];
    for (const [given, message] of refused)
      expect(() => checkSettings({ ...given })).to.throw(InvalidArgumentError, message);
  });

  it('that cannot work are refused by name', () => {
    const base = { id: 'n1', members: MEMBERS };
    const refused: [object, RegExp][] = [
      [{ members: MEMBERS }, /id/],
      [{ id: 'n1' }, /members is missing/],
      [{ ...base, id: '../n1' }, /node id/],
      [{ ...base, id: 'n9' }, /listen/],
      [{ ...base, members: 'n1=http://x' }, /address of member n1/],
      [{ ...base, members: 7 }, /members/],
      [{ ...base, storage: 'sqlite' }, /storage must be one of rocksdb, memory/],
      [{ ...base, maxValueBytes: '33554433' }, /maxValueBytes/],
      [{ ...base, maxValueBytes: '-1' }, /maxValueBytes/],
      [{ ...base, heartbeatInterval: 1.5 }, /heartbeatInterval/],
      [{ ...base, logLevel: 'loud' }, /logLevel/],
      [{ ...base, groups: 'a,../b' }, /group id/],
      [{ ...base, tlsCert: 'x.pem' }, /tlsKey/],
      [{ ...base, datadir: 'x' }, /no setting datadir/],
    ];
    for (const [given, message] of refused)
      expect(() => checkSettings({ ...given })).to.throw(InvalidArgumentError, message);
  });

  it('each have an environment variable of their own', () => {
    expect(environmentName({ flag: '--data-dir <path>' })).to.equal('KVS_DATA_DIR');
    expect(new Set(SETTINGS.map(environmentName)).size).to.equal(SETTINGS.length);
  });

  it('of operations have defaults, bounds and combinations, and are in docs/operations.md', () => {
    const base = { id: 'n1', members: MEMBERS };
    expect(checkSettings(base)).to.include({
      httpListen: undefined,
      httpTls: 'off',
      drainDelay: 0,
      drainTimeout: 2_000,
      shutdownTimeout: 20_000,
    });
    expect(checkSettings({ ...base, httpListen: '9464', drainDelay: '0' })).to.include({
      httpListen: '9464',
      drainDelay: 0,
    });
    const tls = { tlsCert: 'c', tlsKey: 'k' };
    for (const [given, message] of [
      [{ httpListen: 'nowhere' }, /host:port/],
      [{ httpTls: 'server' }, /httpTls needs tlsCert/],
      [{ httpTls: 'mutual', ...tls }, /mutual needs tlsCa/],
      [{ shutdownTimeout: 0 }, /shutdownTimeout must be a whole number from 1/],
      [{ drainDelay: -1 }, /drainDelay must be a whole number from 0/],
    ] as const)
      expect(() => checkSettings({ ...base, ...given }), JSON.stringify(given)).to.throw(InvalidArgumentError, message);
    const document = readFileSync(new URL('../../../../../docs/operations.md', import.meta.url), 'utf8');
    for (const key of ['httpListen', 'httpTls', 'drainDelay', 'drainTimeout', 'shutdownTimeout', 'logLevel']) {
      const setting = SETTINGS.find((each) => each.key === key) ?? { flag: '?' };
      expect(document).to.contain(`| \`${setting.flag.split(' ')[0] ?? ''}\` | \`${environmentName(setting)}\` | `);
    }
  });

  it('of a member that listens elsewhere advertise its address among the members', () => {
    expect(checkSettings({ id: 'n1', members: MEMBERS }).advertise).to.equal(undefined);
    const listening = { id: 'n1', members: MEMBERS, listen: '0.0.0.0:7001' };
    expect(checkSettings(listening).advertise).to.equal('ws://127.0.0.1:7001');
    expect(checkSettings({ ...listening, advertise: 'ws://n1:1' }).advertise).to.equal('ws://n1:1');
  });
});
