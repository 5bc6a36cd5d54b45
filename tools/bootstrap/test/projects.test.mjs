import { expect } from 'chai';
import { compiledTest, projectFolders } from '../projects.mjs';

describe('projects', () => {
  it('finds the projects of the workspace', () => {
    expect(projectFolders().map((folder) => folder.split(/[\\/]/).slice(-2).join('/'))).to.include.members([
      'packages/raft-core',
      'apps/kvs',
      'tools/bootstrap',
    ]);
  });

  it('maps a test source to what mocha runs', () => {
    expect(compiledTest('test/sub/a.test.ts')).to.equal('dist/test/sub/a.test.js');
    expect(compiledTest('test/b.test.mjs')).to.equal('test/b.test.mjs');
  });
});
