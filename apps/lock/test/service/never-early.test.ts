import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SessionId } from '../../src/index.js';
import { Cluster, type Node, sessionOf, sid } from './support/cluster.js';

const SEEDS = Number(process.env['LOL_LOCK_SEEDS'] ?? 8);
const STEPS = 150;
const SESSIONS = 6;

function randomOf(seed: number): (below: number) => number {
  let state = seed * 7_919 + 1;
  return (below) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
}

/** What a client of one session believes, and what became of it. */
interface Client {
  readonly n: number;
  readonly ttl: number;
  /** The session lives until then at least, by what was answered. */
  lives: number;
  endedAt: number | undefined;
  answers: number;
}

/** Counts the time from before each request on, as the protocol says, against what the machines do. */
class Story {
  readonly #cluster: Cluster;
  readonly #clients: readonly Client[];
  readonly faults: string[] = [];

  constructor(cluster: Cluster, clients: readonly Client[]) {
    this.#cluster = cluster;
    this.#clients = clients;
    for (const { id, feed } of cluster.nodes.values())
      feed.watch((_, events) => {
        for (const event of events)
          if (event.type === 'sessionEnded' && event.how === 'expired') this.#ended(event.session, id);
      });
  }

  get #now(): number {
    return this.#cluster.clock.now();
  }

  #ended(session: SessionId, where: string): void {
    const client = this.#clients.find(({ n }) => sid(n) === session);
    if (client === undefined) return;
    client.endedAt ??= this.#now;
    if (this.#now < client.lives)
      this.faults.push(`${session} ended at ${where} ${client.lives - this.#now} ms before its time`);
  }

  keep(client: Client, node: Node): void {
    const sent = this.#now;
    this.#cluster.call(node, 'KeepAlive', { sessions: [sessionOf(client.n)] }).then(
      ({ sessions: [kept] }) => {
        const ttl = kept?.ttl ?? 0;
        if (ttl === 0) return;
        client.answers++;
        client.lives = Math.max(client.lives, sent + ttl);
        if (client.endedAt !== undefined && client.endedAt < sent + ttl)
          this.faults.push(`${sid(client.n)} was kept until ${sent + ttl}, and had ended at ${client.endedAt}`);
      },
      () => undefined,
    );
  }
}

async function run(seed: number): Promise<{ answers: number; ended: number; terms: number }> {
  const random = randomOf(seed);
  await using cluster = await Cluster.start(3);
  const nodes = [...cluster.nodes.values()];
  const { clock } = cluster;
  const first = await cluster.leader();
  const clients: Client[] = [];
  for (let n = 1; n <= SESSIONS; n++) {
    const ttl = 300 + random(2_000);
    const sent = clock.now();
    await cluster.open(first, n, ttl);
    clients.push({ n, ttl, lives: sent + ttl, endedAt: undefined, answers: 0 });
  }
  const story = new Story(cluster, clients);
  for (let step = 0; step < STEPS; step++) {
    for (const client of clients) {
      // Some are heard of often, some now and then, and to a node that leads no more as well.
      if (random(SESSIONS) < client.n) story.keep(client, nodes[random(nodes.length)]!);
      const leader = cluster.find();
      if (leader !== undefined && random(2 * SESSIONS) < client.n) story.keep(client, leader);
    }
    const what = random(20);
    if (what === 0) cluster.isolate(cluster.find() ?? nodes[random(nodes.length)]!);
    else if (what < 3) cluster.network.heal();
    else if (what === 3)
      cluster
        .find()
        ?.group.transferLeadership()
        .catch(() => undefined);
    else if (what === 4) clock.stall(random(1_500));
    await clock.advance(random(200));
    expect(story.faults, `seed ${seed}, step ${step}`).to.deep.equal([]);
  }
  cluster.network.heal();
  // Nobody is heard of any more: all end.
  await clock.until(
    () => clients.every(({ n }) => nodes.every(({ app }) => app.session(sid(n)) === undefined)),
    'all end',
  );
  expect(story.faults, `seed ${seed}, at the end`).to.deep.equal([]);
  return {
    answers: clients.reduce((all, { answers }) => all + answers, 0),
    ended: clients.filter(({ endedAt }) => endedAt !== undefined).length,
    terms: Math.max(...nodes.map(({ group }) => group.consensusState.term)),
  };
}

describe('sessions at random', () => {
  it('end in the end, and never before the time that their clients were told', async function () {
    this.timeout(300_000);
    let answers = 0;
    let terms = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const told = await run(seed);
      expect(told.ended, `seed ${seed}`).to.equal(SESSIONS);
      answers += told.answers;
      terms += told.terms;
    }
    // It is no test where nothing happens.
    expect(answers).to.be.above(100 * SEEDS);
    expect(terms).to.be.above(3 * SEEDS);
  });
});
