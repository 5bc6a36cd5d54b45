import { expect } from 'chai';
import { significant, table } from '../../src/report/table.js';

describe('tables', () => {
  it('aligns names to the left and numbers to the right', () => {
    expect(table(['a', 'n'], [['x', '1'], ['long', '100'], ['y']], 1)).to.equal(
      ['a       n', '----  ---', 'x       1', 'long  100', 'y'].join('\n'),
    );
  });

  it('shows no more digits than mean something', () => {
    expect([0, 0.01234, 1, 12.345, 99.99, 100.4, 12345.6, NaN, Infinity].map(significant)).to.deep.equal([
      '0.00',
      '0.0123',
      '1.00',
      '12.3',
      '100',
      '100',
      '12,346',
      '-',
      '-',
    ]);
  });
});
