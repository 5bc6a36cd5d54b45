// From .proto files to the text of an ES module and of its types, in memory.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
/** @param {string} name */
const bin = (name) => path.join(path.dirname(require.resolve('protobufjs-cli/package.json')), 'bin', name);

const HEADER = '// Generated from proto/ by "npm run codegen". Do not edit.\n';
/** One copy for all generated code; see there. */
const RUNTIME = '@lolraft/proto-kit/protobuf';
const FLAGS = [
  ...['--target', 'static-module', '--wrap', 'esm', '--alt-comment'],
  // uint64 is a number: the readers that are used with the code give no Long.
  '--force-number',
  // Only encode and decode are used.
  ...['--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service'],
];

/**
 * @param {string} name
 * @param {string[]} args
 * @param {string} cwd
 */
function run(name, args, cwd) {
  const { status, error, stderr } = spawnSync(process.execPath, [bin(name), ...args], { cwd, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${name} failed with status ${status}:\n${stderr}`);
}

/**
 * The service and all that it imports, as bytes that need no reader of .proto files at run time.
 * @param {string} protoFolder
 * @returns {[string, string][]}
 */
function describe(protoFolder) {
  const args = ['build', protoFolder, '--as-file-descriptor-set', '--exclude-source-info', '--output', '-'];
  const buf = require.resolve('@bufbuild/buf/bin/buf');
  const { status, error, stdout, stderr } = spawnSync(process.execPath, [buf, ...args]);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`buf failed with status ${status}:\n${stderr.toString()}`);
  const bytes = `Uint8Array.from(atob('${stdout.toString('base64')}'), (c) => c.charCodeAt(0))`;
  return [
    [
      'descriptors.d.ts',
      `${HEADER}/** A google.protobuf.FileDescriptorSet. */\nexport declare const descriptors: Uint8Array;\n`,
    ],
    ['descriptors.js', `${HEADER}export const descriptors = ${bytes};\n`],
  ];
}

/**
 * Replaces exactly one occurrence, so that a new generator that writes otherwise is noticed.
 * @param {string} text
 * @param {string} from
 * @param {string} to
 */
function replaceOnce(text, from, to) {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`expected once in the generated code, found ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

/** @param {string} folder */
function protoFiles(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.proto'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/**
 * The generated files, by name: `wire.js` and `wire.d.ts`, and where asked for `descriptors.js` and `descriptors.d.ts`. The same .proto files always give the same text.
 * @param {string} protoFolder absolute; imports are relative to it.
 * @param {string} namespace package of the .proto files; exported as `proto`, because a name with dots cannot be imported.
 * @param {boolean} isDescribed
 * @returns {Map<string, string>}
 */
export function generate(protoFolder, namespace, isDescribed) {
  const sources = protoFiles(protoFolder);
  if (sources.length === 0) throw new Error(`no .proto file in ${protoFolder}`);
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'lol-codegen-'));
  try {
    /** @param {string} name */
    const out = (name) => path.join(temporary, name);
    // The types are made from the comments of a commented version.
    run('pbjs', [...FLAGS, '--path', '.', '--out', out('commented.js'), ...sources], protoFolder);
    run('pbts', ['--out', out('wire.d.ts'), out('commented.js')], protoFolder);
    run('pbjs', [...FLAGS, '--no-comments', '--path', '.', '--out', out('wire.js'), ...sources], protoFolder);

    // A root of its own: two versions of the package in one process must not replace each other's classes.
    const ownRoot = replaceOnce(
      readFileSync(out('wire.js'), 'utf8'),
      '$protobuf.roots["default"] || ($protobuf.roots["default"] = {})',
      '{}',
    );
    // The defaults of 64-bit fields too: --force-number changes only their types.
    const ownRuntime = replaceOnce(ownRoot, '"protobufjs/minimal.js"', JSON.stringify(RUNTIME));
    const code = ownRuntime.replaceAll('$util.Long ? $util.Long.fromBits(0,0,true) : 0', '0');
    if (code.includes('Long')) throw new Error('the generated code has a Long in spite of --force-number');
    const long = replaceOnce(readFileSync(out('wire.d.ts'), 'utf8'), 'import Long = require("long");\n', '');
    const types = replaceOnce(long, '* as $protobuf from "protobufjs"', `$protobuf from "${RUNTIME}"`);
    if (/\bLong\b/.test(types)) throw new Error('the generated types have a Long in spite of --force-number');
    return new Map([
      ['wire.d.ts', `${HEADER}${types}\nexport import proto = ${namespace};\n`],
      ['wire.js', `${HEADER}${code}\nexport const proto = ${namespace};\n`],
      ...(isDescribed ? describe(protoFolder) : []),
    ]);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
