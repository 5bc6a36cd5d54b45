import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DEFAULT_CONSENSUS_OPTIONS } from '../../src/consensus/options.js';
import { InvalidArgumentError } from '../../src/model/errors.js';
import type { SettingValue } from '../../src/model/service.js';
import { foundingConfiguration } from '../../src/node/founding.js';
import { hostLimits } from '../../src/node/limits.js';
import { changedSettings, listSettings, settingChanges, type Settings } from '../../src/node/settings.js';
import { DEFAULT_COMPACTION } from '../../src/node/snapshots/compaction-options.js';
import { SnapshotCluster } from '../support/snapshot-cluster.js';

const settings: Settings = {
  consensus: DEFAULT_CONSENSUS_OPTIONS,
  compaction: DEFAULT_COMPACTION,
  limits: hostLimits(),
  configuration: foundingConfiguration([{ id: 'a', address: 'mem:a' }]),
};
const wanted = (values: Record<string, SettingValue>): Map<string, SettingValue> => new Map(Object.entries(values));

describe('settings', () => {
  it('lists every option once, sorted, with its value and whether it can be changed', () => {
    const list = listSettings(settings);
    const names = list.map(({ name }) => name);
    expect(names).to.deep.equal([...names].sort());
    expect(new Set(names).size).to.equal(names.length);
    for (const [prefix, values] of [
      ['consensus', DEFAULT_CONSENSUS_OPTIONS],
      ['compaction', DEFAULT_COMPACTION],
      ['limits', hostLimits()],
    ] as const)
      for (const [key, value] of Object.entries(values))
        expect(list.find(({ name }) => name === `${prefix}.${key}`)).to.include({ value });
    const fixed = list.filter(({ scope }) => scope === 'fixed').map(({ name }) => name);
    expect(fixed).to.deep.equal(['consensus.electionTimeoutMin', 'consensus.logCacheBytes']);
    expect(list.find(({ name }) => name === 'group.leases')).to.deep.equal({
      name: 'group.leases',
      value: false,
      scope: 'group',
      default: false,
    });
    expect(list.find(({ name }) => name === 'limits.maxFetches')).to.deep.equal({
      name: 'limits.maxFetches',
      value: 2,
      scope: 'node',
      default: 2,
      unit: 'snapshots',
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
    });
    expect(list.find(({ name }) => name === 'compaction.method')).to.deep.include({ choices: ['copy', 'fold'] });
  });

  it('has none of compaction where there is no place for snapshots', () => {
    const without = { ...settings, compaction: undefined };
    expect(listSettings(without).some(({ name }) => name.startsWith('compaction.'))).to.equal(false);
    expect(() => settingChanges(without, wanted({ 'compaction.keep': 2 }))).to.throw(/no setting/);
  });

  it('sorts what is asked for by its part', () => {
    const changes = settingChanges(
      settings,
      wanted({ 'consensus.heartbeatInterval': 50, 'compaction.keep': 3, 'compaction.method': 'fold' }),
    );
    expect(changes).to.deep.equal({
      scope: 'node',
      consensus: { ...DEFAULT_CONSENSUS_OPTIONS, heartbeatInterval: 50 },
      compaction: { ...DEFAULT_COMPACTION, keep: 3, method: 'fold' },
      limits: undefined,
    });
    expect(settingChanges(settings, wanted({ 'limits.maxFetches': 3 }))).to.deep.equal({
      scope: 'node',
      consensus: undefined,
      compaction: undefined,
      limits: hostLimits({ maxFetches: 3 }),
    });
    expect(settingChanges(settings, wanted({ 'group.leases': true }))).to.deep.equal({
      scope: 'group',
      settings: { leases: true },
    });
  });

  it('refuses settings of the node and of the group in one, since they could not change as one', () => {
    for (const name of ['compaction.keep', 'consensus.heartbeatInterval', 'limits.maxFetches'])
      expect(() => settingChanges(settings, wanted({ [name]: 3, 'group.leases': true })), name).to.throw(
        /calls of their own/,
      );
  });

  it('tells what differs from the defaults', () => {
    expect(changedSettings(settings)).to.deep.equal([]);
    const others = {
      ...settings,
      compaction: { ...DEFAULT_COMPACTION, keep: 3 },
      configuration: { ...settings.configuration, settings: { leases: true } },
    };
    expect(changedSettings(others).map(({ name, value }) => `${name}=${String(value)}`)).to.deep.equal([
      'compaction.keep=3',
      'group.leases=true',
    ]);
  });

  const refused: Record<string, [string, SettingValue, RegExp]> = {
    'a name that is not known': ['consensus.nothing', 1, /no setting "consensus.nothing"/],
    'a name of every object': ['consensus.constructor', 1, /no setting/],
    'a name without its part': ['heartbeatInterval', 1, /no setting/],
    'the promise of voters, which is fixed for the cluster (rule 9)': ['consensus.electionTimeoutMin', 2_000, /fixed/],
    'what is built in when a group starts': ['consensus.logCacheBytes', 1, /fixed/],
    'a bound beyond what there may be': ['limits.maxEntryBytes', 34 * 1024 * 1024, /from 1 to/],
    'half a call': ['limits.maxPendingWrites', 1.5, /a whole number of at least 1/],
    'a word that is none': ['compaction.method', 'guess', /copy or fold/],
    'a number in place of a switch': ['group.leases', 1, /takes a boolean/],
    'a setting of the group that there is not': ['group.nothing', true, /no setting/],
    'another type': ['consensus.heartbeatInterval', '50', /takes a number/],
    'a number in place of a word': ['compaction.method', 1, /takes a string/],
  };
  for (const [what, [name, value, message]] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      expect(() => settingChanges(settings, wanted({ [name]: value }))).to.throw(message);
    });

  it('takes all or nothing, at a running node, and what it takes is in effect', async () => {
    const cluster = new SnapshotCluster(['a']);
    const { group } = await cluster.up();
    const refusal = (values: Record<string, SettingValue>): Promise<unknown> =>
      group.tune(wanted(values)).then(
        () => undefined,
        (error: unknown) => error,
      );
    const before = group.getConfig();
    for (const bad of [
      { 'compaction.keep': 5, 'consensus.phiThreshold': 99 },
      { 'compaction.keep': 0, 'consensus.heartbeatInterval': 50 },
      { 'compaction.keep': 5, 'consensus.heartbeatInterval': 400 },
      { 'compaction.keep': 5, 'limits.maxFetches': 0 },
      { 'limits.maxFetches': 5, 'compaction.retryMin': 1e9 },
      { 'consensus.electionTimeoutMax': NaN },
    ])
      expect(await refusal(bad), JSON.stringify(bad)).to.be.instanceOf(InvalidArgumentError);
    expect(group.getConfig()).to.deep.equal(before);
    const after = await group.tune(
      wanted({ 'compaction.keep': 5, 'consensus.heartbeatInterval': 50, 'limits.maxFetches': 4 }),
    );
    const valueOf = (name: string): SettingValue | undefined => after.find((setting) => setting.name === name)?.value;
    expect(['compaction.keep', 'consensus.heartbeatInterval', 'limits.maxFetches'].map(valueOf)).to.deep.equal([
      5, 50, 4,
    ]);
    const told = group.status().settings.map(({ name }) => name);
    expect(told).to.include.members(['compaction.keep', 'consensus.heartbeatInterval', 'limits.maxFetches']);
    expect(group.consensusState.options.heartbeatInterval).to.equal(50);
    expect(group.deadline - cluster.clock.now()).to.be.at.most(100);
    await cluster.clock.advance(200);
    expect(group.deadline - cluster.clock.now(), 'it beats faster').to.be.at.most(50);
    await cluster.close();
    expect(await refusal({ 'compaction.keep': 6 })).to.include({ code: 'CLOSED' });
  });

  it('has every limit count from the moment on at which it is changed', async () => {
    const cluster = new SnapshotCluster(['a']);
    const { group } = await cluster.up();
    const code = (call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => undefined,
        (error: unknown) => (error as { code?: string }).code,
      );
    const bytes = new Uint8Array(100);
    const write = async (): Promise<unknown> => {
      const ended = code(group.write(bytes));
      await cluster.clock.settle();
      return ended;
    };
    expect(await write()).to.equal(undefined);
    await group.tune(wanted({ 'limits.maxEntryBytes': 99 }));
    expect(await write()).to.equal('ENTRY_TOO_LARGE');
    await group.tune(wanted({ 'limits.maxEntryBytes': 100, 'limits.maxPendingWriteBytes': 120 }));
    expect(await write()).to.equal(undefined);
    await group.tune(wanted({ 'limits.maxPendingWriteBytes': 99 }));
    expect(await write()).to.equal('OVERLOADED');
    await group.tune(
      wanted({ 'limits.maxPendingWriteBytes': 1e6, 'limits.maxPendingWrites': 1, 'limits.maxPendingReads': 1 }),
    );
    const writes = [code(group.write(bytes)), code(group.write(bytes))];
    const reads = [code(group.read(bytes)), code(group.read(bytes))];
    expect(group.status().pending).to.include({ writes: 1, reads: 1 });
    await cluster.clock.settle();
    expect(await Promise.all([...writes, ...reads])).to.deep.equal([undefined, 'OVERLOADED', undefined, 'OVERLOADED']);
    await group.tune(wanted({ 'limits.readTimeout': 50, 'limits.maxPendingReads': 10 }));
    const late = code(group.read(bytes, { level: { type: 'local', minIndex: 1e6 } }));
    await cluster.clock.advance(60);
    expect(await late).to.equal('DEADLINE_EXCEEDED');
    await cluster.close();
  });
});
