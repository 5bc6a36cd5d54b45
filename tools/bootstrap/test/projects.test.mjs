import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compiledTest, orderedTests, projectFolders, root, testSources } from '../projects.mjs';

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

  it('takes first the tests that package.json names, leaves none out, and refuses a name that is none', () => {
    for (const project of projectFolders())
      expect(orderedTests(project), project).to.have.members(testSources(project));
    const testkit = path.join(root, 'packages/raft-testkit');
    expect(orderedTests(testkit)[0]).to.equal(path.join('test', 'sim', 'seeds.test.ts'));
    expect(() => orderedTests(testkit, ['test/other.test.ts'])).to.throw(/seeds/);
  });

  it('has every project that compiles in the references of the root, so that the build makes it', () => {
    const { references } = JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));
    const compiled = projectFolders().filter((folder) => existsSync(path.join(folder, 'tsconfig.json')));
    expect(references.map((each) => path.join(root, each.path))).to.have.members(compiled);
  });
});
