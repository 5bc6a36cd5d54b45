import { expect } from 'chai';
import { describe, it } from 'mocha';
import { apiReports } from '../src/api-report.js';
import { publishedPackages } from '../src/workspace.js';

describe('the public API', () => {
  it('is what the committed reports say: where a change is meant, npm run api writes them anew', () => {
    const stale: string[] = [];
    for (const [{ name }, { isFresh, problems }] of apiReports(publishedPackages(), false)) {
      expect(problems, name).to.deep.equal([]);
      if (!isFresh) stale.push(name);
    }
    expect(stale).to.deep.equal([]);
  }).timeout(240_000);
});
