import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DEFAULT_CONSENSUS_OPTIONS } from '../../src/consensus/options.js';
import type { SettingValue } from '../../src/model/service.js';
import { hostLimits } from '../../src/node/limits.js';
import { listSettings, settingChanges, type Settings } from '../../src/node/settings.js';
import { DEFAULT_COMPACTION } from '../../src/node/snapshots/compaction-options.js';
import { SnapshotCluster } from '../support/snapshot-cluster.js';

const settings: Settings = {
  consensus: DEFAULT_CONSENSUS_OPTIONS,
  compaction: DEFAULT_COMPACTION,
  limits: hostLimits(),
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
    const fixed = list.filter(({ tunable }) => !tunable).map(({ name }) => name);
    expect(fixed.filter((name) => !name.startsWith('limits.'))).to.deep.equal([
      'consensus.electionTimeoutMin',
      'consensus.logCacheBytes',
    ]);
    expect(fixed).to.include('limits.maxEntryBytes');
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
      consensus: { heartbeatInterval: 50 },
      compaction: { keep: 3, method: 'fold' },
    });
  });

  const refused: Record<string, [string, SettingValue, RegExp]> = {
    'a name that is not known': ['consensus.nothing', 1, /no setting "consensus.nothing"/],
    'a name of every object': ['consensus.constructor', 1, /no setting/],
    'a name without its part': ['heartbeatInterval', 1, /no setting/],
    'the promise of voters, which is fixed for the cluster (rule 9)': ['consensus.electionTimeoutMin', 2_000, /fixed/],
    'what is built in when a group starts': ['consensus.logCacheBytes', 1, /fixed/],
    'a bound of the host': ['limits.maxEntryBytes', 1, /fixed/],
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
    const before = group.tune(new Map());
    for (const bad of [
      { 'compaction.keep': 5, 'consensus.phiThreshold': 99 },
      { 'compaction.keep': 0, 'consensus.heartbeatInterval': 50 },
      { 'compaction.keep': 5, 'consensus.heartbeatInterval': 400 },
      { 'consensus.electionTimeoutMax': NaN },
    ])
      expect(() => group.tune(wanted(bad))).to.throw();
    expect(group.tune(new Map())).to.deep.equal(before);
    const after = group.tune(wanted({ 'compaction.keep': 5, 'consensus.heartbeatInterval': 50 }));
    const valueOf = (name: string): SettingValue | undefined => after.find((setting) => setting.name === name)?.value;
    expect([valueOf('compaction.keep'), valueOf('consensus.heartbeatInterval')]).to.deep.equal([5, 50]);
    expect(group.consensusState.options.heartbeatInterval).to.equal(50);
    expect(group.deadline - cluster.clock.now()).to.be.at.most(100);
    await cluster.clock.advance(200);
    expect(group.deadline - cluster.clock.now(), 'it beats faster').to.be.at.most(50);
    await cluster.close();
    expect(() => group.tune(wanted({ 'compaction.keep': 6 }))).to.throw();
  });
});
