import { type GroupId, InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  type CallMessage,
  type ClientMessage,
  decodeClientFrame,
  encodeClientFrame,
  MAX_SERVICE_MESSAGES,
} from '../../src/index.js';
import { clientMessages } from '../support/arbitraries.js';
import { delimited, number } from '../support/hand-made.js';
import { plain } from '../support/plain.js';

const main = 'main' as GroupId;
const call = (part: Partial<CallMessage> = {}): CallMessage => ({
  type: 'call',
  id: 1,
  timeout: undefined,
  traceparent: undefined,
  credential: undefined,
  request: { type: 'status', group: main },
  ...part,
});
const write = (size: number): CallMessage =>
  call({
    request: { type: 'write', group: main, session: 0, sequence: 0, window: 0, payload: new Uint8Array(size).fill(7) },
  });

describe('client frames', function () {
  this.timeout(60_000);
  it('come back as they were, in their order', () => {
    fc.assert(
      fc.property(clientMessages, (list) => {
        expect(plain(decodeClientFrame(encodeClientFrame(list)))).to.deep.equal(plain(list));
      }),
      { numRuns: 500 },
    );
  });

  it('carry 32 MiB in one call', () => {
    const [received] = decodeClientFrame(encodeClientFrame([write(32 * 1024 * 1024)]));
    expect(received).to.deep.equal(write(32 * 1024 * 1024));
  });

  it('carry no credential into an error', () => {
    const credential = 'secret\n';
    expect(() => encodeClientFrame([call({ credential })]))
      .to.throw(InvalidArgumentError)
      .with.property('message')
      .that.does.not.include('secret');
    const bytes = Uint8Array.from(
      delimited(1, [...number(1, 1), ...delimited(4, credential), ...delimited(7, delimited(1, 'main'))]),
    );
    expect(() => decodeClientFrame(bytes))
      .to.throw(ProtocolError)
      .with.property('message')
      .that.does.not.include('secret');
  });

  describe('encode refuses', () => {
    const bad: Record<string, ClientMessage> = {
      'id 0': call({ id: 0 }),
      'id 2^53': { type: 'cancel', id: 2 ** 53 },
      'a timeout of 0': call({ timeout: 0 }),
      'a timeout of 2^31': call({ timeout: 2 ** 31 }),
      'half a millisecond': call({ timeout: 0.5 }),
      'an empty traceparent': call({ traceparent: '' }),
      'a traceparent that is too long': call({ traceparent: 'x'.repeat(257) }),
      'a credential that is too long': call({ credential: 'x'.repeat(16_385) }),
      'a credential that is no ASCII': call({ credential: 'é' }),
      'an interval of 0': call({ request: { type: 'watchStatus', group: main, interval: 0 } }),
      'a minIndex of -1': call({
        request: { type: 'query', group: main, level: { type: 'local', minIndex: -1 }, payload: new Uint8Array() },
      }),
      'a pull of nothing': { type: 'pull', id: 1, count: 0 },
    };
    for (const [what, message] of Object.entries(bad)) {
      it(what, () => expect(() => encodeClientFrame([message])).to.throw(InvalidArgumentError));
    }

    it('more messages than a decoder takes', () => {
      const list = Array.from(
        { length: MAX_SERVICE_MESSAGES + 1 },
        (_, i): ClientMessage => ({ type: 'cancel', id: i + 1 }),
      );
      expect(() => encodeClientFrame(list)).to.throw(InvalidArgumentError);
      expect(decodeClientFrame(encodeClientFrame(list.slice(1)))).to.deep.equal(list.slice(1));
    });
  });

  describe('decode refuses', () => {
    const status = delimited(7, delimited(1, 'main'));
    const refused: Record<string, [number[], RegExp]> = {
      'a call without id': [delimited(1, status), /id 0/],
      'a call without request': [delimited(1, number(1, 1)), /no request/],
      'an unknown request': [delimited(1, [...number(1, 1), ...delimited(31, [])]), /no request/],
      'an id of 2^53': [delimited(1, [...number(1, 2n ** 53n), ...status]), /2\^53/],
      'a timeout of 0': [delimited(1, [...number(1, 1), ...number(2, 0), ...status]), /timeout is 0/],
      'a timeout of 2^31': [delimited(1, [...number(1, 1), ...number(2, 2 ** 31), ...status]), /timeout is/],
      'a timeout of 2^32 + 5': [delimited(1, [...number(1, 1), ...number(2, 2 ** 32 + 5), ...status]), /2\^32/],
      'a traceparent with a line break': [
        delimited(1, [...number(1, 1), ...delimited(3, 'a\nb'), ...status]),
        /traceparent/,
      ],
      'a long traceparent': [
        delimited(1, [...number(1, 1), ...delimited(3, 'a'.repeat(257)), ...status]),
        /traceparent/,
      ],
      'an invalid group': [delimited(1, [...number(1, 1), ...delimited(7, delimited(1, ''))]), /group id/],
      'a query without level': [delimited(1, [...number(1, 1), ...delimited(6, delimited(1, 'main'))]), /no level/],
      'a watch without interval': [
        delimited(1, [...number(1, 1), ...delimited(8, delimited(1, 'main'))]),
        /interval is 0/,
      ],
      'a session of 2^53': [delimited(1, [...number(1, 1), ...delimited(5, number(2, 2n ** 53n))]), /2\^53/],
      'a pull of nothing': [delimited(2, number(1, 1)), /count is 0/],
      'a pull without id': [delimited(2, number(2, 1)), /id 0/],
      'a cancel without id': [delimited(3, []), /id 0/],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decodeClientFrame(Uint8Array.from(bytes))).to.throw(ProtocolError, message));
    }
  });

  describe('ownership', () => {
    const payloadOf = (bytes: Uint8Array): Uint8Array => {
      const [first] = decodeClientFrame(bytes);
      if (first?.type !== 'call' || first.request.type !== 'write') throw new Error('no write');
      return first.request.payload;
    };

    it('the payload of a write stays where it is', () => {
      const frame = encodeClientFrame([write(100), write(200)]);
      expect(payloadOf(frame).buffer).to.equal(frame.buffer);
    });

    const kept: Record<string, (payload: Uint8Array) => CallMessage['request']> = {
      query: (payload) => ({ type: 'query', group: main, level: { type: 'linearizable' }, payload }),
      'call of a method': (payload) => ({ type: 'invoke', service: 'a.B', method: 'C', payload }),
      'call of a stream': (payload) => ({ type: 'invokeStream', service: 'a.B', method: 'C', payload }),
    };
    for (const [what, request] of Object.entries(kept)) {
      it(`a small ${what} is copied out of a large buffer, a large one stays`, () => {
        const encoded = (size: number): Uint8Array =>
          encodeClientFrame([call({ request: request(new Uint8Array(size).fill(7)) })]);
        const payloadIn = (bytes: Uint8Array): Uint8Array => {
          const [first] = decodeClientFrame(bytes);
          if (first?.type !== 'call' || !('payload' in first.request)) throw new Error('no payload');
          return first.request.payload;
        };
        const buffer = new Uint8Array(65_536);
        const frame = encoded(100);
        buffer.set(frame);
        const payload = payloadIn(buffer.subarray(0, frame.length));
        buffer.fill(0);
        expect(payload).to.deep.equal(new Uint8Array(100).fill(7));
        expect(payload.buffer.byteLength).to.equal(100);

        const large = encoded(100_000);
        expect(payloadIn(large).buffer).to.equal(large.buffer);
      });
    }

    it('payloads are plain bytes, whatever was received, and however empty', () => {
      for (const size of [0, 10, 100_000]) {
        const payload = payloadOf(Buffer.from(encodeClientFrame([write(size)])));
        expect(Object.getPrototypeOf(payload)).to.equal(Uint8Array.prototype);
        expect(payload.length).to.equal(size);
      }
    });
  });
});
