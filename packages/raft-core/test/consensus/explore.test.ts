import { describe, it } from 'mocha';
import { Explorer } from '../support/explorer.js';

/** `SEEDS=1..50000 npm test -- --grep "random walks"` looks further; a failure names its seed. */
const [FROM = 1, TO = 250] = (process.env['SEEDS'] ?? '1..250').split('..').map(Number);

describe('random walks over bare cores', () => {
  it('keep the properties of figure 3, and recover once everything is mended', function () {
    this.timeout(0);
    for (let seed = FROM; seed <= TO; seed++) {
      const explorer = new Explorer(seed);
      try {
        for (let part = 0; part < 8; part++) {
          explorer.run(100);
          explorer.checkLogMatching();
        }
        explorer.heal();
        explorer.checkLogMatching();
      } catch (error) {
        throw new Error(`seed ${String(seed)}`, { cause: error });
      }
    }
  });
});
