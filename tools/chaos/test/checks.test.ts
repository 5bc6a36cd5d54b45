import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Epochs, HistoryViolation, type MapOperation } from '../src/load/epochs.js';
import { checkLocalRead } from '../src/load/local-reads.js';

const put = (value: string, called: number, returned: number): MapOperation => ({
  input: { type: 'put', key: 'k', value },
  output: {},
  called,
  returned,
});
const get = (value: string | null, called: number, returned: number): MapOperation => ({
  input: { type: 'get', key: 'k' },
  output: { value },
  called,
  returned,
});

function record(epochs: Epochs, epoch: number, ...operations: readonly MapOperation[]): void {
  for (const operation of operations) {
    epochs.begin(epoch);
    epochs.end(epoch, operation);
  }
}

describe('the checks of a run', () => {
  it('an epoch is checked, and forgotten, once it is over and its last call has returned', () => {
    const epochs = new Epochs();
    record(epochs, 0, put('a', 0, 1), get('a', 2, 3));
    epochs.begin(0);
    epochs.next();
    epochs.check();
    expect(epochs.checked, 'a call is open').to.equal(0);
    epochs.end(0, undefined);
    epochs.check();
    expect(epochs.checked).to.equal(2);
    expect(() => {
      epochs.end(0, undefined);
    }).to.throw(/over/);
  });

  it('the current epoch is not judged yet', () => {
    const epochs = new Epochs();
    record(epochs, 0, put('a', 0, 1), get(null, 2, 3));
    epochs.check();
    expect(epochs.checked).to.equal(0);
  });

  it('a stale read, and a write that took effect twice, are found and drawn', () => {
    for (const history of [
      [put('a', 0, 1), get(null, 2, 3)],
      [put('a', 0, 1), put('b', 2, 3), get('b', 4, 5), get('a', 6, 7)],
    ]) {
      const epochs = new Epochs();
      record(epochs, 0, ...history);
      epochs.next();
      expect(() => {
        epochs.check();
      })
        .to.throw(HistoryViolation, /no order/)
        .with.property('operations')
        .that.has.length(history.length);
    }
  });

  it('a local read that has not seen what it asked for is found', () => {
    const found = (version: number) => ({
      key: new Uint8Array(),
      value: new Uint8Array(),
      createRevision: 1,
      modRevision: 1,
      version,
      lease: 0,
    });
    const own = { count: 3, index: 40 };
    checkLocalRead('c', own, 40, found(3));
    checkLocalRead('c', own, 99, found(5));
    for (const [index, kv] of [
      [39, found(3)],
      [40, found(2)],
      [40, undefined],
    ] as const)
      expect(() => {
        checkLocalRead('c', own, index, kv);
      }).to.throw(/local read/);
  });
});
