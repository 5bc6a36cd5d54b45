import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { CLUSTER_VERSION, CLUSTER_VERSION_MAX } from '../../src/model/versions.js';
import {
  bindStore,
  BLANK_CONFIGURATION,
  type Configuration,
  decodeConfiguration,
  encodeConfiguration,
  findMember,
  type Member,
  membersOf,
  settingsOf,
  validateConfiguration,
} from '../../src/model/configuration.js';
import { CorruptionError, InvalidArgumentError, UnknownEntryError } from '../../src/model/errors.js';
import { DEFAULT_GROUP_SETTINGS } from '../../src/model/group-settings.js';
import { type NodeId, type StoreId } from '../../src/model/ids.js';

const STORE = 'a'.repeat(32) as StoreId;
const member = (id: string, address = `ws://${id}`): Member => ({ id: id as NodeId, address });
const configuration = (part: Partial<Configuration> = {}): Configuration => ({
  voters: [member('n1'), member('n2')],
  outgoing: [],
  learners: [],
  clusterVersion: 1,
  ...part,
});

/** Any valid configuration: members with distinct ids, dealt out to the lists. */
const arbitrary: fc.Arbitrary<Configuration> = fc
  .record({
    members: fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,8}$/),
        address: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
        store: fc.option(fc.stringMatching(/^[0-9a-f]{32}$/), { nil: undefined }),
        priority: fc.option(fc.nat(1_000_000), { nil: undefined }),
        roles: fc.constantFrom('v', 'vo', 'o', 'l', 'ol', 'r'),
      }),
      { selector: (m) => m.id, minLength: 1, maxLength: 9 },
    ),
  })
  .map(({ members }) => {
    const inRole = (role: string, first: boolean): Member[] =>
      members
        .filter((m, i) => m.roles.includes(role) || (first && i === 0))
        .map(({ id, address, store, priority }) => ({
          id: id as NodeId,
          address,
          ...(store === undefined ? {} : { store: store as StoreId }),
          ...(priority === undefined ? {} : { priority }),
        }));
    const voters = inRole('v', true);
    const learners = inRole('l', false).filter((l) => !voters.some((v) => v.id === l.id));
    const removed = inRole('r', false).filter(({ id }) => !voters.some((v) => v.id === id));
    const c = {
      clusterVersion: CLUSTER_VERSION,
      voters,
      outgoing: inRole('o', false),
      learners,
      ...(learners.length === 1 ? { settings: { leases: true } } : {}),
    };
    return removed.length === 0 ? c : { ...c, removed: removed.map(({ id }) => id) };
  });

const text = (json: string): Uint8Array => Uint8Array.from([1, ...new TextEncoder().encode(json)]);

describe('configuration', () => {
  it('comes back from its encoding as it was', () => {
    fc.assert(
      fc.property(arbitrary, (c) => {
        expect(decodeConfiguration(encodeConfiguration(c))).to.deep.equal(c);
      }),
    );
  });

  it('has one encoding, whatever the order of its fields', () => {
    const shuffled = { learners: [], clusterVersion: 1, outgoing: [], voters: configuration().voters };
    expect(encodeConfiguration(shuffled)).to.deep.equal(encodeConfiguration(configuration()));
    const extra = { ...configuration(), voters: [{ ...member('n1'), note: 'x' }, member('n2')] };
    expect(encodeConfiguration(extra)).to.deep.equal(encodeConfiguration(configuration()));
  });

  describe('decode', () => {
    it('rule 20: takes what it cannot read of a cluster version that it does not know for what it is', () => {
      const newer = `{"clusterVersion":${CLUSTER_VERSION_MAX + 1},"voters":{}}`;
      expect(() => decodeConfiguration(text(newer))).to.throw(UnknownEntryError, /newer build/);
      expect(() => decodeConfiguration(text('{"clusterVersion":1,"voters":{}}'))).to.throw(CorruptionError);
      expect(() => decodeConfiguration(text('{"clusterVersion":"2","voters":{}}'))).to.throw(CorruptionError);
      // What it can read is for consensus to refuse.
      const bytes = encodeConfiguration(configuration({ clusterVersion: CLUSTER_VERSION + 1 }));
      expect(decodeConfiguration(bytes).clusterVersion).to.equal(CLUSTER_VERSION + 1);
    });

    it('rule 20: stops at witnesses, whose majorities it could not count', () => {
      const json =
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[],"witnesses":[]}';
      expect(() => decodeConfiguration(text(json))).to.throw(UnknownEntryError, /witnesses/);
    });

    it('rule 20: stops at a setting that it does not know, which may change what replicas do', () => {
      const json =
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[],"settings":{"x":1}}';
      expect(() => decodeConfiguration(text(json))).to.throw(UnknownEntryError, /setting "x"/);
    });

    it('takes a configuration without anybody only where a node begins with it', () => {
      const bytes = encodeConfiguration(BLANK_CONFIGURATION);
      expect(() => decodeConfiguration(bytes)).to.throw(CorruptionError);
      expect(decodeConfiguration(bytes, 'allowed')).to.deep.equal(BLANK_CONFIGURATION);
      const learner = encodeConfiguration({ ...BLANK_CONFIGURATION, learners: [member('n1')] });
      expect(() => decodeConfiguration(learner, 'allowed'), 'learners of nobody').to.throw(CorruptionError);
    });

    it('stops at a format that it does not know', () => {
      const bytes = encodeConfiguration(configuration());
      bytes[0] = 2;
      expect(() => decodeConfiguration(bytes)).to.throw(UnknownEntryError, /format 2/);
      expect(() => decodeConfiguration(new Uint8Array())).to.throw(UnknownEntryError);
    });

    const broken: Record<string, Uint8Array> = {
      'no JSON': text('{'),
      'no object': text('null'),
      'a missing list': text('{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[]}'),
      'a list that is none': text('{"clusterVersion":1,"voters":{"length":1},"outgoing":[],"learners":[]}'),
      'a member that is none': text('{"clusterVersion":1,"voters":[null],"outgoing":[],"learners":[]}'),
      'a bad id': text('{"clusterVersion":1,"voters":[{"id":"../a","address":"x"}],"outgoing":[],"learners":[]}'),
      'no voter': text('{"clusterVersion":1,"voters":[],"outgoing":[],"learners":[]}'),
      'no version': text('{"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[]}'),
      'a store that is none': text(
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x","store":null}],"outgoing":[],"learners":[]}',
      ),
      'removed members that are no list': text(
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[],"removed":"b"}',
      ),
      'a priority that is none': text(
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x","priority":"high"}],"outgoing":[],"learners":[]}',
      ),
      'settings that are none': text(
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[],"settings":[true]}',
      ),
      'a setting of the wrong kind': text(
        '{"clusterVersion":1,"voters":[{"id":"a","address":"x"}],"outgoing":[],"learners":[],"settings":{"leases":1}}',
      ),
      'bytes that are no UTF-8': Uint8Array.of(1, 0x22, 0xff, 0x22),
    };
    for (const [name, bytes] of Object.entries(broken)) {
      it(`refuses ${name}`, () => expect(() => decodeConfiguration(bytes)).to.throw(CorruptionError));
    }

    it('of any bytes gives a valid configuration or a typed error', () => {
      const mutated = fc.tuple(arbitrary, fc.nat(), fc.nat(255)).map(([c, at, value]) => {
        const bytes = encodeConfiguration(c);
        bytes[at % bytes.length] = value;
        return bytes;
      });
      fc.assert(
        fc.property(fc.oneof(mutated, fc.uint8Array()), (bytes) => {
          try {
            validateConfiguration(decodeConfiguration(bytes));
          } catch (error) {
            expect([CorruptionError, UnknownEntryError]).to.include((error as Error).constructor);
          }
        }),
      );
    });
  });

  describe('validate', () => {
    it('takes every valid configuration, and gives it back', () => {
      fc.assert(fc.property(arbitrary, (c) => void expect(validateConfiguration(c)).to.equal(c)));
      const most = configuration({ voters: Array.from({ length: 1024 }, (_, i) => member(`n${i}`)) });
      expect(validateConfiguration(most)).to.equal(most);
      expect(validateConfiguration(configuration({ voters: [member('n1', 'x'.repeat(512))] }))).to.be.an('object');
    });

    const invalid: Record<string, Configuration> = {
      'no voter': configuration({ voters: [] }),
      'more than 1024 members': configuration({ voters: Array.from({ length: 1025 }, (_, i) => member(`n${i}`)) }),
      'an id twice in a list': configuration({ voters: [member('n1'), member('n1')] }),
      'an id twice among the outgoing': configuration({ outgoing: [member('n3'), member('n3')] }),
      'a voter that is a learner': configuration({ learners: [member('n1')] }),
      'two addresses of one id': configuration({ outgoing: [member('n1', 'ws://other')] }),
      'an empty address': configuration({ voters: [member('n1', '')] }),
      'an address that is too long': configuration({ voters: [member('n1', 'x'.repeat(513))] }),
      'an address that is no string': configuration({ voters: [{ id: 'n1' as NodeId, address: 5 as never }] }),
      'an id that is not valid': configuration({ voters: [member('n 1')] }),
      'a store that is not valid': configuration({ voters: [{ ...member('n1'), store: 'x' as StoreId }] }),
      'a priority below 0': configuration({ voters: [{ ...member('n1'), priority: -1 }] }),
      'half a priority': configuration({ voters: [{ ...member('n1'), priority: 0.5 }] }),
      'a priority that is too high': configuration({ voters: [{ ...member('n1'), priority: 1_000_001 }] }),
      'a member that was removed': configuration({ removed: ['n1' as NodeId] }),
      'a removed id that is not valid': configuration({ removed: ['../n1' as NodeId] }),
      'too many removed ids': configuration({
        removed: Array.from({ length: 1025 }, (_, i) => `r${String(i)}` as NodeId),
      }),
      'version 0': configuration({ clusterVersion: 0 }),
      'a setting that is none': configuration({ settings: { leases: 'yes' as never } }),
      'half a version': configuration({ clusterVersion: 1.5 }),
    };
    for (const [name, c] of Object.entries(invalid)) {
      it(`refuses ${name}`, () => expect(() => validateConfiguration(c)).to.throw(InvalidArgumentError));
    }
  });

  describe('membersOf and findMember', () => {
    it('see every member once, voters first', () => {
      fc.assert(
        fc.property(arbitrary, (c) => {
          const members = membersOf(c);
          const all = [...c.voters, ...c.outgoing, ...c.learners];
          expect(members.map((m) => m.id)).to.deep.equal([...new Set(all.map((m) => m.id))]);
          expect(members.slice(0, c.voters.length)).to.deep.equal(c.voters);
          for (const m of members) expect(findMember(c, m.id)).to.equal(m);
        }),
      );
      expect(findMember(configuration(), 'n9' as NodeId)).to.equal(undefined);
    });
  });

  it('settingsOf fills in what is not said', () => {
    expect(settingsOf(configuration())).to.deep.equal(DEFAULT_GROUP_SETTINGS);
    expect(settingsOf(configuration({ settings: { leases: true } }))).to.deep.equal({
      ...DEFAULT_GROUP_SETTINGS,
      leases: true,
    });
  });

  it('bindStore binds every occurrence of one id in a copy', () => {
    const before = configuration({ outgoing: [member('n1')], learners: [member('n3')] });
    const after = bindStore(before, 'n1' as NodeId, STORE);
    expect(after.voters[0]).to.deep.equal({ ...member('n1'), store: STORE });
    expect(after.outgoing[0]).to.deep.equal({ ...member('n1'), store: STORE });
    expect([after.voters[1], after.learners[0]]).to.deep.equal([member('n2'), member('n3')]);
    expect(before.voters[0]).to.deep.equal(member('n1'));
  });
});
