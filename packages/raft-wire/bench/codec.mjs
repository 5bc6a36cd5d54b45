// Messages per second that one core encodes and decodes. Build first; then: node packages/raft-wire/bench/codec.mjs
import { EntryBatch, EntryKind } from '@lolraft/raft-core';
import {
  decodeClientFrame,
  decodePeerBatch,
  decodeServerFrame,
  encodeClientFrame,
  encodePeerBatch,
  encodeServerFrame,
  FrameReader,
  FrameWriter,
} from '../dist/src/index.js';

const SECONDS = Number(process.argv[2] ?? 0.5);

function rate(run) {
  for (let i = 0; i < 200; i++) run();
  const begin = performance.now();
  let runs = 0;
  do {
    for (let i = 0; i < 20; i++) run();
    runs += 20;
  } while (performance.now() - begin < SECONDS * 1000);
  return (runs * 1000) / (performance.now() - begin);
}

function report(name, messages, encode, decode) {
  const bytes = encode();
  // A decoder owns what it gets, so each run gets the same bytes, which nothing writes to.
  const encoded = rate(encode) * messages;
  const decoded = rate(() => decode(bytes)) * messages;
  const k = (n) => `${Math.round(n / 1000)} k/s`.padStart(10);
  console.log(`${name.padEnd(44)} ${String(bytes.length).padStart(7)} B  encode ${k(encoded)}  decode ${k(decoded)}`);
}

const payload = new Uint8Array(256).fill(1);
const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const command = { kind: EntryKind.Command, session: 7, sequence: 9, payload };
const entries = EntryBatch.pack(
  1001,
  3,
  5,
  times(64, () => command),
);
const append = { type: 'append', term: 3, prevIndex: 1000, prevTerm: 3, commit: 990, entries };

const peer = (name, envelopes) => report(name, envelopes.length, () => encodePeerBatch(envelopes), decodePeerBatch);
peer('peer: append of 64 x 256 B', [{ group: 'main', message: append }]);
peer(
  'peer: append of 1 x 256 B, 16 a batch',
  times(16, () => ({ group: 'main', message: { ...append, entries: entries.slice(1001, 1001) } })),
);
peer('peer: append reply', [
  { group: 'main', message: { type: 'appendReply', term: 3, accepted: true, matchIndex: 1064 } },
]);
peer(
  'peer: heartbeats of 1,000 groups',
  times(1000, (i) => ({ group: `g${i}`, message: { type: 'heartbeat', term: 3, commit: 123456, round: 55 } })),
);

const calls = (n) =>
  times(n, (i) => ({
    type: 'call',
    id: i + 1,
    timeout: 5000,
    traceparent: undefined,
    credential: undefined,
    request: { type: 'write', group: 'main', session: 7, sequence: i, window: 0, payload },
  }));
const replies = (n) =>
  times(n, (i) => ({
    type: 'reply',
    id: i + 1,
    response: { type: 'write', index: 1000 + i, value: payload.subarray(0, 8) },
  }));
for (const n of [1, 64]) {
  const sent = calls(n);
  const answered = replies(n);
  report(`client: ${n} write calls of 256 B a frame`, n, () => encodeClientFrame(sent), decodeClientFrame);
  report(`server: ${n} write replies a frame`, n, () => encodeServerFrame(answered), decodeServerFrame);
}

function framing(bytes) {
  const writer = new FrameWriter();
  const reader = new FrameReader(['peer']);
  const message = new Uint8Array(bytes);
  return rate(() => {
    writer.offer('peer', 'bulk', message);
    for (let frame = writer.nextFrame(); frame !== undefined; frame = writer.nextFrame()) reader.read(frame);
  });
}
for (const bytes of [300, 20_000, 8 * 1024 * 1024]) {
  console.log(`${`frames: write and read ${bytes} B`.padEnd(44)} ${Math.round(framing(bytes))} /s`);
}
