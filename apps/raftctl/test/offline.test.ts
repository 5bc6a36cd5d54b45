import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EntryBatch, RaftError } from '@lolraft/raft-core';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { bytes, text } from './support/list-app.js';
import { type Said, TestCluster, testTerminal, until } from './support/cluster.js';

interface Verified {
  readonly sound: boolean;
  readonly cluster: string;
  readonly store: string;
  readonly node: string;
  readonly problems: readonly string[];
  readonly groups: readonly {
    readonly group: string;
    readonly firstIndex: number;
    readonly lastIndex: number;
    readonly lastTerm: number;
    readonly snapshotIndex: number;
    readonly term: number;
  }[];
}

interface Dumped {
  readonly group: string;
  readonly index: number;
  readonly kind: string;
  readonly term: number;
  readonly ok: boolean;
  readonly payload?: unknown;
}

describe('commands on data directories', function () {
  this.timeout(60_000);
  let folder = '';
  let cluster: TestCluster;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-raftctl-'));
    cluster = await TestCluster.start(`raftctl ${Math.random()}`, 3, folder);
  });
  afterEach(async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function write(...commands: string[]): Promise<void> {
    await using client = cluster.client();
    for (const command of commands) await client.write(bytes(command));
  }
  async function list(): Promise<string> {
    await using client = cluster.client();
    return text((await client.read(bytes(''))).value);
  }
  const everywhere = async (index: number): Promise<void> =>
    until('all have it', () =>
      [...cluster.nodes.values()].every((node) => node.group('main').status().appliedIndex >= index),
    );
  const ctl = (...args: string[]): Promise<Said> => cluster.ctl(args);
  const verify = async (id: string): Promise<Verified> =>
    JSON.parse((await ctl('log', 'verify', cluster.directory(id), '--json')).out) as Verified;
  const dump = async (id: string, ...args: string[]): Promise<Dumped[]> =>
    (await ctl('log', 'dump', cluster.directory(id), '--json', ...args)).out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Dumped);

  async function stopAll(): Promise<void> {
    for (const id of [...cluster.nodes.keys()]) await cluster.stop(id);
  }

  describe('log', () => {
    it('dump: every entry, what it is and holds', async () => {
      await write('one', 'two', 'three');
      await everywhere((await cluster.leader()).commitIndex);
      await stopAll();
      const { code, out } = await ctl('log', 'dump', cluster.directory('n1'));
      expect(code).to.equal(0);
      const lines = out.split('\n');
      expect(lines[0]).to.equal('group main:');
      expect(lines[1]).to.match(/^INDEX +TERM +KIND +TIME +BYTES +STATE$/);
      expect(lines[2]).to.match(/^1 +\d+ +no-op +\d+ +52 +ok$/);
      expect(out).to.match(/ configuration .* ok {2}voters n1, n2, n3/);
      const commands = (await dump('n1', '--payload')).filter(({ kind }) => kind === 'command');
      expect(commands.map(({ payload, ok }) => [payload, ok])).to.deep.equal([
        ['one', true],
        ['two', true],
        ['three', true],
      ]);
      const some = await dump('n1', '--from', '2', '--to', '3', '--group', 'main');
      expect(some.map(({ index }) => index)).to.deep.equal([2, 3]);
      const none = await ctl('log', 'dump', cluster.directory('n1'), '--group', 'other');
      expect([none.code, none.err]).to.deep.equal([2, 'raftctl: there is no group other, only main']);
    });

    it('verify: all is sound, with what a survivor is chosen by', async () => {
      await write('one', 'two');
      await cluster.nodes.get('n1')?.group('main').takeSnapshot();
      await everywhere((await cluster.leader()).commitIndex);
      const { term, clusterId } = await cluster.leader();
      await stopAll();
      const found = await verify('n1');
      expect(found).to.deep.include({ sound: true, problems: [], cluster: clusterId, node: 'n1' });
      const last = (await dump('n1')).at(-1);
      expect(found.groups[0]).to.include({ group: 'main', lastIndex: last?.index, lastTerm: last?.term });
      // A leader that closes hands over, so that the others may be in a later term, and have no entry of it yet.
      expect(found.groups[0]?.term).to.be.at.least(term);
      expect(found.groups[0]?.snapshotIndex).to.be.greaterThan(0);
      const { code, out } = await ctl('log', 'verify', cluster.directory('n1'));
      expect(code).to.equal(0);
      expect(out.split('\n').at(-1)).to.equal('all of it is sound');
    });

    it('verify: what is wrong, all of it', async () => {
      await write('the first command of them all', 'the second command of them all');
      await cluster.nodes.get('n1')?.group('main').takeSnapshot();
      await write('the third command of them all', 'the fourth command of them all');
      await everywhere((await cluster.leader()).commitIndex);
      await stopAll();
      const directory = cluster.directory('n1');
      // What the write-ahead log holds is checked as a whole; so a first look brings it into a table.
      expect((await ctl('log', 'verify', directory)).code).to.equal(0);
      const database = path.join(directory, 'db');
      for (const name of (await readdir(database)).filter((each) => each.endsWith('.sst'))) {
        const file = path.join(database, name);
        const content = await readFile(file);
        for (const word of ['third', 'fourth']) {
          const at = content.indexOf(`the ${word}`);
          if (at !== -1) content.write('THE', at);
        }
        await writeFile(file, content);
      }
      const snapshots = path.join(directory, 'snapshots');
      for (const name of await readdir(snapshots, { recursive: true }))
        if (/\d+-\d+-/.test(path.basename(name))) await rm(path.join(snapshots, name));
      const said = await ctl('log', 'verify', directory);
      expect(said.code).to.equal(1);
      expect(said.out).to.match(/wrong: .*\.sst/);
      expect(said.out.match(/wrong: group main: \d+: entry \d+ fails its checksum/g)).to.have.length(2);
      expect(said.out).to.match(/wrong: group main: the snapshot at \d+ cannot be read/);
      const dumped = await dump('n1', '--payload');
      expect(dumped.filter(({ ok }) => !ok)).to.have.length(2);
    });

    it('a directory of a running node, of none, and one that is none', async () => {
      const running = await ctl('log', 'verify', cluster.directory('n1'));
      expect(running.code).to.equal(1);
      expect(running.err).to.match(/in use/);
      const none = await ctl('log', 'dump', path.join(folder, 'nothing'));
      expect(none.code).to.equal(1);
      expect(none.err).to.match(/does not exist/);
      expect((await ctl('log', 'skip', folder, '1', '--yes')).err).to.match(/holds no store|is not empty/);
      expect(await readdir(folder)).to.have.members(['n1', 'n2', 'n3']);
    });

    it('skip: a command that the app cannot apply, on every member, and the cluster goes on', async () => {
      await write('one');
      const { clusterId } = await cluster.leader();
      await using client = cluster.client();
      await client.write(bytes('poison'), { timeout: 2_000 }).then(
        () => expect.fail('it was applied'),
        (error: unknown) => expect(error).to.be.instanceOf(RaftError),
      );
      // The last one has nobody left who would tell it that the command is committed.
      const failures = (): string[] =>
        [...cluster.nodes.values()].flatMap((node) => node.group('main').status().failure ?? []);
      await until('a majority has stopped at it', () => failures().length >= 2);
      const [failure = ''] = failures();
      const [, index = ''] = /at index (\d+)/.exec(failure) ?? [];
      await stopAll();

      const noop = await ctl('log', 'skip', cluster.directory('n1'), '1', '--yes');
      expect(noop.code).to.equal(2);
      expect(noop.err).to.match(/entry 1 is a no-op: only a command can be skipped/);
      const asked = testTerminal(['no']);
      expect(await cluster.ctl(['log', 'skip', cluster.directory('n1'), index], asked)).to.include({
        code: 1,
        out: '',
      });
      expect(asked.err.join('\n')).to.match(/on EVERY member/);
      expect((await ctl('log', 'skip', cluster.directory('n1'), index)).err).to.match(/confirmed.*--yes/);
      const before = await dump('n1');

      for (const id of ['n1', 'n2', 'n3']) {
        const { code, out, err } = await ctl('log', 'skip', cluster.directory(id), index, '--yes');
        expect(code, err).to.equal(0);
        expect(out).to.match(/does nothing now; what it was, a command of 6 bytes, is in .*skipped-main-\d+\.entry/);
      }
      const backup = await readFile(path.join(cluster.directory('n1'), `skipped-main-${index}.entry`));
      expect(text(EntryBatch.decode(Number(index), new Uint8Array(backup)).payload(Number(index)))).to.equal('poison');
      const after = await dump('n1');
      expect(after.map((each) => ({ ...each, bytes: 0 }))).to.deep.equal(
        before.map((each) => ({
          ...each,
          bytes: 0,
          ...(String(each.index) === index ? { kind: 'no-op', session: 0, sequence: 0 } : {}),
        })),
      );
      const again = await ctl('log', 'skip', cluster.directory('n1'), index, '--yes');
      expect(again.err).to.match(/is a no-op: only a command can be skipped/);

      await Promise.all(['n1', 'n2', 'n3'].map((id) => cluster.resume(id, clusterId)));
      await write('two');
      expect(await list()).to.equal('one two');
      await everywhere((await cluster.leader()).commitIndex);
    });

    it('skip: changes nothing where the backup cannot be written', async () => {
      await write('one');
      await everywhere((await cluster.leader()).commitIndex);
      await stopAll();
      const command = (await dump('n1')).find(({ kind }) => kind === 'command');
      const file = path.join(folder, 'backup');
      await writeFile(file, 'something else');
      const said = await ctl('log', 'skip', cluster.directory('n1'), String(command?.index), '--yes', '--backup', file);
      expect(said.code).to.equal(1);
      expect(said.err).to.match(/cannot be written, so nothing was changed/);
      expect((await dump('n1')).find(({ index }) => index === command?.index)?.kind).to.equal('command');
      expect(await readFile(file, 'utf8')).to.equal('something else');
    });
  });

  describe('recover', () => {
    const recoverArgs = (id: string, ...more: string[]): string[] => [
      ...['recover', cluster.directory(id), '--into', path.join(folder, 'recovered'), ...more],
    ];
    interface Recovered {
      readonly cluster: string;
      readonly formerCluster: string;
      readonly store: string;
      readonly groups: readonly {
        readonly lastIndex: number;
        readonly configuration: { readonly removed: string[] };
      }[];
    }

    it('warns, and does nothing unless it is confirmed in so many words', async () => {
      await write('one');
      await stopAll();
      const { code, err, out } = await ctl(...recoverArgs('n1'));
      expect([code, out]).to.deep.equal([2, '']);
      expect(err)
        .to.match(/!! UNSAFE/)
        .and.to.match(/is LOST/)
        .and.to.match(/BECOMES committed/)
        .and.to.match(/--yes-i-know/);
      const asked = testTerminal(['yes']);
      expect((await cluster.ctl(recoverArgs('n1'), asked)).code).to.equal(1);
      expect(await readdir(folder)).to.have.members(['n1', 'n2', 'n3']);
      const agreed = testTerminal(['lose data']);
      expect((await cluster.ctl(recoverArgs('n1'), agreed)).code).to.equal(0);
    });

    it('makes a new cluster of one that has everything, and that the old one cannot meet', async () => {
      await write('one', 'two', 'three');
      const { commitIndex, clusterId } = await cluster.leader();
      await everywhere(commitIndex);
      const old = await verifyAfterStop();
      const untouched = await readFile(path.join(cluster.directory('n2'), 'STORE'), 'utf8');
      const { code, out, err } = await ctl(...recoverArgs('n2', '--yes-i-know', '--json'));
      expect(code, err).to.equal(0);
      const recovered = JSON.parse(out) as Recovered;
      expect(recovered.formerCluster).to.equal(clusterId);
      expect(recovered.cluster)
        .to.match(/^[0-9a-f]{32}$/)
        .and.not.to.equal(clusterId);
      expect(recovered.store).to.not.equal(old.store);
      expect(recovered.groups[0]?.configuration.removed).to.have.members(['n1', 'n3']);
      expect(recovered.groups[0]?.lastIndex).to.equal(old.groups[0]?.lastIndex);
      expect(await readFile(path.join(cluster.directory('n2'), 'STORE'), 'utf8')).to.equal(untouched);
      expect(await readdir(folder)).to.have.members(['n1', 'n2', 'n3', 'recovered']);
      const said = await ctl('log', 'verify', path.join(folder, 'recovered'));
      expect(said.code, said.out).to.equal(0);

      const node = await cluster.resume('n2', recovered.cluster, path.join(folder, 'recovered'));
      cluster.pointTo('n2');
      expect(await list()).to.equal('one two three');
      await write('four');
      expect(await list()).to.equal('one two three four');
      // A lost member that comes back is of another cluster, and its id is one that is gone.
      await cluster.resume('n1', clusterId);
      expect((await ctl('add', 'n1', 'mem:n1')).err).to.match(/n1 was removed, and ids are never reused/);
      expect(node.group('main').status().peers).to.deep.equal([]);
      // And it grows again.
      await cluster.join('n4');
      expect((await ctl('add', 'n4', 'mem:n4')).code).to.equal(0);
      await write('five');
      await until('the new member has it all', () => {
        const status = cluster.nodes.get('n4')?.group('main').status();
        return status !== undefined && status.appliedIndex === node.group('main').status().appliedIndex;
      });
    });

    async function verifyAfterStop(): Promise<Verified> {
      await stopAll();
      return verify('n2');
    }

    it('carries the snapshot over, and names learners that start empty', async () => {
      await write('one', 'two');
      const { commitIndex, clusterId } = await cluster.leader();
      await everywhere(commitIndex);
      await cluster.nodes.get('n3')?.group('main').takeSnapshot();
      await write('three');
      await everywhere((await cluster.leader()).commitIndex);
      await stopAll();
      const members = 'n3=mem:n3,n7=mem:n7';
      const missing = await ctl(...recoverArgs('n3', '--yes-i-know', '--snapshots', path.join(folder, 'none')));
      expect([missing.code, missing.err.split('\n').at(-1)]).to.deep.equal([
        2,
        `raftctl: ${path.join(folder, 'none')} is no folder of snapshots`,
      ]);
      const { code, out, err } = await ctl(...recoverArgs('n3', '--yes-i-know', '--members', members, '--json'));
      expect(code, err).to.equal(0);
      const recovered = JSON.parse(out) as Recovered;
      const directory = path.join(folder, 'recovered');
      const sound = await ctl('log', 'verify', directory);
      expect(sound.code, sound.out).to.equal(0);
      // Nothing of it is in the old place.
      await rm(cluster.directory('n3'), { recursive: true });
      await cluster.resume('n3', recovered.cluster, directory);
      await cluster.resume('n7', recovered.cluster);
      cluster.pointTo('n3');
      expect(await list()).to.equal('one two three');
      expect((await ctl('promote', 'n7')).code).to.equal(0);
      await cluster.stop('n3');
      expect(recovered.cluster).to.not.equal(clusterId);
      const copied = cluster.nodes.get('n7')?.group('main').status();
      expect(copied?.membership.members.map(({ id, role }) => [id, role])).to.deep.equal([
        ['n3', 'voter'],
        ['n7', 'voter'],
      ]);
    });

    it('commits what was not committed: the tail that only the survivor has', async () => {
      await write('one');
      const { leader = '', clusterId } = await cluster.leader();
      for (const id of ['n1', 'n2', 'n3']) if (id !== leader) await cluster.stop(id);
      const alone = cluster.nodes.get(leader)?.group('main');
      const before = alone?.status().lastIndex ?? 0;
      const lost = alone?.write(bytes('tail')).catch((error: unknown) => error);
      await until('it is on the disk', () => (alone?.status().durableIndex ?? 0) > before);
      await stopAll();
      expect(await lost).to.include({ outcome: 'unknown' });
      const { out, code, err } = await ctl(...recoverArgs(leader, '--yes-i-know', '--json'));
      expect(code, err).to.equal(0);
      const recovered = JSON.parse(out) as Recovered;
      expect(recovered.formerCluster).to.equal(clusterId);
      await cluster.resume(leader, recovered.cluster, path.join(folder, 'recovered'));
      cluster.pointTo(leader);
      expect(await list()).to.equal('one tail');
    });

    it('refuses what cannot be, and leaves nothing behind', async () => {
      await write('one');
      await everywhere((await cluster.leader()).commitIndex);
      await stopAll();
      await cp(cluster.directory('n1'), path.join(folder, 'recovered'), { recursive: true });
      const there = await ctl(...recoverArgs('n1', '--yes-i-know'));
      expect(there.err).to.match(/recovered is there already/);
      await rm(path.join(folder, 'recovered'), { recursive: true });
      for (const [members, why] of [
        ['n4=mem:n4', /n1, whose data directory it is, must be among the members/],
        ['n1=mem:n1,n1=mem:x', /n1 is named twice/],
        ['n1', /members must be id=address/],
        ['n1=mem:1,b c=mem:2', /node id/],
      ] as const) {
        const { code, err } = await ctl(...recoverArgs('n1', '--yes-i-know', '--members', members));
        expect(code, err).to.equal(2);
        expect(err.split('\n').at(-1)).to.match(why);
      }
      const fresh = await RocksStorage.open(path.join(folder, 'fresh'));
      await fresh.close();
      expect(
        (await ctl('recover', path.join(folder, 'fresh'), '--into', path.join(folder, 'x'), '--yes-i-know')).err,
      ).to.match(/was never part of a cluster/);
      expect(await readdir(folder)).to.have.members(['n1', 'n2', 'n3', 'fresh']);
    });
  });
});
