import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const SOURCES = new URL('../../src/', import.meta.url);

/** The packages that the files of an entry point import when they run, followed through relative imports. */
function packagesOf(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const text = readFileSync(file, 'utf8');
    for (const [, clause, specifier] of text.matchAll(/^(?:import|export) ([^;]*?) from '([^']+)';/gm)) {
      if (clause?.startsWith('type ') === true) continue;
      if (specifier?.startsWith('.') === true) visit(new URL(specifier.replace(/\.js$/, '.ts'), file));
      else packages.add(specifier as string);
    }
  };
  visit(new URL(entry, SOURCES));
  return packages;
}

describe('the entry points', () => {
  // Each can be loaded where the other's library is not installed, and neither brings one along.
  for (const entry of ['index.ts', 'prometheus/index.ts', 'opentelemetry/index.ts'])
    it(`${entry} needs nothing at run time but raft-core`, () => {
      expect(readdirSync(SOURCES)).to.include(entry.split('/')[0]);
      expect([...packagesOf(entry)]).to.deep.equal(['@lolraft/raft-core']);
    });

  const codec = ['@lolraft/raft-core', '@lolraft/proto-kit', '#generated/wire.js'];
  for (const [entry, needed] of [
    ['service/index.ts', [...codec, '#generated/descriptors.js']],
    ['client/index.ts', codec],
  ] as const)
    it(`${entry} needs the codec too, and neither exporter`, () => {
      expect([...packagesOf(entry)]).to.have.members(needed);
    });
});
