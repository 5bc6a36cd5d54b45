import { expect } from 'chai';
import { describe, it } from 'mocha';
import { report, rowsOf } from '../soak-report.mjs';

const result = (name, code = 0, told = ['5 held']) => ({ name, what: `what ${name} does`, code, seconds: 7, told });
const names = ['first', 'the-second', 'third'];

describe('the report of a soak', () => {
  it('has a row for each step that was ever run, in their order, whatever was run this time', () => {
    const one = report(names, [result('third'), result('first')], 1, 'Monday', '');
    const two = report(names, [result('the-second', 1), result('first', 0, ['6 | 7'])], 0.1, 'Tuesday', one);
    expect([...rowsOf(two).values()]).to.deep.equal([
      '| first | what first does | passed at scale 0.1 | Tuesday | 7 s | 6 \\| 7 |',
      '| the-second | what the-second does | **failed** at scale 0.1 | Tuesday | 7 s | 5 held |',
      '| third | what third does | passed | Monday | 7 s | 5 held |',
    ]);
    expect(report(names, [], 1, 'Wednesday', two)).to.equal(two);
  });

  it('forgets steps that are no more', () => {
    const before = report(
      names,
      names.map((name) => result(name)),
      1,
      'Monday',
      '',
    );
    expect([...rowsOf(report(['third'], [], 1, 'Tuesday', before)).keys()]).to.deep.equal(['third']);
  });
});
