import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type RaftError, OverloadedError } from '../../src/model/errors.js';
import { bounded } from '../../src/node/bounded-call.js';
import { CallMeter } from '../../src/node/call-meter.js';
import { Events } from '../../src/node/events.js';
import { ManualClock } from '../support/manual-clock.js';

function setUp() {
  const clock = new ManualClock();
  const told: string[] = [];
  const state = { watched: true };
  const meter = new CallMeter(() => clock.now(), {
    isWatched: () => state.watched,
    onDone: (milliseconds) => told.push(`done ${milliseconds.join(' ')}`),
    onFailed: ({ code }) => told.push(code),
  });
  const ends: string[] = [];
  const settle = {
    resolve: (value: string) => void ends.push(value),
    reject: ({ code }: RaftError) => void ends.push(code),
  };
  return { clock, told, state, meter, ends, settle };
}

describe('a meter of calls', () => {
  it('tells those that ended well together, by how long each took, and failures at once', async () => {
    const { clock, told, meter, ends, settle } = setUp();
    const first = meter.begin(settle);
    await clock.advance(5);
    const second = meter.begin(settle);
    const third = meter.begin(settle);
    await clock.advance(2);
    first.resolve('1');
    second.resolve('2');
    third.reject(new OverloadedError('full'));
    expect(told).to.deep.equal(['OVERLOADED']);
    meter.flush();
    meter.flush();
    expect(told).to.deep.equal(['OVERLOADED', 'done 7 2']);
    expect(ends).to.deep.equal(['1', '2', 'OVERLOADED']);
    meter.refused(new OverloadedError('full'));
    expect(told.at(-1)).to.equal('OVERLOADED');
  });

  it('measures nothing that begins while nobody listens', () => {
    const { told, state, meter, ends, settle } = setUp();
    state.watched = false;
    const call = meter.begin(settle);
    state.watched = true;
    call.resolve('1');
    meter.flush();
    expect(told).to.deep.equal([]);
    expect(ends).to.deep.equal(['1']);
  });

  it('hears of a call once where its time is up before its end', async () => {
    const { clock, told, meter, ends, settle } = setUp();
    const late = bounded(clock, { timeout: 10 }, 'unknown', meter.begin(settle));
    const inTime = bounded(clock, { timeout: 10 }, 'unknown', meter.begin(settle));
    inTime.resolve('1');
    await clock.advance(11);
    late.resolve('2');
    late.reject(new OverloadedError('full'));
    meter.flush();
    expect(ends).to.deep.equal(['1', 'DEADLINE_EXCEEDED']);
    expect(told).to.deep.equal(['DEADLINE_EXCEEDED', 'done 11']);
  });
});

describe('events', () => {
  it('know whether anybody listens', () => {
    const events = new Events<{ a: number; b: number }>();
    expect(events.isWatched('a')).to.equal(false);
    const end = events.on('a', () => undefined);
    const other = events.on('a', () => undefined);
    end();
    expect(events.isWatched('a')).to.equal(true);
    other();
    expect(events.isWatched('a')).to.equal(false);
    expect(events.isWatched('b')).to.equal(false);
  });
});
