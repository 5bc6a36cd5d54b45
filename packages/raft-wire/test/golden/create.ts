// npm run golden -- v2: writes the golden files of a new version of the formats, or of formats new in the last one.
import { cases } from './cases.js';
import { createGolden } from './files.js';

const [version] = process.argv.slice(2);
if (version === undefined) {
  console.error('usage: npm run golden -- <version>, such as v2');
  process.exit(2);
}
const created = createGolden(version, cases);
console.log(created.length === 0 ? `nothing is missing in ${version}` : `created ${created.join(', ')} of ${version}`);
