import { expect } from 'chai';
import { describe, it } from 'mocha';
import { LeadershipLostError, NotLeaderError, type RaftError, UnavailableError } from '../../src/model/errors.js';
import { groupId } from '../../src/model/ids.js';
import type { ServiceRequest, ServiceResponse, WriteRequest } from '../../src/model/service.js';
import { Forwarder } from '../../src/node/forwarder.js';
import { DEFAULT_HOST_LIMITS } from '../../src/node/limits.js';
import type { CallContext, CallOptions, ClientConnection, ClientTransport } from '../../src/ports/transport.js';
import { ManualClock } from '../support/manual-clock.js';

const group = groupId('main');
const WRITE: WriteRequest = {
  type: 'write',
  group,
  session: 7,
  sequence: 3,
  window: 1,
  payload: new Uint8Array([1, 2]),
};
const ANSWER: ServiceResponse = { type: 'write', index: 5, value: new Uint8Array([9]) };
const elsewhere = (id = 'b'): NotLeaderError => new NotLeaderError({ id, address: `mem:${id}` });

interface Asked {
  readonly address: string;
  readonly request: ServiceRequest;
  readonly options: CallOptions;
  readonly answer: (response: ServiceResponse) => void;
  readonly fail: (error: Error) => void;
}

/** Connections that do what the test says. */
class Elsewhere implements ClientTransport {
  readonly asked: Asked[] = [];
  readonly dials: string[] = [];
  readonly closed: string[] = [];
  /** What a dial waits for, or fails with. */
  dial: Promise<void> = Promise.resolve();
  end: () => void = () => undefined;

  async connect(address: string): Promise<ClientConnection> {
    this.dials.push(address);
    await this.dial;
    let end = (): void => undefined;
    const closed = new Promise<void>((resolve) => (end = resolve));
    this.end = end;
    return {
      call: (request, options = {}) =>
        new Promise((answer, fail) => this.asked.push({ address, request, options, answer, fail })),
      stream: () => {
        throw new Error('nobody streams');
      },
      closed,
      close: async () => {
        this.closed.push(address);
        end();
      },
    };
  }

  get last(): Asked {
    const last = this.asked.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  }
}

function setup(limits = {}) {
  const clock = new ManualClock();
  const transport = new Elsewhere();
  const forwarder = new Forwarder({ transport, connectTimeout: 2_000 }, { ...DEFAULT_HOST_LIMITS, ...limits }, clock);
  const pass = (options = {}, error: Error = elsewhere(), origin?: CallContext) => {
    const to = forwarder.target(error, origin);
    if (to === undefined) throw new Error('it is not passed on');
    const end: { value?: unknown; error?: RaftError } = {};
    to(WRITE, options).then(
      (value) => (end.value = value),
      (reason: unknown) => (end.error = reason as RaftError),
    );
    return end;
  };
  return { clock, transport, forwarder, pass };
}

describe('calls that are passed on', () => {
  it('go to the leader over one connection, and are answered as it answers', async () => {
    const { clock, transport, forwarder, pass } = setup();
    const [one, two] = [pass(), pass()];
    await clock.settle();
    expect(transport.dials).to.deep.equal(['mem:b']);
    expect(transport.asked.map(({ request, options }) => [request, options.forwarded])).to.deep.equal([
      [WRITE, true],
      [WRITE, true],
    ]);
    transport.asked[0]?.answer(ANSWER);
    const lost = new LeadershipLostError();
    transport.asked[1]?.fail(lost);
    await clock.settle();
    expect(one.value).to.deep.equal(ANSWER);
    expect(two.error, 'what is known of the outcome stays so').to.equal(lost);
    expect(forwarder.count).to.equal(0);
  });

  it('carry deadline, signal, trace and credential of their caller', async () => {
    const { clock, transport, pass } = setup();
    const controller = new AbortController();
    const origin: CallContext = {
      signal: controller.signal,
      remaining: 400,
      traceparent: 'trace',
      credential: 'secret',
      forwarded: false,
    };
    let dialled = (): void => undefined;
    transport.dial = new Promise((resolve) => (dialled = resolve));
    const end = pass({}, elsewhere(), origin);
    await clock.advance(150);
    dialled();
    await clock.settle();
    expect(transport.last.options).to.include({ timeout: 250, traceparent: 'trace', credential: 'secret' });
    controller.abort();
    await clock.settle();
    expect(end.error).to.include({ code: 'ABORTED', outcome: 'unknown' });
    expect(transport.last.options.signal?.aborted).to.equal(true);
  });

  it('are not passed on again, nor where nobody knows the leader, nor after other refusals', () => {
    const { forwarder } = setup();
    const origin = { forwarded: true } as CallContext;
    expect(forwarder.target(elsewhere(), origin)).to.equal(undefined);
    expect(forwarder.target(new NotLeaderError(undefined), undefined)).to.equal(undefined);
    expect(forwarder.target(new NotLeaderError({ id: 'b', address: '' }), undefined)).to.equal(undefined);
    expect(forwarder.target(new LeadershipLostError(), undefined)).to.equal(undefined);
  });

  it('have no effect where the leader cannot be reached, in time or at all', async () => {
    const { clock, transport, pass } = setup();
    transport.dial = Promise.reject(new UnavailableError('nobody', 'unknown'));
    const refused = pass();
    await clock.settle();
    expect(refused.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    transport.dial = new Promise(() => undefined);
    const [patient, hasty] = [pass(), pass({ timeout: 100 })];
    await clock.settle();
    await clock.advance(100);
    await clock.settle();
    expect(hasty.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    await clock.advance(1_900);
    await clock.settle();
    expect(patient.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied', retryable: true });
    transport.dial = Promise.resolve();
    const again = pass();
    await clock.settle();
    transport.last.answer(ANSWER);
    await clock.settle();
    expect(again.value, 'the next one dials anew').to.deep.equal(ANSWER);
  });

  it('end with their deadline: what was sent may be applied', async () => {
    const { clock, transport, pass } = setup();
    const end = pass({ timeout: 100 });
    await clock.settle();
    expect(transport.asked).to.have.length(1);
    await clock.advance(100);
    await clock.settle();
    expect(end.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    const late = pass({ timeout: 0 });
    await clock.settle();
    expect(late.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    expect(transport.asked).to.have.length(1);
  });

  it('end some time after their leader leads no longer, with whatever it has not answered by then', async () => {
    const { clock, transport, forwarder, pass } = setup();
    const [answered, lost] = [pass(), pass()];
    await clock.settle();
    forwarder.leaderChanged(groupId('other'), 1_000);
    forwarder.leaderChanged(group, 1_000);
    await clock.advance(900);
    forwarder.leaderChanged(group, 1_000);
    transport.asked[0]?.answer(ANSWER);
    await clock.settle();
    expect(answered.value).to.deep.equal(ANSWER);
    expect(lost).to.deep.equal({});
    await clock.advance(100);
    await clock.settle();
    expect(lost.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown', retryable: true });
    expect(transport.last.options.signal?.aborted).to.equal(true);
  });

  it('leave a connection on which nothing comes any more: its machine may be gone', async () => {
    const { clock, transport, pass } = setup();
    const [hasty, patient] = [pass({ timeout: 100 }), pass()];
    await clock.settle();
    await clock.advance(100);
    await clock.settle();
    expect(hasty.error).to.include({ code: 'DEADLINE_EXCEEDED' });
    pass({ timeout: 100 });
    await clock.settle();
    expect(transport.dials, 'the next call is not sent into the void').to.deep.equal(['mem:b', 'mem:b']);
    expect(transport.closed).to.deep.equal([]);
    transport.asked[1]?.answer(ANSWER);
    await clock.settle();
    expect(patient.value, 'what is out is waited for').to.deep.equal(ANSWER);
    expect(transport.closed).to.deep.equal(['mem:b']);
  });

  it('are bounded in number and bytes', async () => {
    for (const limits of [{ maxPendingWrites: 2 }, { maxPendingWriteBytes: 5 }]) {
      const { clock, transport, pass } = setup(limits);
      const [one, , three] = [pass(), pass(), pass()];
      await clock.settle();
      expect(three.error).to.include({ code: 'OVERLOADED', outcome: 'not_applied' });
      transport.asked[0]?.answer(ANSWER);
      await clock.settle();
      expect(one.value).to.deep.equal(ANSWER);
      const four = pass();
      await clock.settle();
      expect(four).to.deep.equal({});
      expect(transport.asked).to.have.length(3);
    }
  });

  it('all settle when the node closes, and no connection is left', async () => {
    const { clock, transport, forwarder, pass } = setup();
    const sent = pass();
    await clock.settle();
    transport.dial = new Promise(() => undefined);
    const waiting = pass({}, elsewhere('c'));
    await clock.settle();
    await forwarder.close();
    await clock.settle();
    expect(sent.error).to.include({ code: 'CLOSED', outcome: 'unknown' });
    expect(waiting.error).to.include({ code: 'CLOSED', outcome: 'not_applied' });
    expect(transport.closed).to.deep.equal(['mem:b']);
    const late = pass();
    await clock.settle();
    expect(late.error).to.include({ code: 'CLOSED' });
  });

  it('leave no connection to who is no member any more, nor to one that has closed', async () => {
    const { clock, transport, forwarder, pass } = setup();
    pass();
    await clock.settle();
    forwarder.keep(new Set(['mem:b']));
    expect(transport.closed).to.deep.equal([]);
    transport.end();
    await clock.settle();
    pass();
    await clock.settle();
    expect(transport.dials).to.deep.equal(['mem:b', 'mem:b']);
    forwarder.keep(new Set(['mem:c']));
    await clock.settle();
    expect(transport.closed, 'it may be answered yet').to.deep.equal([]);
    transport.last.answer(ANSWER);
    await clock.settle();
    expect(transport.closed).to.deep.equal(['mem:b']);
  });

  it('that are answered with something else have failed', async () => {
    const { clock, transport, pass } = setup();
    const end = pass();
    await clock.settle();
    transport.last.answer({ type: 'takeSnapshot', index: 1, size: 1 });
    await clock.settle();
    expect(end.error).to.include({ code: 'INTERNAL', outcome: 'unknown' });
  });
});
