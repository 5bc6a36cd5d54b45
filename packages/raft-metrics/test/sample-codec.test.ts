import { encodeMessage } from '@lolraft/proto-kit';
import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SampleDecoder } from '../src/client/index.js';
import type { MetricDescription, MetricFamily } from '../src/index.js';
import { encodeSample } from '../src/protocol/encode-sample.js';
import { proto } from '../src/protocol/generated.js';

const COUNTER = { name: 'c_total', type: 'counter', unit: undefined, help: 'C.', labels: ['a', 'b'] } as const;
const GAUGE = { name: 'g_bytes', type: 'gauge', unit: 'bytes', help: 'G.', labels: [] } as const;
const HISTOGRAM = {
  name: 'h_seconds',
  type: 'histogram',
  unit: 'seconds',
  help: 'H.',
  labels: ['a'],
  buckets: [0.1, 1],
} as const;
const CATALOGUE: readonly MetricDescription[] = [COUNTER, GAUGE, HISTOGRAM];

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
// -0 has no text of its own in a sum, and is 0 on the way.
const any = fc.double().map((value) => (value === 0 ? 0 : value));
const text = fc.string({ unit: 'binary', maxLength: 20 });
const families: fc.Arbitrary<MetricFamily[]> = fc
  .tuple(
    fc.array(fc.record({ labels: fc.record({ a: text, b: text }), value: whole })),
    fc.array(fc.record({ labels: fc.constant({}), value: any })),
    fc.array(fc.record({ labels: fc.record({ a: text }), sum: any, counts: fc.tuple(whole, whole, whole) })),
  )
  .map(([c, g, h]): MetricFamily[] => [
    { type: 'counter', metric: COUNTER, series: c },
    { type: 'gauge', metric: GAUGE, series: g },
    { type: 'histogram', metric: HISTOGRAM, series: h },
  ]);

describe('the codec of samples', () => {
  it('gives what was told, in the first sample and in those after it', () => {
    fc.assert(
      fc.property(families, families, whole, (first, second, elapsed) => {
        const decoder = new SampleDecoder();
        for (const [told, catalogue] of [
          [first, CATALOGUE],
          [second, undefined],
        ] as const) {
          const bytes = encodeSample({ node: 'n1', elapsed, catalogue, families: told });
          expect(bytes.constructor).to.equal(Uint8Array);
          const plain = JSON.stringify(decoder.decode(bytes), spell);
          expect(plain).to.equal(JSON.stringify({ node: 'n1', elapsed, catalogue: CATALOGUE, families: told }, spell));
        }
      }),
    );
  });

  it('refuses counts that are none, instead of telling others', () => {
    const tell = (value: number): void => {
      const series = [{ labels: { a: '', b: '' }, value }];
      encodeSample({
        node: 'n1',
        elapsed: 0,
        catalogue: [COUNTER],
        families: [{ type: 'counter', metric: COUNTER, series }],
      });
    };
    const tellBucket = (value: number): void => {
      const series = [{ labels: { a: '' }, sum: 1, counts: [0, value, 0] }];
      encodeSample({
        ...{ node: 'n1', elapsed: 0, catalogue: [HISTOGRAM] },
        families: [{ type: 'histogram', metric: HISTOGRAM, series }],
      });
    };
    for (const value of [-1, 0.5, NaN, 2 ** 53]) {
      expect(() => tell(value), `a counter of ${value}`).to.throw(InvalidArgumentError);
      expect(() => tellBucket(value), `a bucket of ${value}`).to.throw(InvalidArgumentError);
    }
  });

  it('refuses samples that do not fit their catalogue, and bytes that are none', () => {
    const catalogue = [
      { name: 'c_total', type: proto.Type.COUNTER, labels: ['a'] },
      { name: 'h', type: proto.Type.HISTOGRAM, bounds: [1] },
    ];
    const decode = (series: proto.Series.$Properties, name = 'c_total') =>
      new SampleDecoder().decode(encodeMessage(proto.Sample, { catalogue, families: [{ name, series: [series] }] }));
    expect(decode({ labels: ['x'], counter: 0 }).families[0]?.series).to.deep.equal([{ labels: { a: 'x' }, value: 0 }]);
    for (const [series, name] of [
      [{ labels: [], counter: 1 }],
      [{ labels: ['x', 'y'], counter: 1 }],
      [{ labels: ['x'], gauge: 1 }],
      [{ labels: ['x'] }],
      [{ labels: ['x'], counter: 1 }, 'other'],
      [{ histogram: { buckets: [1] } }, 'h'],
      [{ counter: 1 }, 'h'],
    ] as const)
      expect(() => decode(series as unknown as proto.Series.$Properties, name), JSON.stringify(series)).to.throw(
        ProtocolError,
      );
    for (const bytes of [Uint8Array.of(0xff), Uint8Array.of(10, 9, 1)])
      expect(() => new SampleDecoder().decode(bytes)).to.throw(ProtocolError);
    // A later sample says nothing without the first one.
    const later = encodeSample({
      node: 'n1',
      elapsed: 0,
      catalogue: undefined,
      families: [{ type: 'gauge', metric: GAUGE, series: [{ labels: {}, value: 1 }] }],
    });
    expect(() => new SampleDecoder().decode(later)).to.throw(ProtocolError, 'catalogue');
    // 2^53 as a counter.
    const large = Uint8Array.of(0x22, 12, 0x12, 10, 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10);
    expect(() => new SampleDecoder().decode(large)).to.throw(ProtocolError);
  });

  it('passes over a metric of a type that this build does not know, and fields that it does not know', () => {
    const catalogue = [
      { name: 'new', type: 9 as never },
      { name: 'c_total', type: proto.Type.COUNTER },
    ];
    const families = [
      { name: 'new', series: [{}] },
      { name: 'c_total', series: [{ counter: 1 }] },
    ];
    const bytes = encodeMessage(proto.Sample, { catalogue, families });
    const sample = new SampleDecoder().decode(Uint8Array.of(...bytes, 0xf8, 0x01, 7));
    expect(sample.catalogue.map(({ name }) => name)).to.deep.equal(['c_total']);
    expect(sample.families.map(({ metric }) => metric.name)).to.deep.equal(['c_total']);
  });

  it('does not become much of little: a message of empty fields is refused', () => {
    const empty = new Uint8Array(2_000_004);
    for (let at = 0; at < empty.length; at += 2) empty[at] = 0x22;
    expect(() => new SampleDecoder().decode(empty)).to.throw(ProtocolError, 'fields');
  });
});

/** Numbers that JSON does not know, and orders of keys that do not matter. */
function spell(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
