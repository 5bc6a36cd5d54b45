import { type GroupId } from '@lolraft/raft-core';
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
});
