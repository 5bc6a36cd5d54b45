import { ClosedError, InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  FRAME_HEADER_BYTES,
  type FrameClass,
  type FrameHeader,
  FrameReader,
  FrameWriter,
  readFrameHeader,
  type ReceivedMessage,
  writeFrameHeader,
} from '../../src/index.js';

/** Bytes that tell where they come from. */
const message = (size: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 0xff);
const peer = (cls: FrameClass, bytes: Uint8Array): ReceivedMessage => ({ type: 'peer', class: cls, bytes });

/** All frames that are waiting. */
function drain(writer: FrameWriter, maxBytes?: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let frame = writer.nextFrame(maxBytes); frame !== undefined; frame = writer.nextFrame(maxBytes))
    frames.push(frame);
  return frames;
}

function headersOf(frame: Uint8Array): FrameHeader[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const headers: FrameHeader[] = [];
  for (let at = 0; at < frame.length; at += FRAME_HEADER_BYTES + (headers.at(-1)?.length ?? 0))
    headers.push(readFrameHeader(view, at));
  return headers;
}

/** A frame of pieces made by hand, each of so many bytes as its header says. */
function frameOf(...headers: Partial<FrameHeader>[]): Uint8Array {
  const full = headers.map((h): FrameHeader => {
    const length = h.length ?? 4;
    return { type: 'peer', class: 'bulk', first: true, last: true, length, total: length, ...h };
  });
  const bytes = new Uint8Array(full.reduce((sum, h) => sum + FRAME_HEADER_BYTES + h.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const header of full) {
    writeFrameHeader(view, at, header);
    at += FRAME_HEADER_BYTES + header.length;
  }
  return bytes;
}

describe('frames', function () {
  this.timeout(60_000);
  it('carry whatever is offered, each class in its order, however it is cut and mixed', () => {
    const step = fc.oneof(
      fc.record({
        offer: fc.constantFrom('control' as const, 'bulk' as const, 'background' as const),
        size: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9000 })),
      }),
      fc.record({ send: fc.integer({ min: 0, max: 5000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1024, max: 4096 }), (steps, maxFrameBytes) => {
        const writer = new FrameWriter({ maxFrameBytes });
        const reader = new FrameReader(['peer'], { maxFrameBytes });
        const received: ReceivedMessage[] = [];
        const offered: ReceivedMessage[] = [];
        const send = (maxBytes: number): boolean => {
          const frame = writer.nextFrame(maxBytes);
          if (frame === undefined) return false;
          expect(frame.length).to.be.at.most(Math.min(maxBytes, maxFrameBytes));
          expect(new Set(headersOf(frame).map((h) => h.class)).size).to.equal(1);
          received.push(...reader.read(frame));
          return true;
        };
        for (const [i, next] of steps.entries()) {
          if ('send' in next) send(next.send);
          else {
            const sent = peer(next.offer, message(next.size, i));
            offered.push(sent);
            expect(writer.offer('peer', sent.class, sent.bytes)).to.equal(true);
          }
        }
        while (send(maxFrameBytes));
        for (const cls of ['control', 'bulk', 'background'] as const) {
          expect(received.filter((m) => m.class === cls)).to.deep.equal(offered.filter((m) => m.class === cls));
        }
        expect([writer.pendingMessages(), writer.pendingBytes(), reader.heldBytes]).to.deep.equal([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  it('let control overtake a half-sent bulk message', () => {
    const writer = new FrameWriter();
    const reader = new FrameReader(['peer']);
    const bulk = message(1024 * 1024);
    const control = message(30, 9);
    writer.offer('peer', 'bulk', bulk);
    const first = writer.nextFrame()!;
    writer.offer('peer', 'control', control);
    expect([...reader.read(first), ...reader.read(writer.nextFrame()!)]).to.deep.equal([peer('control', control)]);
    expect(drain(writer).flatMap((frame) => reader.read(frame))).to.deep.equal([peer('bulk', bulk)]);
  });

  it('let control and bulk overtake a half-sent background message', () => {
    const writer = new FrameWriter();
    const reader = new FrameReader(['peer']);
    const background = message(1024 * 1024);
    writer.offer('peer', 'background', background);
    const first = writer.nextFrame()!;
    writer.offer('peer', 'bulk', message(20, 5));
    writer.offer('peer', 'control', message(30, 9));
    const received = [first, ...drain(writer)].flatMap((frame) => reader.read(frame));
    expect(received).to.deep.equal([
      peer('control', message(30, 9)),
      peer('bulk', message(20, 5)),
      peer('background', background),
    ]);
  });

  it('of bulk without end leave background one frame in seventeen, and control waits for neither', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    const whole = 1024 - FRAME_HEADER_BYTES;
    const next = (): FrameClass | undefined => headersOf(writer.nextFrame()!)[0]?.class;
    for (let i = 0; i < 100; i++) writer.offer('peer', 'bulk', message(whole));
    for (let i = 0; i < 20; i++) expect(next(), 'while nothing else waits').to.equal('bulk');
    for (let i = 0; i < 5; i++) writer.offer('peer', 'background', message(whole));
    const order = Array.from({ length: 34 }, next);
    expect(order.flatMap((cls, i) => (cls === 'background' ? [i] : []))).to.deep.equal([16, 33]);
    for (let i = 0; i < 16; i++) expect(next()).to.equal('bulk');
    writer.offer('peer', 'control', message(10));
    expect([next(), next(), next()]).to.deep.equal(['control', 'background', 'bulk']);
  });

  it('of background that were sent while no bulk waited are counted too', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    const whole = 1024 - FRAME_HEADER_BYTES;
    const next = (): FrameClass | undefined => headersOf(writer.nextFrame()!)[0]?.class;
    for (let i = 0; i < 3; i++) writer.offer('peer', 'background', message(whole));
    const bulk = (count: number): void => {
      for (let i = 0; i < count; i++) writer.offer('peer', 'bulk', message(whole));
      for (let i = 0; i < count; i++) expect(next()).to.equal('bulk');
    };
    bulk(10);
    expect(next()).to.equal('background');
    bulk(16);
    expect(next()).to.equal('background');
  });

  it('hold several small messages of one class, and no more than fit', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    for (let i = 0; i < 30; i++) writer.offer('peer', 'bulk', message(100, i));
    const frames = drain(writer);
    expect(frames.map((frame) => headersOf(frame).length)).to.deep.equal([9, 9, 9, 3]);
    const reader = new FrameReader(['peer']);
    expect(frames.flatMap((frame) => reader.read(frame)).map((m) => m.bytes[0])).to.deep.equal(
      Array.from({ length: 30 }, (_, i) => i),
    );
  });

  it('are one for a turn of one batch', () => {
    const writer = new FrameWriter();
    writer.offer('client', 'service', message(20_000));
    expect(drain(writer).map((frame) => frame.length)).to.deep.equal([20_000 + FRAME_HEADER_BYTES]);
  });

  it('are full while a large message lasts; its end shares a frame with what follows', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    writer.offer('peer', 'bulk', message(2500));
    writer.offer('peer', 'bulk', message(10));
    const frames = drain(writer);
    expect(frames.map((frame) => headersOf(frame).map((h) => h.length))).to.deep.equal([[1012], [1012], [476, 10]]);
    expect(headersOf(frames[1]!)[0]).to.include({ first: false, last: false, total: 2500 });
  });

  it('are not filled up with the beginning of a message that does not fit', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    writer.offer('peer', 'bulk', message(10));
    writer.offer('peer', 'bulk', message(1100));
    const lengths = drain(writer).map((frame) => headersOf(frame).map((h) => h.length));
    expect(lengths).to.deep.equal([[10], [1012], [88]]);
  });

  it('of no message larger than the limit exist, and 40 MiB by default pass', () => {
    const large = new Uint8Array(40 * 1024 * 1024);
    large[large.length - 1] = 7;
    const writer = new FrameWriter();
    const reader = new FrameReader(['server']);
    expect(writer.offer('server', 'service', large)).to.equal(true);
    let received: ReceivedMessage[] = [];
    for (let frame = writer.nextFrame(); frame !== undefined; frame = writer.nextFrame()) {
      expect(frame.length).to.be.at.most(256 * 1024);
      received = reader.read(frame);
    }
    expect(received).to.have.length(1);
    expect(Buffer.compare(received[0]!.bytes, large)).to.equal(0);
    expect(() => writer.offer('server', 'service', new Uint8Array(large.length + 1))).to.throw(
      InvalidArgumentError,
      /over the limit/,
    );
  });
});

describe('FrameWriter', () => {
  it('refuses and counts what is over its bounds, for each class on its own', () => {
    const writer = new FrameWriter({ maxQueuedMessages: 3, maxQueuedBytes: 100 });
    expect(writer.offer('peer', 'bulk', message(60))).to.equal(true);
    expect(writer.offer('peer', 'bulk', message(41), 5)).to.equal(false);
    expect(writer.offer('peer', 'bulk', message(40))).to.equal(true);
    expect(writer.offer('peer', 'control', message(100))).to.equal(true);
    expect(writer.dropped).to.equal(5);
    expect(writer.pendingBytes('bulk')).to.equal(100);
    drain(writer);
    for (let i = 0; i < 3; i++) expect(writer.offer('peer', 'control', message(1))).to.equal(true);
    expect(writer.offer('peer', 'control', message(1))).to.equal(false);
    expect(writer.offer('peer', 'bulk', message(1), 4), 'an empty queue takes any one message').to.equal(true);
    expect(writer.offer('peer', 'bulk', message(1))).to.equal(false);
    expect(writer.dropped).to.equal(7);
    expect([writer.pendingMessages(), writer.pendingMessages('control')]).to.deep.equal([7, 3]);
  });

  it('takes one message over the bound in bytes where nothing waits', () => {
    const writer = new FrameWriter({ maxQueuedBytes: 100 });
    expect(writer.offer('peer', 'bulk', message(5000))).to.equal(true);
    expect(writer.offer('peer', 'bulk', message(1))).to.equal(false);
    drain(writer);
    expect(writer.offer('peer', 'bulk', message(1))).to.equal(true);
  });

  it('counts what is half sent by what is left of it', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024, maxQueuedBytes: 3000 });
    writer.offer('peer', 'bulk', message(2900));
    expect(writer.offer('peer', 'bulk', message(1000))).to.equal(false);
    writer.nextFrame();
    expect([writer.pendingBytes('bulk'), writer.pendingMessages('bulk')]).to.deep.equal([2900 - 1012, 1]);
    expect(writer.offer('peer', 'bulk', message(1000))).to.equal(true);
  });

  it('hands out nothing where nothing waits or there is no room to speak of', () => {
    const writer = new FrameWriter();
    expect(writer.nextFrame()).to.equal(undefined);
    writer.offer('peer', 'bulk', message(10));
    expect(writer.nextFrame(1023)).to.equal(undefined);
    expect(writer.nextFrame(-5)).to.equal(undefined);
    expect(writer.nextFrame(1024)).to.have.length(10 + FRAME_HEADER_BYTES);
  });

  it('refuses what cannot be sent', () => {
    const writer = new FrameWriter();
    expect(() => writer.offer('peer', 'bulk', new Uint8Array())).to.throw(InvalidArgumentError, /empty/);
    expect(() => writer.offer('client', 'bulk', message(1))).to.throw(InvalidArgumentError, /client/);
    expect(() => writer.offer('hello', 'control', message(8193))).to.throw(InvalidArgumentError, /over the limit/);
    expect(() => writer.offer('peer', 'bulk', message(1), 0)).to.throw(InvalidArgumentError, /count/);
    expect(() => new FrameWriter({ maxFrameBytes: 1 })).to.throw(InvalidArgumentError);
    expect(writer.dropped).to.equal(0);
  });

  it('gives frames that share nothing with what was offered', () => {
    const writer = new FrameWriter();
    const bytes = message(10);
    writer.offer('peer', 'bulk', bytes);
    const frame = writer.nextFrame()!;
    bytes.fill(0);
    expect(frame.subarray(FRAME_HEADER_BYTES)).to.deep.equal(message(10));
  });

  it('stays quick with very many messages', () => {
    const writer = new FrameWriter({ maxFrameBytes: 1024 });
    for (let i = 0; i < 60_000; i++) writer.offer('peer', 'control', Uint8Array.of(i & 0xff));
    const reader = new FrameReader(['peer']);
    const received = drain(writer).flatMap((frame) => reader.read(frame));
    expect(received).to.have.length(60_000);
    expect(received.every((m, i) => m.bytes[0] === (i & 0xff))).to.equal(true);
  });
});

describe('FrameReader', () => {
  const start: Partial<FrameHeader> = { last: false, length: 4, total: 10 };
  const middle: Partial<FrameHeader> = { first: false, last: false, length: 4, total: 10 };
  const end: Partial<FrameHeader> = { first: false, length: 2, total: 10 };

  it('takes pieces in one frame or in many, and classes in between', () => {
    for (const frames of [[frameOf(start, middle, end)], [frameOf(start), frameOf(middle), frameOf(end)]]) {
      const reader = new FrameReader(['peer']);
      expect(frames.flatMap((frame) => reader.read(frame))).to.deep.equal([peer('bulk', new Uint8Array(10))]);
    }
    const reader = new FrameReader(['peer']);
    const received = reader.read(frameOf(start, { class: 'control' }, middle, { class: 'background' }, end));
    expect(received.map((m) => m.class)).to.deep.equal(['control', 'background', 'bulk']);
  });

  const refused: Record<string, [Uint8Array[], RegExp]> = {
    'an empty frame': [[new Uint8Array()], /empty/],
    'a frame over the limit': [[frameOf({ length: 5000 })], /over the limit of 4096/],
    'a message over the limit': [[frameOf({ last: false, total: 10_001 })], /over the limit of 10000/],
    'a rest of bytes': [[new Uint8Array([...frameOf({}), 1, 2])], /within a header/],
    'a message within a message of its class': [[frameOf(start, {})], /begins within another/],
    'a second beginning': [[frameOf(start), frameOf(start)], /begins within another/],
    'a middle without a beginning': [[frameOf(middle)], /not begun/],
    'an end without a beginning': [[frameOf(end)], /not begun/],
    'an end of another class': [[frameOf(start), frameOf({ ...end, class: 'control' })], /not begun/],
    'another size in a later piece': [[frameOf(start), frameOf({ ...middle, total: 11 })], /changes its type or size/],
    'another type in a later piece': [
      [frameOf({ ...start, class: 'control' }), frameOf({ ...end, class: 'control', type: 'helloReply' })],
      /changes its type or size/,
    ],
    'more than the message has': [[frameOf(start, middle, { ...middle, length: 3 })], /has more/],
    'an end that comes too early': [[frameOf(start, end)], /ends after 6/],
    'an end that does not come': [[frameOf(start, { ...middle, length: 6 })], /ends after 10/],
    'a single piece that is not the whole': [[frameOf({ length: 4, total: 10 })], /has only 4/],
    'a type that is not accepted': [[frameOf({ type: 'client', class: 'service' })], /client message is not expected/],
    'a hello after the handshake': [[frameOf({ type: 'hello', class: 'control' })], /hello message is not expected/],
  };
  for (const [what, [frames, expected]] of Object.entries(refused)) {
    it(`refuses ${what}, and everything after it`, () => {
      const reader = new FrameReader(['peer', 'helloReply'], { maxFrameBytes: 4096, maxMessageBytes: 10_000 });
      expect(() => frames.forEach((frame) => reader.read(frame))).to.throw(ProtocolError, expected);
      expect(() => reader.read(frameOf({}))).to.throw(ClosedError);
    });
  }

  it('takes only a small hello before it knows who is there, then only what was agreed', () => {
    const hello: Partial<FrameHeader> = { type: 'hello', class: 'control' };
    const reader = new FrameReader(['hello']);
    expect(reader.read(frameOf({ ...hello, length: 8192 }))).to.have.length(1);
    reader.accept(['client']);
    expect(reader.read(frameOf({ type: 'client', class: 'service' }))).to.have.length(1);
    expect(() => reader.read(frameOf(hello))).to.throw(ProtocolError, /not expected/);
    expect(() => new FrameReader(['hello']).read(frameOf({ ...hello, last: false, total: 8193 }))).to.throw(
      ProtocolError,
      /over the limit of 8192/,
    );
  });

  it('spends no more memory than has arrived, whatever is announced', () => {
    const reader = new FrameReader(['peer']);
    reader.read(frameOf({ last: false, length: 100, total: 40 * 1024 * 1024 }));
    reader.read(frameOf({ class: 'control', last: false, length: 50, total: 40 * 1024 * 1024 }));
    expect(reader.heldBytes).to.equal(150);
    const held = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 200 }, () => {
      const one = new FrameReader(['peer']);
      one.read(frameOf({ last: false, length: 100, total: 40 * 1024 * 1024 }));
      return one;
    });
    expect(process.memoryUsage().arrayBuffers - held).to.be.below(8 * 1024 * 1024);
    expect(readers).to.have.length(200);
  });

  it('gives a whole message as a view of its frame, a cut one as memory of its own', () => {
    const whole = frameOf({});
    expect(new FrameReader(['peer']).read(whole)[0]?.bytes.buffer).to.equal(whole.buffer);

    const reader = new FrameReader(['peer']);
    const frames = [frameOf(start), frameOf(middle), frameOf(end)];
    frames[0]!.fill(1, FRAME_HEADER_BYTES);
    const [received] = frames.flatMap((frame) => {
      const messages = reader.read(frame);
      frame.fill(0xff);
      return messages;
    });
    expect([...received!.bytes]).to.deep.equal([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(received!.bytes.buffer.byteLength).to.equal(10);
  });

  it('gives plain bytes, whatever the link delivers', () => {
    const [received] = new FrameReader(['peer']).read(Buffer.from(frameOf({})));
    expect(Object.getPrototypeOf(received!.bytes)).to.equal(Uint8Array.prototype);
  });

  it('takes anything for a message or a ProtocolError, and holds no more than was sent', () => {
    const headerBytes = fc.tuple(
      fc.constantFrom(1, 1, 1, 1, 0),
      fc.constantFrom(3, 3, 3, 1, 9),
      fc.nat(2),
      fc.nat(4),
      fc.oneof(fc.nat(20), fc.nat(2 ** 31)),
      fc.oneof(fc.nat(40), fc.nat(2 ** 31)),
      fc.uint8Array({ maxLength: 20 }),
    );
    const piece = headerBytes.map(([version, type, cls, flags, length, total, rest]) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setUint32(0, length > 20 ? length : rest.length, true);
      view.setUint32(4, total, true);
      return [version, type, cls, flags, ...new Uint8Array(view.buffer), ...rest];
    });
    const frames = fc.array(
      fc.oneof(
        fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.flat()),
        fc.array(fc.nat(255), { maxLength: 30 }),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(frames, (list) => {
        const reader = new FrameReader(['peer']);
        let sent = 0;
        for (const frame of list) {
          sent += frame.length;
          try {
            reader.read(Uint8Array.from(frame));
          } catch (error) {
            expect((error as Error).constructor).to.equal(ProtocolError);
            return;
          }
          expect(reader.heldBytes).to.be.at.most(sent);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
