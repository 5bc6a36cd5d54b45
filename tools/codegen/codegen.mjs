// npm run codegen: generates packages/raft-wire/src/generated/ from its .proto files.
//   --check         writes nothing, and fails where what is there is not what would be generated
//   --out <folder>  another folder than the package's
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from './generate.mjs';
import { differences, write } from './output.mjs';

const wire = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../packages/raft-wire');
const { check, out } = parseArgs({
  options: { check: { type: 'boolean', default: false }, out: { type: 'string' } },
}).values;

const target = out ?? path.join(wire, 'src/generated');
const files = generate(path.join(wire, 'proto'));
if (check) {
  const stale = differences(target, files);
  for (const line of stale) console.error(path.join(path.relative('.', target), line));
  if (stale.length > 0) {
    console.error('The generated code is not what the .proto files give: run "npm run codegen" and commit its result.');
    process.exit(1);
  }
  console.log(`${files.size} generated files are fresh`);
} else {
  write(target, files);
  console.log(`generated ${[...files.keys()].join(', ')} in ${target}`);
}
