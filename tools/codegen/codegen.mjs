// npm run codegen: generates the src/generated/ folder of each package that has .proto files.
//   --check         writes nothing, and fails where what is there is not what would be generated
//   --out <folder>  a folder in it for each package, instead of the packages' own
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from './generate.mjs';
import { differences, write } from './output.mjs';

/** The packages, and the protobuf package that each exports as `proto`; with descriptors where a node describes its service by reflection. */
const MODULES = [
  { name: 'raft-wire', namespace: 'lol.v1' },
  { name: 'kvs-client', namespace: 'lol.kvs.v1' },
  { name: 'lock-client', namespace: 'lol.lock.v1', isDescribed: true },
  { name: 'raft-metrics', namespace: 'lol.metrics.v1', isDescribed: true },
];

const packages = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../packages');
const { check, out } = parseArgs({
  options: { check: { type: 'boolean', default: false }, out: { type: 'string' } },
}).values;

let stale = 0;
for (const { name, namespace, isDescribed = false } of MODULES) {
  const target = out === undefined ? path.join(packages, name, 'src/generated') : path.join(out, name);
  const files = generate(path.join(packages, name, 'proto'), namespace, isDescribed);
  if (check) {
    const lines = differences(target, files);
    for (const line of lines) console.error(path.join(path.relative('.', target), line));
    if (lines.length === 0) console.log(`${name}: ${files.size} generated files are fresh`);
    stale += lines.length;
  } else {
    write(target, files);
    console.log(`generated ${[...files.keys()].join(', ')} in ${target}`);
  }
}
if (stale > 0) {
  console.error('The generated code is not what the .proto files give: run "npm run codegen" and commit its result.');
  process.exit(1);
}
