import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Dated, Deadlines } from '../../src/service/time/deadlines.js';

describe('Deadlines', () => {
  it('gives the earliest, whatever was put, moved and removed before', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % below;
    };
    const deadlines = new Deadlines<Dated>();
    const known = new Set<Dated>();
    const items = Array.from({ length: 300 }, (): Dated => ({ at: 0, slot: -1 }));
    for (let step = 0; step < 20_000; step++) {
      const item = items[random(items.length)]!;
      if (random(3) === 0) {
        deadlines.remove(item);
        known.delete(item);
      } else {
        deadlines.put(item, random(1_000));
        known.add(item);
      }
      expect(deadlines.size).to.equal(known.size);
      if (step % 10 === 0)
        expect(deadlines.first?.at).to.equal(
          known.size === 0 ? undefined : Math.min(...[...known].map(({ at }) => at)),
        );
    }
    const order: number[] = [];
    for (let first = deadlines.first; first !== undefined; first = deadlines.first) {
      order.push(first.at);
      deadlines.remove(first);
    }
    expect(order).to.deep.equal([...known].map(({ at }) => at).sort((a, b) => a - b));
  });
});
