import { DEFAULT_GROUP, Events, type HostEvents, RaftError, RemovedError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createLog, HOST_LINES, logHost, type LogLevel, switchLevelOnSignal } from '../../src/index.js';

type Line = Readonly<Record<string, unknown>>;

function capture(level: LogLevel = 'trace') {
  const texts: string[] = [];
  const log = createLog({ level, node: 'n1', destination: { write: (line) => void texts.push(line) } });
  return { log, texts, lines: (): Line[] => texts.map((text) => JSON.parse(text) as Line) };
}

/** What the events say. */
function told(tell: (events: Events<HostEvents>) => void): Line[] {
  const { log, lines } = capture();
  const events = new Events<HostEvents>();
  logHost({ events }, log);
  tell(events);
  return lines();
}

const group = DEFAULT_GROUP;
const n2 = 'n2' as HostEvents['peerUp']['peer'];

describe('the log', () => {
  it('has level, time and node on every line, as JSON', () => {
    const { log, lines, texts } = capture();
    log.warn({ group }, 'so it is');
    expect(texts[0]).to.match(/\n$/);
    const [line] = lines() as [Line];
    expect(line).to.include({ level: 'warn', node: 'n1', group: 'main', msg: 'so it is' });
    expect(new Date(String(line['time'])).toISOString()).to.equal(line['time']);
  });

  it('never has secrets: by the names of fields, in URLs, or hung on an error', () => {
    const { log, texts } = capture();
    const error = Object.assign(new Error('PUT https://user:hunter2@s3.example/bucket failed'), {
      request: { headers: { authorization: 'hunter2' } },
      secretAccessKey: 'hunter2',
    });
    log.info({ token: 'hunter2', settings: { clusterToken: 'hunter2', tlsKey: 'hunter2', password: 'hunter2' } }, 'x');
    log.error({ err: error }, 'x');
    log.error({ err: new RaftError('UNAVAILABLE', 'gone', { cause: error }) }, 'x');
    log.error({ err: 'ws://:hunter2@host' }, 'x');
    expect(texts).to.have.length(4);
    for (const text of texts) expect(text).to.contain('[redacted]').and.not.contain('hunter2');
    expect(JSON.parse(texts[2] ?? '')).to.have.nested.include({ 'err.code': 'UNAVAILABLE', 'err.type': 'RaftError' });
  });

  it('tells roles, leaders and members', () => {
    const member = (id: string) => ({ id: id as typeof n2, address: 'x', store: undefined });
    const lines = told((events) => {
      events.emit('state', { group, role: 'follower', term: 3, leader: n2 });
      events.emit('configuration', {
        group,
        index: 7,
        configuration: {
          voters: [member('n1'), member('n3')],
          outgoing: [member('n1'), member('n2')],
          learners: [],
        } as never,
      });
    });
    expect(lines[0]).to.include({ level: 'info', msg: 'role', role: 'follower', term: 3, leader: 'n2' });
    expect(lines[1]).to.deep.include({ msg: 'configuration', index: 7, voters: ['n1', 'n3'], from: ['n1', 'n2'] });
  });

  it('tells why a group has stopped: removed is news, anything else is fatal', () => {
    const lines = told((events) => {
      events.emit('stopped', { group, error: new RemovedError(n2) });
      events.emit('stopped', { group, error: new RaftError('APP_FAILED', 'oh') });
    });
    expect(lines.map(({ level, code }) => [level, code])).to.deep.equal([
      ['info', 'REMOVED'],
      ['fatal', 'APP_FAILED'],
    ]);
  });

  it('tells full and slow disks, and when there is room again', () => {
    const lines = told((events) => {
      events.emit('diskSlow', { milliseconds: 512.4 });
      events.emit('diskFull', { full: true });
      events.emit('diskFull', { full: false });
    });
    expect(lines.map(({ level, milliseconds }) => [level, milliseconds])).to.deep.equal([
      ['warn', 512],
      ['error', undefined],
      ['info', undefined],
    ]);
  });

  it('tells the same refusal once until somebody is there again', () => {
    const refusal = { reason: 'nobody', remote: 'ws://x' };
    const lines = told((events) => {
      events.emit('connectionRefused', refusal);
      events.emit('connectionRefused', refusal);
      events.emit('connectionRefused', { ...refusal, reason: 'another' });
      events.emit('peerUp', { peer: n2 });
      events.emit('connectionRefused', refusal);
    });
    expect(lines.map(({ level }) => level)).to.deep.equal(['warn', 'debug', 'warn', 'info', 'warn']);
  });

  it('writes no field that is not among those of its definition', () => {
    const samples: { readonly [K in keyof HostEvents]?: HostEvents[K] } = {
      state: { group, role: 'leader', term: 1, leader: n2 },
      peerUp: { peer: n2 },
      peerDown: { peer: n2, reason: 'x' },
      messagesDropped: { peer: n2, messages: 1 },
      peerFault: { group, peer: n2, why: 'x' },
      diskSlow: { milliseconds: 1 },
      diskFull: { full: true },
      snapshotTaken: { group, index: 1, size: 1, milliseconds: 1 },
      snapshotProgress: { group, from: n2, index: 1, received: 1, size: 1 },
      snapshotServed: { group, peer: n2, bytes: 1 },
      snapshotInstalled: { group, index: 1, size: 1, milliseconds: 1 },
      snapshotFailed: { group, what: 'take', error: new Error('x') },
      stopped: { group, error: new RaftError('APP_FAILED', 'x') },
    };
    for (const [event, sample] of Object.entries(samples)) {
      const [line, ...more] = told((events) => {
        events.emit(event as keyof HostEvents, sample);
      }) as [Line, ...Line[]];
      expect(more).to.deep.equal([]);
      const { level, time, node, msg, ...fields } = line;
      expect([time, node].includes(undefined)).to.equal(false);
      const definition = HOST_LINES.find((each) => each.event === event && each.message === msg);
      expect(definition?.level, event).to.equal(level);
      expect(Object.keys(fields), event).to.have.members([...(definition?.fields ?? [])]);
    }
  });

  it('changes its level by a signal, and back', () => {
    const { log, texts } = capture('warn');
    const stop = switchLevelOnSignal(log);
    try {
      process.emit('SIGUSR2');
      log.debug('now');
      process.emit('SIGUSR2');
      log.debug('not any more');
      expect(log.level).to.equal('warn');
    } finally {
      stop();
    }
    expect(texts).to.have.length(2);
    expect(process.listenerCount('SIGUSR2')).to.equal(0);
  });
});
