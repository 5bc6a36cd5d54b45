import {
  AppError,
  MethodNotFoundError,
  type MethodContext,
  type MountedService,
  NotLeaderError,
  type RaftHost,
} from '@lolraft/raft-core';
import { RaftClient } from '@lolraft/raft-client';
import { expect } from 'chai';
import { it } from 'mocha';
import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from '../support/cluster.js';
import { bytes, type Journal, text } from '../support/journal.js';
import { failureOf } from '../support/outcome.js';
import type { Surroundings } from '../support/surroundings.js';
import { ends, until } from '../support/wait.js';

const NAME = 'lol.scenario.v1.Journal';

/** The journal as a service: what a lock service does, in small. */
function journalService(
  cluster: () => Cluster,
  id: string,
  signals: AbortSignal[],
): (host: RaftHost) => MountedService[] {
  return (host) => {
    let journal: Journal | undefined;
    const entries = (): readonly string[] => (journal ??= cluster().node(id).journal()).entries;
    const checkLeader = (): void => {
      const { role, leader, leaderAddress } = host.group('main').status();
      if (role === 'leader') return;
      throw new NotLeaderError(
        leader === undefined || leaderAddress === undefined ? undefined : { id: leader, address: leaderAddress },
      );
    };
    const reaches = async (count: number, { signal }: MethodContext): Promise<void> => {
      while (entries().length < count) {
        checkLeader();
        if (signal.aborted) throw new AppError('GIVEN_UP', 'nobody waits any more');
        await pause(5);
      }
      checkLeader();
    };
    return [
      {
        name: NAME,
        methods: {
          Append: {
            kind: 'unary',
            role: 'write',
            handle: async (request) => (await host.group('main').write(request)).value ?? new Uint8Array(),
          },
          Wait: {
            kind: 'unary',
            role: 'read',
            handle: async (request, context) => {
              signals.push(context.signal);
              const count = Number(text(request));
              await reaches(count, context);
              return bytes(entries()[count - 1] ?? '');
            },
          },
          Watch: {
            kind: 'stream',
            role: 'read',
            handle: async function* (request, context) {
              for (let count = Number(text(request)); ; count++) {
                await reaches(count, context);
                yield bytes(entries()[count - 1] ?? '');
              }
            },
          },
          Hold: {
            kind: 'unary',
            role: 'write',
            handle: (_request, { signal }) =>
              new Promise((_resolve, reject) => {
                signals.push(signal);
                signal.addEventListener('abort', () => reject(new AppError('NODE_GOES', String(signal.reason))));
              }),
          },
          Fail: {
            kind: 'unary',
            role: 'read',
            handle: async (request) => {
              throw new AppError('SESSION_GONE', 'the session is gone', { details: request });
            },
          },
        },
      },
    ];
  };
}

export function services(surroundings: Surroundings): void {
  it('a service of the app is called, waited for and watched, through the end of a leader', async () => {
    const signals: AbortSignal[] = [];
    const holder: { cluster?: Cluster } = {};
    const running = (): Cluster => {
      if (holder.cluster === undefined)
        throw new AppError('TOO_EARLY', 'the cluster is not there yet', { retryable: true });
      return holder.cluster;
    };
    await using cluster = await Cluster.start(surroundings, {
      services: (id) => journalService(running, id, signals),
    });
    holder.cluster = cluster;
    const leader = await cluster.leader();
    const endpoints = cluster.ids.map((id) => cluster.world.address(id));
    await using client = new RaftClient({ transport: cluster.world.client(), endpoints });
    const append = async (entry: string): Promise<string> =>
      text(await ends(client.call(NAME, 'Append', bytes(entry)), entry));

    const details = Uint8Array.of(0, 255, 5);
    const error = await failureOf(client.call(NAME, 'Fail', details), 'a call that fails');
    expect(error).to.be.instanceOf(AppError);
    expect(error).to.deep.include({
      code: 'APP_ERROR',
      appCode: 'SESSION_GONE',
      message: 'the session is gone',
      details,
    });
    expect(error).to.include({ outcome: 'not_applied', retryable: false });
    const unknown = await failureOf(client.call(NAME, 'Nothing', details), 'a method that is not there');
    expect(unknown).to.be.instanceOf(MethodNotFoundError);

    const waits = client.call(NAME, 'Wait', bytes('3'), { waits: true, idempotent: true, timeout: 90_000 });
    const watch = client.stream(NAME, 'Watch', bytes('1'));
    const first = watch.next();
    expect(await append('one')).to.equal('1');
    expect(text((await ends(first, 'the first item')).value ?? bytes(''))).to.equal('one');
    expect(await append('two')).to.equal('2');
    expect(text((await ends(watch.next(), 'the second item')).value ?? bytes(''))).to.equal('two');

    // Given up by its caller: its method is told, here and over every wire.
    const controller = new AbortController();
    const before = signals.length;
    const given = failureOf(
      client.call(NAME, 'Wait', bytes('99'), { waits: true, signal: controller.signal }),
      'a call that is given up',
    );
    await until(() => signals.length > before, 'it waits');
    controller.abort();
    expect(await given).to.include({ code: 'ABORTED' });
    await until(() => signals[before]?.aborted === true, 'its method is told');

    const held = signals.length;
    const last = failureOf(client.call(NAME, 'Hold', bytes(''), { waits: true }), 'a call whose node closes');
    await until(() => signals.length > held, 'it is held');
    const third = failureOf(watch.next(), 'a stream whose node goes');
    await cluster.stop(leader.id);
    const end = await third;
    expect(end.code).to.be.oneOf(['UNAVAILABLE', 'CLOSED', 'NOT_LEADER', 'APP_ERROR'], end.message);
    // A node that closes lets its methods have the last word.
    expect(await last).to.include({ appCode: 'NODE_GOES', message: 'ClosedError: the node is closed' });
    await cluster.leader();
    const again = client.stream(NAME, 'Watch', bytes('3'), { idempotent: true });
    const next = again.next();
    expect(await append('three')).to.equal('3');
    expect(text((await ends(next, 'the third item')).value ?? bytes(''))).to.equal('three');
    await again.return();
    // Its first leader has gone, and it waited on with the next one.
    expect(text(await ends(waits, 'the call that waits'))).to.equal('three');
    expect(await cluster.agree()).to.deep.equal(['one', 'two', 'three']);
  });
}
