import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plain } from '../support/plain.js';
import { cases } from './cases.js';
import { createGolden, namesOf, readGolden, versions } from './files.js';

/** The version that this build writes: `npm run golden` after it was raised, and keep the old ones. */
const CURRENT = 'v1';

describe('golden files', () => {
  for (const version of versions()) {
    for (const name of namesOf(version)) {
      it(`${version}/${name} is read as the value it was made of`, () => {
        const golden = cases[name];
        expect(golden, 'a format that no longer exists cannot be read').to.not.equal(undefined);
        expect(plain(golden?.decode(readGolden(version, name)))).to.deep.equal(plain(golden?.value));
      });
    }
  }

  for (const [name, { bytes }] of Object.entries(cases)) {
    it(`${CURRENT}/${name} is what this build writes`, () => {
      const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
      expect(hex(bytes)).to.equal(hex(readGolden(CURRENT, name)));
    });
  }

  it('are created where they are missing, and never replaced', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lol-golden-'));
    try {
      expect(createGolden('v2', cases, folder)).to.deep.equal(Object.keys(cases));
      expect(createGolden('v2', cases, folder)).to.deep.equal([]);
      const file = path.join(folder, 'v2', 'entries.hex');
      writeFileSync(file, '00\n');
      rmSync(path.join(folder, 'v2', 'error.hex'));
      expect(createGolden('v2', cases, folder)).to.deep.equal(['error']);
      expect(readFileSync(file, 'utf8')).to.equal('00\n');
      expect([...readGolden('v2', 'error', folder)]).to.deep.equal([...(cases['error']?.bytes ?? [])]);
      expect(() => createGolden('../v3', cases, folder)).to.throw(/no version/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
