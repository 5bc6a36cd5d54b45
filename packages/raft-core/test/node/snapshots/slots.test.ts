import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Slots } from '../../../src/node/snapshots/slots.js';

const never = new AbortController().signal;

/** Takes slots, and tells which of them were given. */
function line(slots: Slots): { readonly given: (() => void)[]; readonly take: () => Promise<void> } {
  const given: (() => void)[] = [];
  return {
    given,
    take: async () => {
      void slots.take(never).then((give) => given.push(give));
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe('slots', () => {
  it('are given in order, so many at once', async () => {
    const { given, take } = line(new Slots(1));
    await take();
    await take();
    expect(given).to.have.length(1);
    given[0]?.();
    given[0]?.();
    await settled();
    expect(given).to.have.length(2);
  });

  it('that become more serve those who wait', async () => {
    const slots = new Slots(1);
    const { given, take } = line(slots);
    for (let i = 0; i < 4; i++) await take();
    slots.resize(3);
    await settled();
    expect(given).to.have.length(3);
    given[1]?.();
    await settled();
    expect(given).to.have.length(4);
  });

  it('that become fewer are given back before others are taken', async () => {
    const slots = new Slots(3);
    const { given, take } = line(slots);
    for (let i = 0; i < 5; i++) await take();
    expect(given).to.have.length(3);
    slots.resize(1);
    given[0]?.();
    given[1]?.();
    await settled();
    expect(given, 'one is taken, and there is one').to.have.length(3);
    given[2]?.();
    await settled();
    expect(given).to.have.length(4);
    slots.resize(2);
    await settled();
    expect(given).to.have.length(5);
  });
});
