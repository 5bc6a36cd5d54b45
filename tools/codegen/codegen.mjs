// npm run codegen: generates packages/raft-wire/src/generated/ from its .proto files.
// With --check: writes nothing there, and fails where what is committed is not what would be generated.
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { generate } from './generate.mjs';
import { differences, write } from './output.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const wire = path.join(root, 'packages/raft-wire');
const target = path.join(wire, 'src/generated');

const unknown = process.argv.slice(2).filter((argument) => argument !== '--check');
if (unknown.length > 0) {
  console.error(`unknown argument: ${unknown.join(' ')}; usage: npm run codegen [-- --check]`);
  process.exit(2);
}

const files = generate(path.join(wire, 'proto'));
if (process.argv.includes('--check')) {
  const stale = differences(target, files);
  for (const line of stale) console.error(`${path.relative(root, target)}/${line}`);
  if (stale.length > 0) {
    console.error('The generated code is not what the .proto files give: run "npm run codegen" and commit its result.');
    process.exit(1);
  }
  console.log(`${files.size} generated files are fresh`);
} else {
  write(target, files);
  console.log(`generated ${[...files.keys()].join(', ')} in ${path.relative(root, target)}`);
}
