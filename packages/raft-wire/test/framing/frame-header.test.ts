import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  FRAME_HEADER_BYTES,
  type FrameHeader,
  frameLimits,
  readFrameHeader,
  writeFrameHeader,
} from '../../src/index.js';

const header: fc.Arbitrary<FrameHeader> = fc
  .record({
    kind: fc.constantFrom(
      ...([
        { type: 'hello', class: 'control' },
        { type: 'helloReply', class: 'control' },
      ] as const),
      ...([
        { type: 'peer', class: 'control' },
        { type: 'peer', class: 'bulk' },
        { type: 'peer', class: 'background' },
      ] as const),
      ...([
        { type: 'client', class: 'service' },
        { type: 'server', class: 'service' },
      ] as const),
    ),
    first: fc.boolean(),
    last: fc.boolean(),
    length: fc.integer({ min: 1, max: 100 }),
    more: fc.integer({ min: 0, max: 2 ** 32 - 1 - 100 }),
  })
  .map(({ kind, first, last, length, more }) => ({ ...kind, first, last, length, total: length + more }));

/** A frame of one piece of 5 bytes, whole, with this change. */
function frame(change: (view: DataView) => void = () => undefined): DataView {
  const view = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES + 5));
  writeFrameHeader(view, 0, { type: 'peer', class: 'bulk', first: true, last: true, length: 5, total: 5 });
  change(view);
  return view;
}

describe('frame header', () => {
  it('comes back as it was, wherever it stands', () => {
    fc.assert(
      fc.property(header, fc.nat(20), (h, offset) => {
        const view = new DataView(new ArrayBuffer(offset + FRAME_HEADER_BYTES + h.length + 3));
        writeFrameHeader(view, offset, h);
        expect(readFrameHeader(view, offset)).to.deep.equal(h);
      }),
    );
  });

  it('has the documented layout', () => {
    const bytes = new Uint8Array(frame().buffer);
    expect([...bytes.subarray(0, FRAME_HEADER_BYTES)]).to.deep.equal([1, 3, 1, 3, 5, 0, 0, 0, 5, 0, 0, 0]);
  });

  const refused: Record<string, [DataView, RegExp]> = {
    'of a frame that ends within it': [new DataView(new ArrayBuffer(11)), /ends within a header/],
    'of an older version': [frame((v) => v.setUint8(0, 0)), /version 0/],
    'of a newer version': [frame((v) => v.setUint8(0, 2)), /version 2/],
    'of type 0': [frame((v) => v.setUint8(1, 0)), /unknown type 0/],
    'of an unknown type': [frame((v) => v.setUint8(1, 6)), /unknown type 6/],
    'of an unknown class': [frame((v) => v.setUint8(2, 4)), /class 4/],
    'of a class that is none of its type': [frame((v) => v.setUint8(2, 2)), /class 2/],
    'of background that is no peer message': [
      frame((v) => {
        v.setUint8(1, 4);
        v.setUint8(2, 3);
      }),
      /type client has the class 3/,
    ],
    'with an unknown flag': [frame((v) => v.setUint8(3, 4)), /flags 4/],
    'of an empty piece': [frame((v) => v.setUint32(4, 0, true)), /empty piece/],
    'of a piece that is not all there': [frame((v) => v.setUint32(4, 6, true)), /has 5 bytes of a piece of 6/],
    'of a piece larger than its message': [frame((v) => v.setUint32(8, 4, true)), /of a message of 4/],
  };
  for (const [what, [view, message]] of Object.entries(refused)) {
    it(`${what} is refused`, () => expect(() => readFrameHeader(view, 0)).to.throw(ProtocolError, message));
  }
});

describe('frame limits', () => {
  it('refuse what is no whole number in its range', () => {
    const bad = [
      { maxFrameBytes: 1023 },
      { maxFrameBytes: 2 ** 32 },
      { maxMessageBytes: 0 },
      { maxMessageBytes: 1e6 + 0.5 },
      { maxQueuedMessages: 0 },
      { maxQueuedBytes: NaN },
      { maxQueuedBytes: '5' as never },
    ];
    for (const limits of bad)
      expect(() => frameLimits(limits)).to.throw(InvalidArgumentError, /expected a whole number/);
  });

  it('let a value of 32 MiB through by default', () => {
    expect(frameLimits().maxMessageBytes).to.be.above(33 * 1024 * 1024);
    expect(frameLimits({ maxFrameBytes: 4096 })).to.include({ maxFrameBytes: 4096, maxQueuedMessages: 65_536 });
  });
});
