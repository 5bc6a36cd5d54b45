import {
  type AccessRole,
  type ErrorCode,
  type GroupId,
  roleOf,
  type ServiceRequest,
  type StreamRequest,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import {
  encodeClientFrame,
  encodeHello,
  encodeHelloReply,
  encodeServerFrame,
  type FrameClass,
  type FrameType,
  FrameWriter,
} from '../src/index.js';

const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function frame(type: FrameType, cls: FrameClass, bytes: Uint8Array): string {
  const writer = new FrameWriter();
  writer.offer(type, cls, bytes);
  return Buffer.from(writer.nextFrame() ?? []).toString('hex');
}

describe('docs/protocol.md', () => {
  const call = {
    type: 'call' as const,
    id: 1,
    timeout: 5000,
    traceparent: undefined,
    credential: undefined,
    request: {
      type: 'write' as const,
      group: 'main' as GroupId,
      session: 0,
      sequence: 0,
      window: 0,
      payload: text('hi'),
    },
  };
  const answer = { type: 'reply' as const, id: 1, response: { type: 'write' as const, index: 300, value: text('ok') } };
  const examples: Record<string, string> = {
    hello: frame('hello', 'control', encodeHello({ type: 'client', protocolMin: 1, protocolMax: 1 })),
    'hello-reply': frame('helloReply', 'control', encodeHelloReply({ type: 'client', protocol: 1 })),
    call: frame('client', 'service', encodeClientFrame([call])),
    reply: frame('server', 'service', encodeServerFrame([answer])),
  };

  it('has these examples and no others', () => {
    const shown = [...page.matchAll(/```hex (\S+)\n([^`]*)```/g)].map(([, name, hex]) => [
      name,
      hex?.replaceAll(/\s/g, ''),
    ]);
    expect(Object.fromEntries(shown)).to.deep.equal(examples);
  });

  it('names every request, with the role that it needs', () => {
    const request = (type: string, more: object = {}) => ({ type, settings: new Map(), ...more }) as never;
    // The compiler sees to it that none is missing.
    const roles: Record<(ServiceRequest | StreamRequest)['type'], AccessRole | 'method' | 'admin; read to list'> = {
      write: roleOf(request('write')),
      session: roleOf(request('session')),
      query: roleOf(request('query')),
      status: roleOf(request('status')),
      watchStatus: roleOf(request('watchStatus')),
      changeMembership: roleOf(request('changeMembership')),
      transferLeadership: roleOf(request('transferLeadership')),
      tune: `${roleOf(request('tune', { settings: new Map([['a', 1]]) }))}; ${roleOf(request('tune'))} to list` as never,
      raiseClusterVersion: roleOf(request('raiseClusterVersion')),
      takeSnapshot: roleOf(request('takeSnapshot')),
      readSnapshot: roleOf(request('readSnapshot')),
      invoke: 'method',
      invokeStream: 'method',
    };
    const expected = Object.entries(roles).map(([type, role]) => [
      type.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      role,
    ]);
    const section = page.split('### What a node is asked\n')[1]?.split('\n### ')[0] ?? '';
    const rows = [...section.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|.*\| ([^|]+) \|$/gm)].flatMap(
      ([, names = '', role = '']) =>
        names
          .split(', ')
          .map((name) => [name.replaceAll('`', ''), role.replaceAll('`', '').replace(/^the method.s$/, 'method')]),
    );
    expect(rows).to.deep.equal(expected);
    for (const [name] of rows) expect(section, `what ${name} does`).to.match(new RegExp(`^- .*\`${name}\``, 'm'));
  });

  it('says what every code of an error means', () => {
    // The compiler sees to it that none is missing.
    const codes: Record<ErrorCode, true> = {
      INVALID_ARGUMENT: true,
      ENTRY_TOO_LARGE: true,
      NOT_LEADER: true,
      OVERLOADED: true,
      LEADERSHIP_LOST: true,
      SESSION_EXPIRED: true,
      SEQUENCE_FORGOTTEN: true,
      RESPONSE_EVICTED: true,
      TOO_MANY_SESSIONS: true,
      DEADLINE_EXCEEDED: true,
      ABORTED: true,
      CLOSED: true,
      UNAVAILABLE: true,
      GROUP_NOT_FOUND: true,
      PROTOCOL: true,
      CORRUPTION: true,
      STORAGE_FAILED: true,
      STORAGE_FULL: true,
      STORAGE_LOCKED: true,
      STORAGE_FORMAT: true,
      IDENTITY_MISMATCH: true,
      STORE_REFUSED: true,
      REMOVED: true,
      CHANGE_IN_PROGRESS: true,
      CONFIGURATION_CHANGED: true,
      QUORUM_AT_RISK: true,
      LEARNER_BEHIND: true,
      CLUSTER_VERSION: true,
      TRANSFER_FAILED: true,
      SNAPSHOT_STORE: true,
      SNAPSHOT_NOT_FOUND: true,
      SNAPSHOT_EXISTS: true,
      UNKNOWN_ENTRY: true,
      APP_FAILED: true,
      APP_ERROR: true,
      METHOD_NOT_FOUND: true,
      UNAUTHENTICATED: true,
      PERMISSION_DENIED: true,
      ALREADY_EXISTS: true,
      INTERNAL: true,
    };
    const all = Object.keys(codes).sort();
    const codesIn = (text: string): string[] => [...text.matchAll(/`([A-Z_]{3,})`/g)].map(([, code = '']) => code);
    const errors = page.split('\n### Errors\n')[1]?.split('\n## ')[0] ?? '';
    const meant = [...errors.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, cell = '']) => codesIn(cell));
    expect(meant.sort()).to.deep.equal(all);
  });
});
