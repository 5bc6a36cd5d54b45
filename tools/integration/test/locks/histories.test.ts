import { LockClient } from '@lolraft/lock-client';
import { Random } from '@lolraft/tool-process-kit';
import { WsClientTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { ends, until } from '../support/wait.js';
import { AppCluster } from './support/app-cluster.js';
import { Program } from './support/program.js';
import { problemsOf, type Section } from './support/sections.js';
import { Worker } from './support/worker.js';
import type { WorkerSaid } from './worker-main.js';

const NAMES = ['a', 'b', 'c'];
const SEED = Number(process.env['SEED'] ?? 1);
/** What a busy machine may take for something that takes a second or two elsewhere. */
const PATIENCE = 60_000;

describe('histories of the lock service, on real processes', function () {
  this.timeout(240_000);
  const clients: AsyncDisposable[] = [];
  const opened = <T extends AsyncDisposable>(client: T): T => {
    clients.push(client);
    return client;
  };
  const endClients = async (): Promise<void> => {
    await Promise.all(clients.splice(0).map((client) => client[Symbol.asyncDispose]()));
  };
  afterEach(endClients);

  it('are judged by a rule that finds two holders, and tokens that do not grow', () => {
    const section = (token: number, start: number, end: number, lock = 'a'): Section => ({
      ...{ lock, token, start, end, isLost: false },
    });
    expect(problemsOf([section(2, 5, 9), section(1, 0, 4), section(1, 3, 8, 'b')])).to.deep.equal([]);
    expect(problemsOf([section(1, 0, 6), section(2, 5, 9)])).to.have.length(1);
    expect(problemsOf([section(1, 0, 20), section(2, 5, 9), section(3, 10, 12)])).to.have.length(2);
    expect(problemsOf([section(1, 0, 4), section(1, 5, 9)])).to.have.length(1);
    expect(problemsOf([section(2, 0, 4), section(1, 5, 9)])).to.have.length(1);
  });

  it(`have one holder at a time, growing tokens, and nobody forgotten, while a holder is paused and leaders die or hang (SEED=${SEED})`, async () => {
    await using cluster = await AppCluster.start('lock', 3);
    const random = new Random(SEED);
    const sections: Section[] = [];
    const settings = { endpoints: cluster.endpoints, ttl: 1_500, names: NAMES };
    let isOver = false;
    const workers = [1, 2, 3, 4].map((n) =>
      opened(new Worker({ ...settings, seed: SEED * 100 + n }, (section) => void sections.push(section))),
    );
    const holder = opened(
      new Program<WorkerSaid>('worker-main', { ...settings, seed: SEED * 100 }, (said) => {
        if (said.type === 'section') sections.push(said.section);
      }),
    );
    const work = Promise.all(workers.map((worker) => worker.work(() => isOver)));
    // It is waited for below; until then a failure shows itself where progress is waited for.
    let failure: unknown;
    work.catch((error: unknown) => (failure = error));

    /** Waits until each lock was granted, and given back, so many times more. */
    const more = async (count: number, what: string): Promise<void> => {
      const from = sections.length;
      const counts = (): number[] =>
        NAMES.map((name) => sections.slice(from).filter(({ lock }) => lock === name).length);
      await until(
        () => {
          if (failure !== undefined) throw failure;
          return counts().every((each) => each >= count);
        },
        what,
        PATIENCE,
      );
    };

    const faults = {
      'a holder is paused': async () => {
        holder.said.length = 0;
        holder.tell('stay');
        const { lock } = await holder.says('staying');
        holder.pause();
        const lost = sections.length;
        await until(() => sections.slice(lost).some((section) => section.lock === lock), `${lock} goes on`, PATIENCE);
        holder.resume();
        await until(() => sections.some(({ isLost }) => isLost), 'the holder has found out', PATIENCE);
      },
      'the leader is killed': async () => {
        const leader = await cluster.leader();
        await leader.process?.stop('SIGKILL');
        await more(3, 'without the leader it goes on');
        await cluster.run(leader);
        await cluster.joined(leader);
      },
      'the leader is paused': async () => {
        const leader = await cluster.leader();
        leader.process?.pause();
        await more(3, 'beside a leader that hangs it goes on');
        leader.process?.resume();
        await cluster.joined(leader);
      },
    };
    await more(2, 'it begins');
    for (const what of random.shuffled(Object.keys(faults) as (keyof typeof faults)[])) {
      await faults[what]();
      await more(random.between(1, 5), `it goes on after: ${what}`);
    }

    // Everybody is well: what waits is granted, and each gets each lock once more.
    isOver = true;
    await ends(work, 'a worker waits in vain', PATIENCE);
    await ends(Promise.all(workers.map((worker) => worker.onceEach())), 'a worker was forgotten', PATIENCE);
    holder.tell('end');
    await holder.says('done');
    await holder.ended();

    expect(problemsOf(sections)).to.deep.equal([]);
    expect(sections.filter(({ isLost }) => isLost)).to.not.be.empty;

    // Nothing is left behind of those who have come and gone.
    await endClients();
    await using looking = new LockClient({ transport: new WsClientTransport(), endpoints: cluster.endpoints });
    await until(
      async () => {
        for await (const _ of looking.list()) return false;
        return true;
      },
      'nothing is held or waited for',
      PATIENCE,
    );
  });
});
