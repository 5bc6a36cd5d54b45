import { type LockClient as Client, LockClient, type Lock } from '@lolraft/lock-client';
import { InvalidArgumentError } from '@lolraft/raft-core';
import type { Terminal } from '@lolraft/cli-kit';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { confirmed } from '../../src/cli/admin-commands.js';
import { LiveCluster, until } from './support/live-cluster.js';
import { type Ended, lives, Program } from './support/programs.js';

describe('the command line', function () {
  this.timeout(60_000);
  let cluster: LiveCluster;
  let client: Client;
  let programs: Program[] = [];

  before(async () => {
    cluster = await LiveCluster.start();
    client = new LockClient({ transport: new WsClientTransport(), endpoints: cluster.addresses, ttl: 60_000 });
  });
  after(async () => {
    await client.close();
    await cluster.close();
  });
  afterEach(async () => {
    const left = programs.filter(({ isRunning }) => isRunning);
    programs = [];
    for (const program of left) {
      program.kill('SIGCONT');
      program.kill('SIGTERM');
    }
    await Promise.all(left.map(({ ended }) => ended));
  });

  function start(...args: readonly string[]): Program {
    const program = new Program(args, cluster.addresses.join(','));
    programs.push(program);
    return program;
  }

  function run(...args: readonly string[]): Promise<Ended> {
    return start(...args).ended;
  }

  async function says(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await run(...args);
    expect([code, err], args.join(' ')).to.deep.equal([0, '']);
    return out;
  }

  const isFree = async (name: string): Promise<boolean> => (await client.describe(name)) === undefined;
  /** What the command prints first: its process id. */
  const pidOf = ({ out }: Program): number => Number(/pid (\d+)/.exec(out)?.[1]);

  describe('lock run', () => {
    it('runs the command while it holds the lock, tells it the token, and ends as the command does', async () => {
      const script = 'echo "$LOL_LOCK_NAME $LOL_LOCK_TOKEN"; exit 7';
      const { code, out, err } = await run('run', 'jobs', '--', 'sh', '-c', script);
      expect([code, err]).to.deep.equal([7, '']);
      const first = Number(/^jobs (\d+)\n$/.exec(out)?.[1]);
      expect(await isFree('jobs')).to.equal(true);
      const again = await run('run', 'jobs', '--', 'sh', '-c', script);
      expect(Number(/^jobs (\d+)\n$/.exec(again.out)?.[1])).to.be.greaterThan(first);
      expect((await run('run', 'jobs', '--', 'sh', '-c', 'kill -KILL $$')).code).to.equal(137);
      expect(await isFree('jobs')).to.equal(true);
    });

    it('waits its turn', async () => {
      const lock = await client.acquire('turn');
      const program = start('run', 'turn', '--', 'echo', 'mine');
      await until(async () => (await client.describe('turn'))?.waiting.length === 1, 'it waits');
      expect(program.out).to.equal('');
      await lock.release();
      expect(await program.ended).to.include({ code: 0, out: 'mine\n' });
    });

    it('ends with 75 where others hold it, at once or in the time that it waits', async () => {
      await using lock = await client.acquire('busy');
      for (const how of [['--try'], ['--wait', '100']]) {
        const { code, out, err } = await run('run', ...how, 'busy', '--', 'echo', 'never');
        expect([code, out, err]).to.deep.equal([75, '', 'lock: busy is held by others\n']);
      }
      const { code, err } = await run('run', '--try', '--json', 'busy', '--', 'echo', 'never');
      expect(code).to.equal(75);
      expect(JSON.parse(err)).to.have.nested.property('error.code', 'NOT_ACQUIRED');
      expect((await client.describe('busy'))?.waiting).to.deep.equal([]);
      expect(lock.isHeld).to.equal(true);
    });

    it('passes signals on to the command; before there is one, they end the wait', async () => {
      const program = start(
        'run',
        'signals',
        '--',
        'sh',
        '-c',
        'trap "echo got; exit 5" TERM; echo ready; while :; do sleep 0.05; done',
      );
      await program.prints('ready');
      const waiting = start('run', 'signals', '--', 'echo', 'never');
      await until(async () => (await client.describe('signals'))?.waiting.length === 1, 'it waits');
      waiting.kill('SIGTERM');
      expect(await waiting.ended).to.deep.equal({ code: 143, out: '', err: '' });
      program.kill('SIGTERM');
      expect(await program.ended).to.include({ code: 5, out: 'ready\ngot\n' });
      await until(() => isFree('signals'), 'it is free');
    });

    it('ends the command and all that it has started when the lock is lost, by force where it must', async () => {
      const stubborn = 'trap "" TERM; sleep 1000 & echo "pid $!"; wait; while :; do sleep 0.05; done';
      const program = start('run', '--grace', '200', 'lost', '--', 'sh', '-c', stubborn);
      await program.prints(/pid \d+\n/);
      const pid = pidOf(program);
      const token = (await client.describe('lost'))?.holders[0]?.token ?? 0;
      expect(await says('break', 'lost', '--fencing-token', String(token), '--yes')).to.equal('broken 1\n');
      const { code, err } = await program.ended;
      expect([code, err]).to.deep.equal([
        76,
        'lock: lost is not held any more: an administrator has broken it (it may have been applied all the same)\n',
      ]);
      await until(() => !lives(pid), 'what the command has started ends too');
    });

    it('that was stopped has lost the lock, and ends the command when it goes on', async () => {
      const program = start(
        'run',
        '--ttl',
        '500',
        '--grace',
        '100',
        'stopped',
        '--',
        'sh',
        '-c',
        'echo "pid $$"; exec sleep 1000',
      );
      await program.prints(/pid \d+\n/);
      const mine = (await client.describe('stopped'))?.holders[0]?.token ?? 0;
      program.kill('SIGSTOP');
      await using lock = await client.acquire('stopped');
      expect(lock.token).to.be.greaterThan(mine);
      expect(lives(pidOf(program))).to.equal(true);
      program.kill('SIGCONT');
      const { code, err } = await program.ended;
      expect(code).to.equal(76);
      expect(err).to.match(/^lock: stopped is not held any more: its session has expired, or may have/);
      expect(lives(pidOf(program))).to.equal(false);
      expect(lock.isHeld).to.equal(true);
    });

    it('shares what may be shared', async () => {
      const held: Lock[] = [await client.readLock('book'), await client.semaphore('pool', { permits: 3, weight: 2 })];
      expect((await run('run', '--shared', '--try', 'book', '--', 'true')).code).to.equal(0);
      expect((await run('run', '--exclusive', '--try', 'book', '--', 'true')).code).to.equal(75);
      expect((await run('run', '--permits', '3', '--try', 'pool', '--', 'true')).code).to.equal(0);
      expect((await run('run', '--permits', '3', '--weight', '2', '--try', 'pool', '--', 'true')).code).to.equal(75);
      const mismatch = await run('run', 'book', '--', 'true');
      expect([mismatch.code, mismatch.err]).to.deep.equal([69, mismatch.err]);
      expect(mismatch.err).to.match(/^lock: .+\n$/);
      for (const lock of held) await lock.release();
    });

    it('says in one line what went wrong', async () => {
      expect((await run('run', 'x', '--', '/does/not/exist')).code).to.equal(127);
      expect((await run('run', 'x', '--', '/')).code).to.equal(126);
      expect(await isFree('x')).to.equal(true);
      const nobody = await run('run', '--endpoints', 'ws://127.0.0.1:1', '--timeout', '300', 'x', '--', 'true');
      expect(nobody.code).to.equal(69);
      expect(nobody.err).to.match(/^lock: the deadline has passed.*\n$/);
      const wrong = [
        ['x'],
        ['x', '--ttl', '1', '--', 'true'],
        ['x', '--try', '--wait', '1', '--', 'true'],
        ['--permits', '2', '--weight', '3', 'x', '--', 'true'],
      ];
      const ends = await Promise.all(wrong.map((args) => run('run', ...args)));
      for (const [i, { code, err }] of ends.entries()) {
        expect(code, wrong[i]?.join(' ')).to.equal(2);
        expect(err.trimEnd().split('\n'), wrong[i]?.join(' ')).to.have.lengthOf(1);
      }
    });
  });

  describe('lock elect', () => {
    it('runs the command while it leads, and tells who watches', async () => {
      expect(await run('elect', 'boss', '--once')).to.deep.include({ code: 3, out: 'nobody leads\n' });
      const observer = start('elect', 'boss', '--json');
      await observer.prints('null\n');
      const program = start(
        'elect',
        'boss',
        '--value',
        'me',
        '--',
        'sh',
        '-c',
        'echo "$LOL_LOCK_TOKEN"; exec sleep 1000',
      );
      await program.prints(/\d+\n/);
      await observer.prints(/"value":"me"/);
      expect(await says('elect', 'boss', '--once')).to.match(new RegExp(`^token ${program.out.trim()}, .+: me\\n$`));
      program.kill('SIGTERM');
      expect((await program.ended).code).to.equal(143);
      await observer.prints(/null\n\{.*\}\nnull\n/);
      observer.kill('SIGINT');
      expect((await observer.ended).code).to.equal(0);
    });
  });

  describe('what people look at', () => {
    it('are the locks and sessions, in tables and in JSON', async () => {
      await using named = new LockClient({
        ...{ transport: new WsClientTransport(), endpoints: cluster.addresses, ttl: 60_000, namespace: 'team' },
        owner: 'tester',
      });
      const lock = await named.acquire('one');
      const campaign = await named.campaign('two', { value: Uint8Array.of(0xff) });
      expect(await says('ls', '--namespace', 'team')).to.equal(
        'NAME  KIND      SIZE  HOLDERS  WAITING\none   mutex     1     1        0\ntwo   election  1     1        0\n',
      );
      const [first] = (await says('ls', '--namespace', 'team', '--json')).split('\n');
      expect(JSON.parse(first ?? '')).to.deep.equal({ name: 'one', kind: 'mutex', size: 1, holds: 1, waiters: 0 });
      expect(await says('info', 'one', '--namespace', 'team')).to.match(
        new RegExp(
          `^one: mutex, holders 1, waiting 0\nSTATE +TOKEN +SESSION +OWNER +NOTE\nholds +${lock.token} +[0-9a-f]{32} +tester\n$`,
        ),
      );
      expect(JSON.parse(await says('info', 'two', '--namespace', 'team', '--json'))).to.have.nested.property(
        'holders[0].value.base64',
        '/w==',
      );
      expect(await says('sessions', '--namespace', 'team')).to.match(
        /^SESSION +TTL +OWNER\n[0-9a-f]{32} +60000 ms +tester\n$/,
      );
      expect(JSON.parse(await says('sessions', '--namespace', 'team', '--json'))).to.include({
        owner: 'tester',
        ttl: 60_000,
      });
      await campaign.resign();
      expect((await run('info', 'two', '--namespace', 'team')).code).to.equal(3);
      expect(await run('info', 'two', '--namespace', 'team', '--json')).to.include({ code: 3, out: 'null\n' });
      const gone = await run('break', 'one', '--namespace', 'team', '--fencing-token', '1', '--yes');
      expect([gone.code, gone.out]).to.deep.equal([3, 'nothing is held under token 1\n']);
      const unasked = await run('break', 'one', '--namespace', 'team', '--fencing-token', String(lock.token));
      expect([unasked.code, unasked.err]).to.deep.equal([2, 'lock: there is no terminal to ask at; say --yes\n']);
      expect(lock.isHeld).to.equal(true);
      expect(
        JSON.parse(
          await says('break', 'one', '--namespace', 'team', '--fencing-token', String(lock.token), '--yes', '--json'),
        ),
      ).to.deep.equal({ holds: 1 });
      await until(() => !lock.isHeld, 'its holder hears of it');
    });

    it('are quotas, which are changed one by one', async () => {
      const before = await says('quota', '--namespace', 'small');
      expect(before)
        .to.match(/^QUOTA +LIMIT +USED\nsessions +20000 +0\n/)
        .and.match(/the default ones\n$/);
      const after = await says('quota', '--namespace', 'small', 'sessions=1', 'name-bytes=10');
      expect(after)
        .to.match(/sessions +1 +0\n/)
        .and.match(/name-bytes +10 +-\n/)
        .and.match(/objects +100000 /);
      expect(after).to.match(/the namespace's own\n$/);
      await using named = new LockClient({
        transport: new WsClientTransport(),
        endpoints: cluster.addresses,
        namespace: 'small',
      });
      await named.session();
      const full = await run('run', '--namespace', 'small', 'x', '--', 'true');
      expect(full.code).to.equal(69);
      expect(JSON.parse(await says('quota', '--namespace', 'small', '--reset', '--json'))).to.deep.include({
        isOwn: false,
        sessions: 1,
      });
      const wrong = [['many=1'], ['--reset', 'sessions=1']];
      const ends = await Promise.all(wrong.map((args) => run('quota', ...args)));
      expect(ends.map(({ code }) => code)).to.deep.equal(wrong.map(() => 2));
    });

    it('and help', async () => {
      const help = await says('--help');
      for (const word of ['run', 'elect', 'ls', 'info', 'sessions', 'break', 'quota', 'Exit codes', 'LOCK_ENDPOINTS'])
        expect(help).to.include(word);
      expect(await says('run', '--help'))
        .to.include('75')
        .and.include('LOL_LOCK_TOKEN');
    });

    it('and nobody breaks a lock by accident', async () => {
      const answering = (answer: string) => ({ canAsk: true, ask: async () => answer }) as unknown as Terminal;
      for (const [answer, expected] of [
        ['y', true],
        [' YES ', true],
        ['', false],
        ['n', false],
        ['yesterday', false],
      ] as const)
        expect(await confirmed('sure?', false, answering(answer)), answer).to.equal(expected);
      expect(await confirmed('sure?', true, { canAsk: false } as Terminal)).to.equal(true);
      const refused = await confirmed('sure?', false, { canAsk: false } as Terminal).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(InvalidArgumentError);
    });
  });

  describe('a client', () => {
    it('keeps what it holds when the leader goes, and its place in the queue', async () => {
      const held = await client.acquire('kept');
      const waiting = client.acquire('kept', { session: await client.session({ ttl: 60_000 }) });
      await until(async () => (await client.describe('kept'))?.waiting.length === 1, 'it waits');
      const { token } = held;
      await cluster.stop(cluster.leader!);
      await until(() => cluster.leader !== undefined, 'another one leads');
      expect((await client.check('kept', token)).isCurrent).to.equal(true);
      expect((await client.describe('kept'))?.waiting.length).to.equal(1);
      await held.release();
      await using next = await waiting;
      expect(next.token).to.be.greaterThan(token);
      expect((await client.check('kept', token)).isCurrent).to.equal(false);
    });
  });
});
