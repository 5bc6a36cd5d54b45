import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD_VERSIONS } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { bytes, text } from './support/list-app.js';
import { ELECTION_MS, TestCluster, testTerminal, until } from './support/cluster.js';

interface Members {
  readonly index: number;
  readonly leader: string;
  readonly members: readonly {
    readonly id: string;
    readonly role: string;
    readonly address: string;
    readonly priority: number;
    readonly match: number;
    readonly lag: number;
    readonly connected: boolean;
    readonly store: string;
  }[];
}

describe('commands against a cluster', function () {
  this.timeout(60_000);
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await TestCluster.start(`raftctl ${Math.random()}`);
  });
  afterEach(() => cluster[Symbol.asyncDispose]());

  const members = (): Promise<Members> => cluster.json<Members>(['members']);
  const roles = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await members()).members.map(({ id, role }) => [id, role]));
  const follower = async (): Promise<string> => {
    const { leader } = await cluster.leader();
    return [...cluster.nodes.keys()].find((id) => id !== leader) ?? '';
  };
  async function succeeds(...args: string[]): Promise<string> {
    const { code, out, err } = await cluster.ctl(args);
    expect(err, args.join(' ')).to.equal('');
    expect(code, args.join(' ')).to.equal(0);
    return out;
  }

  describe('look', () => {
    it('members: a row for each, with how far it has the log', async () => {
      await until('all are met and have everything', async () =>
        (await members()).members.every(({ lag, connected, store }) => lag === 0 && connected && store !== undefined),
      );
      const lines = (await succeeds('members')).split('\n').map((line) => line.split(/ {2,}/));
      expect(lines[0]).to.deep.equal(['ID', 'ROLE', 'ADDRESS', 'STORE', 'PRIORITY', 'MATCH', 'LAG', 'CONNECTED']);
      expect(lines.slice(1).map(([id]) => id)).to.deep.equal(['n1', 'n2', 'n3']);
      const { leader } = await cluster.leader();
      for (const [id, role, address, store, priority, , lag, connected] of lines.slice(1)) {
        expect([role, address, priority, lag, connected]).to.deep.equal([
          id === leader ? 'voter, leader' : 'voter',
          `mem:${id}`,
          '0',
          '0',
          'yes',
        ]);
        expect(store).to.match(/^[0-9a-f]{8}$/);
      }
    });

    it('members: what a node knows, where nobody leads', async () => {
      const { leader } = await cluster.leader();
      const [left = ''] = [...cluster.nodes.keys()].filter((id) => id !== leader);
      for (const id of [...cluster.nodes.keys()].filter((each) => each !== left)) await cluster.stop(id);
      const { code, out, err } = await cluster.ctl(['members']);
      expect([code, err]).to.deep.equal([0, `raftctl: no leader answers; this is what ${left} knows`]);
      expect(out.split('\n')).to.have.length(4);
    });

    it('status: each node’s own account, and who does not answer', async () => {
      const before = await cluster.ctl(['status']);
      expect(before.code, before.out).to.equal(0);
      expect(before.out)
        .to.match(/leader/)
        .and.to.match(/follower/);
      const gone = await follower();
      await cluster.stop(gone);
      const { code, out } = await cluster.ctl(['status']);
      expect(code).to.equal(1);
      expect(out).to.match(new RegExp(`${gone} +mem:${gone} .*unreachable`));
      const json = await cluster.ctl(['status', '--json']);
      const { nodes } = JSON.parse(json.out) as { nodes: { id?: string; error?: { code: string } }[] };
      expect(nodes.filter(({ error }) => error !== undefined)).to.have.length(1);
      expect(nodes.find(({ error }) => error !== undefined)).to.deep.include({ id: gone });
    });

    it('info: what holds for the whole cluster', async () => {
      const { clusterId, leader } = await cluster.leader();
      const out = await succeeds('info');
      expect(out)
        .to.contain(clusterId)
        .and.to.match(/voters +3, of which 1 may fail/);
      expect(out).to.match(new RegExp(`leader +${leader} at mem:${leader}`));
      expect(await cluster.json(['info'])).to.deep.include({ cluster: clusterId, voters: 3, learners: 0, mayFail: 1 });
    });

    it('metrics: of the leader, of one node or of all, by prefix and group', async () => {
      const { leader = '' } = await cluster.leader();
      for (let i = 0; i < 4; i++)
        await cluster.nodes
          .get(leader)
          ?.group('main')
          .write(bytes(`x${i}`));
      const rows = (out: string): string[][] => out.split('\n').map((line) => line.split(/ {2,}/));
      const own = rows(
        await succeeds('metrics', '--node', leader, 'lol_raft_proposals_total', 'lol_raft_write_duration_seconds'),
      );
      expect(own[0]).to.deep.equal(['NODE', 'NAME', 'LABELS', 'VALUE']);
      expect(own[1]).to.deep.equal([leader, 'lol_raft_proposals_total', 'group=main', '4']);
      expect(own[2]?.slice(0, 3)).to.deep.equal([leader, 'lol_raft_write_duration_seconds', 'group=main']);
      expect(own[2]?.[3]).to.match(/^4, mean [\d.e-]+, 50% <= [\d.]+, 99% <= [\d.]+$/);
      expect(own).to.have.length(3);
      const all = rows(await succeeds('metrics', '--all', 'lol_raft_groups'));
      expect(all.slice(1)).to.deep.equal(['n1', 'n2', 'n3'].map((id) => [id, 'lol_raft_groups', '1']));
      const other = await follower();
      expect(rows(await succeeds('metrics', '--node', other))[1]?.slice(0, 2)).to.deep.equal([
        other,
        'lol_raft_node_info',
      ]);
      const { node, metrics } = await cluster.json<{ node: string; metrics: Record<string, any>[] }>(['metrics']);
      const named = (name: string) => metrics.find((each) => each['name'] === name);
      expect(node).to.equal((await cluster.leader()).leader);
      expect(named('lol_raft_proposals_total')).to.deep.include({
        type: 'counter',
        series: [{ labels: { group: 'main' }, value: 4 }],
      });
      const times = named('lol_raft_write_duration_seconds');
      expect(times).to.include({ type: 'histogram', unit: 'seconds' });
      expect(times?.['series'][0].counts).to.have.length(Number(times?.['bounds'].length) + 1);
      expect(times?.['series'][0]).to.include({ count: 4 });

      await cluster.stop(other);
      const partly = await cluster.ctl(['metrics', '--all', 'lol_raft_term']);
      expect([partly.code, rows(partly.out).length]).to.deep.equal([1, 3]);
      expect(partly.err).to.match(new RegExp(`^raftctl: ${other}: `));
      for (const [args, why, code] of [
        [['lol_rafd'], /no metric of n\d has a name that begins with lol_rafd/, 2],
        [['--node', 'n1', '--all'], /name one node by --node, or all by --all/, 2],
        [['--node', 'n9'], /n9 is not a member/, 2],
        [['--interval', '500'], /--interval and --count are for --watch/, 2],
        [['--watch', '--interval', '5'], /the interval must be from 100 to 3600000 milliseconds/, 2],
        [['--watch', '--count', '0'], /count must be above 0/, 2],
      ] as const) {
        const said = await cluster.ctl(['metrics', ...args]);
        expect([said.code, said.out], `${args.join(' ')}: ${said.err}`).to.deep.equal([code, '']);
        expect(said.err).to.match(why);
      }
    });

    it('metrics --watch: sample after sample, with rates, and a line of JSON for each', async () => {
      const { leader = '' } = await cluster.leader();
      const terminal = testTerminal();
      const options = ['metrics', '--watch', '--interval', '100', 'lol_raft_proposals_total'];
      const watching = cluster.ctl([...options, '--node', leader, '--count', '2'], terminal);
      await until('the first is there', () => terminal.out.length > 0);
      await cluster.nodes.get(leader)?.group('main').write(bytes('x'));
      const { code, err } = await watching;
      expect([code, err]).to.deep.equal([0, '']);
      const [first, , second] = terminal.out.map((line) => line.split('\n').map((row) => row.split(/ {2,}/)));
      expect(first?.[0]).to.deep.equal(['NODE', 'NAME', 'LABELS', 'VALUE', 'PER SECOND']);
      expect(first?.[1]?.slice(2)).to.deep.equal(['group=main', '0']);
      expect(second?.[1]?.slice(1, 4)).to.deep.equal(['lol_raft_proposals_total', 'group=main', '1']);
      expect(Number(second?.[1]?.[4])).to.be.within(0.001, 10.2);

      const lines = (await succeeds(...options, '--all', '--count', '2', '--json')).split('\n');
      const samples = lines.map((line) => JSON.parse(line) as { node: string; elapsed: number });
      for (const id of ['n1', 'n2', 'n3']) {
        const [one, two, ...more] = samples.filter(({ node }) => node === id).map(({ elapsed }) => elapsed);
        expect(more).to.deep.equal([]);
        expect((two ?? 0) - (one ?? 0)).to.be.at.least(99);
      }
      // It stays with its node, and says that this went.
      const gone = await follower();
      const other = testTerminal();
      const left = cluster.ctl([...options, '--node', gone], other);
      await until('it has begun', () => other.out.length > 0);
      await cluster.stop(gone);
      const said = await left;
      expect([said.code, said.err.split('\n').length]).to.deep.equal([1, 1]);
    });

    it('where no node answers, that is said', async () => {
      for (const id of [...cluster.nodes.keys()]) await cluster.stop(id);
      const { code, err } = await cluster.ctl(['info']);
      expect(code).to.equal(1);
      expect(err).to.match(/^raftctl: no node answers/);
      const { err: json } = await cluster.ctl(['info', '--json']);
      expect(JSON.parse(json)).to.have.nested.property('error.code', 'UNAVAILABLE');
    });
  });

  describe('change the membership', () => {
    it('add a voter that catches up, and show how far it is', async () => {
      await using client = cluster.client();
      for (let i = 0; i < 20; i++) await client.write(bytes(`x${i}`));
      const terminal = testTerminal([]);
      const adding = cluster.ctl(['add', 'n4', 'mem:n4'], terminal);
      await until('somebody is told that it waits', () => terminal.progressed.length > 0);
      expect(terminal.progressed[0]).to.equal('waits for n4 at mem:n4 to be started');
      await cluster.join('n4');
      const { code, out } = await adding;
      expect([code, out.replace(/\d+/, 'N')]).to.deep.equal([0, 'done: the membership is that of index N']);
      expect(await roles()).to.deep.equal({ n1: 'voter', n2: 'voter', n3: 'voter', n4: 'voter' });
    });

    it('add a learner, promote it, demote it, and remove it, for ever', async () => {
      await cluster.join('n4');
      await succeeds('add', 'n4', 'mem:n4', '--learner');
      expect(await roles()).to.include({ n4: 'learner' });
      await succeeds('promote', 'n4');
      expect(await roles()).to.include({ n4: 'voter' });
      await succeeds('demote', 'n4');
      expect(await roles()).to.include({ n4: 'learner' });
      await succeeds('remove', 'n4');
      expect(await roles()).to.have.all.keys('n1', 'n2', 'n3');
      const { code, err } = await cluster.ctl(['add', 'n4', 'mem:n4']);
      expect(code).to.equal(2);
      expect(err).to.match(/raftctl: n4 was removed, and ids are never reused/);
    });

    it('replace a member by another one', async () => {
      const old = await follower();
      await cluster.join('n5');
      await succeeds('replace', old, '--with', 'n5', '--address', 'mem:n5');
      const after = await roles();
      expect(after).to.include({ n5: 'voter' }).and.not.to.have.property(old);
      const half = await cluster.ctl(['replace', 'n5', '--with', 'n6']);
      expect([half.code, half.err]).to.deep.equal([
        2,
        'raftctl: --with and --address go together: the id and the address of the new member',
      ]);
    });

    it('renew a member that has lost its data directory', async () => {
      const lost = await follower();
      await until('its data directory is known', async () =>
        (await members()).members.every(({ store }) => store !== undefined),
      );
      const before = (await members()).members.find(({ id }) => id === lost)?.store;
      await cluster.stop(lost);
      const renewing = cluster.ctl(['renew', lost]);
      // Before that it would be taken for a member that has lost its promises, and refused.
      await until('the old data directory counts no more', async () =>
        (await members()).members.some(({ id, store }) => id === lost && store === undefined),
      );
      await cluster.join(lost);
      const { code, err } = await renewing;
      expect([code, err]).to.deep.equal([0, '']);
      expect(await roles()).to.deep.equal({ n1: 'voter', n2: 'voter', n3: 'voter' });
      const after = (await members()).members.find(({ id }) => id === lost)?.store;
      expect(after)
        .to.match(/^[0-9a-f]{32}$/)
        .and.not.to.equal(before);
    });

    it('move and prioritize, several at once, and only if nobody else was faster', async () => {
      const one = await follower();
      const { index } = await members();
      await succeeds('change', `prioritize ${one} 5`, 'add n7 mem:n7 learner', '--expected', String(index));
      expect((await members()).members.find(({ id }) => id === one)?.priority).to.equal(5);
      expect(await roles()).to.include({ n7: 'learner' });
      const { code, err } = await cluster.ctl(['remove', 'n7', '--expected', String(index)]);
      expect(code).to.equal(1);
      expect(err).to.match(/the configuration is that of index \d+, not of \d+: look again/);
      await succeeds('move', 'n7', 'mem:elsewhere');
      expect((await members()).members.find(({ id }) => id === 'n7')?.address).to.equal('mem:elsewhere');
      await succeeds('prioritize', one, '0');
      expect((await members()).members.find(({ id }) => id === one)?.priority).to.equal(0);
    });

    it('refuse what leaves too few voters that are reached, unless it is forced', async () => {
      const gone = await follower();
      await cluster.stop(gone);
      await until('the leader has noticed', async () =>
        (await cluster.leader()).peers.some(
          // Who was silent for so long is not reached.
          ({ id, replication }) => id === gone && (replication?.lastContact ?? 0) > ELECTION_MS,
        ),
      );
      const { leader } = await cluster.leader();
      const other = [...cluster.nodes.keys()].find((id) => id !== leader) ?? '';
      const { code, err } = await cluster.ctl(['remove', other]);
      expect(code).to.equal(1);
      expect(err).to.match(/of the 2 voters that there would be, the leader reaches only 1/);
      const json = await cluster.ctl(['remove', other, '--json']);
      expect(JSON.parse(json.err)).to.have.nested.property('error.code', 'QUORUM_AT_RISK');
      const forced = await cluster.ctl(['demote', gone, '--force']);
      expect(forced.code, forced.err).to.equal(0);
      expect(forced.err).to.match(/^raftctl: forced/);
    });

    it('say what became of a change that nobody waited for', async () => {
      const { code, err } = await cluster.ctl(['add', 'n4', 'mem:n4', '--timeout', '500']);
      expect(code).to.equal(1);
      expect(err)
        .to.match(/deadline/)
        .and.to.match(/may have been applied all the same/);
    });
  });

  describe('plan and apply', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'lol-raftctl-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function declare(ids: readonly string[], rest: object = {}): Promise<string> {
      const file = path.join(folder, 'cluster.json');
      const declared = ids.map((id) => ({ id, address: `mem:${id}` }));
      await writeFile(file, JSON.stringify({ members: declared, ...rest }));
      return file;
    }

    it('no difference, no change', async () => {
      const file = await declare(['n1', 'n2', 'n3']);
      expect(await succeeds('plan', file)).to.equal('the membership is as declared');
      expect(await succeeds('plan', file, '--exit-code')).to.equal('the membership is as declared');
      expect(await succeeds('apply', file)).to.equal('the membership is as declared');
    });

    it('shows changes and steps, and makes them', async () => {
      const { leader } = await cluster.leader();
      const file = await declare(['n1', 'n2', 'n3', 'n4', 'n5'].filter((id) => id !== leader));
      const shown = await succeeds('plan', file);
      const lines = shown.split('\n');
      expect(lines).to.include('  add n4 mem:n4').and.to.include(`  remove ${leader}`);
      expect(shown)
        .to.match(/1\. n4 joins as a learner/)
        .and.to.match(/wait until n4 and n5 have caught up/);
      expect(lines.at(-1)).to.equal('voters that may fail: 1 before, 1 after');
      expect((await cluster.ctl(['plan', file, '--exit-code'])).code).to.equal(2);
      const json = await cluster.json<{ changes: object[]; steps: string[] }>(['plan', file]);
      expect(json.changes).to.have.length(3);
      expect(await roles()).to.have.all.keys('n1', 'n2', 'n3');

      const refused = await cluster.ctl(['apply', file]);
      expect([refused.code, refused.err]).to.deep.equal([
        2,
        'raftctl: this has to be confirmed: on a terminal, or by --yes',
      ]);
      const no = testTerminal(['n']);
      expect(await cluster.ctl(['apply', file], no)).to.include({ code: 1, err: 'raftctl: nothing was changed' });
      expect(await roles()).to.have.all.keys('n1', 'n2', 'n3');

      await cluster.join('n4');
      await cluster.join('n5');
      const yes = testTerminal(['y']);
      const applied = await cluster.ctl(['apply', file], yes);
      expect(applied.code, applied.err).to.equal(0);
      await until('the new leader answers', async () => (await cluster.leader()).leader !== leader);
      const after = await roles();
      expect(Object.keys(after).sort()).to.deep.equal(['n1', 'n2', 'n3', 'n4', 'n5'].filter((id) => id !== leader));
      expect(await succeeds('apply', file, '--yes')).to.equal('the membership is as declared');
    });

    it('is taken for no other cluster, and tells what is wrong with a file', async () => {
      const other = await declare(['n1', 'n2', 'n3'], { cluster: 'ab'.repeat(16) });
      const { code, err } = await cluster.ctl(['plan', other]);
      expect(code).to.equal(2);
      expect(err).to.match(/is about cluster abab.*, and this is/);
      expect((await cluster.ctl(['plan', other, '--exit-code'])).code).to.equal(1);
      const { clusterId } = await cluster.leader();
      expect(await succeeds('plan', await declare(['n1', 'n2', 'n3'], { cluster: clusterId }))).to.match(/as declared/);
      const none = await cluster.ctl(['plan', path.join(folder, 'none.json')]);
      expect(none.code).to.equal(1);
      expect(none.err).to.match(/none\.json cannot be read: ENOENT/);
      const wrong = await cluster.ctl(['apply', await declare([])]);
      expect([wrong.code, wrong.err.replace(folder, '')]).to.deep.equal([
        2,
        'raftctl: /cluster.json: members must have at least one voter',
      ]);
    });
  });

  it('transfer: to the one that is named, or to the fittest', async () => {
    const target = await follower();
    expect(await succeeds('transfer', target)).to.match(new RegExp(`^${target} leads term \\d+$`));
    expect((await cluster.leader()).leader).to.equal(target);
    expect(await succeeds('transfer', target)).to.match(new RegExp(`^${target} leads term \\d+$`));
    expect(await succeeds('transfer')).to.match(/^n\d leads term/);
    const { code, err } = await cluster.ctl(['transfer', 'n9']);
    expect(code, err).to.be.greaterThan(0);
    expect(err).to.match(/^raftctl: .*n9/);
  });

  it('config and tune: on one node, and on all', async () => {
    const { settings } = await cluster.json<{ settings: { name: string; value: unknown; scope: string }[] }>([
      'config',
    ]);
    expect(settings.find(({ name }) => name === 'compaction.entries')).to.include({
      scope: 'node',
      unit: 'entries',
      min: 1,
      max: 'Infinity',
      default: 1_000_000,
    });
    expect(settings.find(({ name }) => name === 'consensus.electionTimeoutMin')).to.include({ scope: 'fixed' });
    expect(await succeeds('config')).to.match(/^NAME +VALUE +SCOPE +DEFAULT +UNIT +POSSIBLE\n/);
    const valueOn = async (id: string): Promise<unknown> =>
      (await cluster.json<{ settings: { name: string; value: unknown }[] }>(['config', '--node', id])).settings.find(
        ({ name }) => name === 'compaction.entries',
      )?.value;
    const tuned = await cluster.ctl(['tune', 'compaction.entries=4321', '--node', 'n2']);
    expect(tuned.out).to.match(/n2 +compaction.entries +4321/);
    expect(tuned.err).to.match(/until the node is started again/);
    expect(await valueOn('n2')).to.equal(4321);
    expect(await valueOn('n1')).to.not.equal(4321);
    await cluster.ctl(['tune', 'compaction.entries=Infinity', '--all']);
    expect(await Promise.all(['n1', 'n2', 'n3'].map(valueOn))).to.deep.equal(['Infinity', 'Infinity', 'Infinity']);

    for (const [args, why] of [
      [['compaction.entries=1'], /name one by --node, or all by --all/],
      [['compaction.entries=1', '--all', '--node', 'n1'], /name one by --node, or all by --all/],
      [['compaction.entries', '--all'], /not of the form NAME=VALUE/],
      [['compaction.entries=many', '--all'], /takes a number or Infinity, not "many"/],
      [['compaction.entires=1', '--all'], /there is no setting compaction.entires; those that can be changed: /],
      [['consensus.electionTimeoutMin=1', '--all'], /cannot be changed while a node runs/],
      [['compaction.entries=-5', '--all'], /entries/],
      [['compaction.entries=1', '--node', 'n9'], /n9 is not a member: the members are n1, n2, n3/],
    ] as const) {
      const { code, err } = await cluster.ctl(['tune', ...args]);
      expect(code, `${args.join(' ')}: ${err}`).to.equal(2);
      expect(err).to.match(why);
    }
    const gone = await follower();
    await cluster.stop(gone);
    const partly = await cluster.ctl(['tune', 'compaction.entries=77', '--all']);
    expect(partly.code).to.equal(1);
    expect(partly.out)
      .to.match(new RegExp(`${gone} +not changed`))
      .and.to.match(/compaction.entries +77/);
  });

  it('tune: settings of the group, in its log, wherever the leader is', async () => {
    const { leader, membership } = await cluster.leader();
    const tuned = await succeeds('tune', 'group.leases=true', '--expected', `${membership.index}`);
    expect(tuned).to.match(/^NAME +VALUE\ngroup.leases +true$/);
    await until('every node has it', async () => {
      for (const id of cluster.nodes.keys()) {
        const { settings } = await cluster.json<{ settings: { name: string; value: unknown }[] }>([
          'config',
          '--node',
          id,
        ]);
        if (settings.find(({ name }) => name === 'group.leases')?.value !== true) return false;
      }
      return true;
    });
    expect(await succeeds('info')).to.match(/settings +.*group.leases=true/);
    for (const [args, why, code] of [
      [['group.leases=false', '--all'], /leave out --node and --all/, 2],
      [['group.leases=false', '--node', leader ?? ''], /leave out --node and --all/, 2],
      [['group.leases=false', 'compaction.entries=5', '--all'], /one after the other/, 2],
      [['group.leases=5'], /takes true or false, not "5"/, 2],
      [['group.nothing=5'], /there is no setting group.nothing/, 2],
      [['compaction.entries=5', '--all', '--expected', '1'], /--expected is for settings of the group/, 2],
      [['group.leases=false', '--expected', '1'], /the configuration is that of index/, 1],
    ] as const) {
      const said = await cluster.ctl(['tune', ...args]);
      expect(said.code, `${args.join(' ')}: ${said.err}`).to.equal(code);
      expect(said.err).to.match(why);
    }
    await succeeds('tune', 'group.leases=false');
  });

  it('cluster-version: shows what each member supports, and raises nothing that one does not', async () => {
    const shown = await succeeds('cluster-version');
    for (const id of cluster.nodes.keys()) expect(shown).to.match(new RegExp(`${id} +voter +\\d[^ ]* +1 to 1`));
    expect(shown).to.match(/the cluster has version 1; there is none above it that every member supports/);
    const refused = await cluster.ctl(['cluster-version', 'raise', '2', '--yes']);
    expect(refused.code).to.equal(1);
    expect(refused.err).to.match(/the build of n2 knows version 1/);
    expect(await succeeds('cluster-version', 'raise', '1')).to.match(/has version 1/);
    expect((await cluster.ctl(['cluster-version', 'raise', '2'])).err).to.match(
      /confirmed: on a terminal, or by --yes/,
    );
  });

  it('cluster-version raise: once every member supports it, and somebody says so', async () => {
    await cluster[Symbol.asyncDispose]();
    cluster = await TestCluster.start('next', 3, undefined, { min: 1, max: 2 });
    await until('all are met', async () => (await members()).members.every(({ store }) => store !== undefined));
    expect(await succeeds('cluster-version', 'show')).to.match(/has version 1; every member supports 2/);
    const asked = testTerminal(['n']);
    const { code } = await cluster.ctl(['cluster-version', 'raise'], asked);
    expect([code, asked.asked.length, (await cluster.leader()).clusterVersion]).to.deep.equal([1, 1, 1]);
    const raised = await cluster.json<{ clusterVersion: number; index: number }>(['cluster-version', 'raise', '--yes']);
    expect(raised.clusterVersion).to.equal(2);
    const { clusterVersion, membership } = await cluster.leader();
    expect([clusterVersion, membership.index]).to.deep.equal([2, raised.index]);
    // One of this build cannot join any more.
    cluster.build = BUILD_VERSIONS;
    await cluster.join('n4');
    const late = await cluster.ctl(['add', 'n4', 'mem:n4']);
    expect([late.code, late.err]).to.satisfy(
      ([exit, err]: [number, string]) => exit === 1 && /the build of n4 knows version 1/.test(err),
      late.err,
    );
  });

  it('wrong usage ends with 2, help and version with 0', async () => {
    for (const args of [[], ['dance'], ['add'], ['add', 'n4'], ['members', '--what'], ['info', '--timeout', 'x']]) {
      const { code } = await cluster.ctl(args);
      expect(code, args.join(' ')).to.equal(2);
    }
    for (const args of [['--help'], ['--version'], ['add', '--help'], ['help', 'plan']]) {
      const { code, out } = await cluster.ctl(args);
      expect(code, args.join(' ')).to.equal(0);
      expect(out).to.not.equal('');
    }
  });

  it('writes go on through all of it', async () => {
    await using client = cluster.client();
    await client.write(bytes('before'));
    await succeeds('transfer');
    await client.write(bytes('after'));
    expect(text((await client.read(bytes(''))).value)).to.equal('before after');
  });
});
