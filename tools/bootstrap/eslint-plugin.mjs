// The repository's own lint rules: who may import whom, and no circular imports.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

// Imports only go down: for each package, the packages of this repository that its src may import.
export const layers = {
  'raft-core': [],
  'proto-kit': ['raft-core'],
  'raft-wire': ['raft-core', 'proto-kit'],
  'raft-client': ['raft-core'],
  'raft-testkit': ['raft-core'],
  'raft-metrics': ['raft-core', 'proto-kit'],
  'transport-kit': ['raft-core', 'raft-wire'],
  'transport-*': ['raft-core', 'raft-wire', 'transport-kit'],
  'storage-*': ['raft-core'],
  'snapshot-*': ['raft-core'],
  'app-bridge': ['raft-core'],
  '*-client': ['raft-core', 'raft-client', 'proto-kit'],
  'service-kit': ['raft-core', 'raft-metrics'],
  'app-kit': ['raft-core'],
  'cli-kit': ['raft-core', 'transport-ws', 'transport-grpc'],
  'node-kit': [
    ...[
      'raft-core',
      'raft-client',
      'transport-kit',
      'transport-ws',
      'transport-grpc',
      'storage-memory',
      'storage-rocksdb',
    ],
    ...['snapshot-fs', 'snapshot-s3', 'raft-metrics', 'service-kit', 'cli-kit'],
  ],
};
/** Libraries whose objects go from package to package: each has one that imports it, so that a program has one copy. */
const owners = { protobufjs: 'proto-kit' };
const scope = '@lolraft/';

function allowedFor(name) {
  const entry =
    layers[name] ??
    Object.entries(layers).find(([pattern]) =>
      pattern.startsWith('*')
        ? name.endsWith(pattern.slice(1))
        : pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)),
    )?.[1];
  return entry ?? [];
}

/** Calls back for every specifier that a file imports, in whatever form. */
function importVisitor(report) {
  const literal = (node) => {
    if (node?.type === 'Literal' && typeof node.value === 'string') report(node, node.value);
  };
  return {
    ImportDeclaration: (node) => literal(node.source),
    ExportNamedDeclaration: (node) => literal(node.source),
    ExportAllDeclaration: (node) => literal(node.source),
    ImportExpression: (node) => literal(node.source),
    TSImportType: (node) => literal(node.source ?? node.argument?.literal ?? node.argument),
    TSExternalModuleReference: (node) => literal(node.expression),
  };
}

function projectOf(filename) {
  const match = /^(.*[\\/](packages|apps|tools)[\\/]([^\\/]+))[\\/](.+)$/.exec(filename);
  if (match === null) return undefined;
  const [, folder, group, name, file] = match;
  return { folder, group, name, isSource: /^src[\\/]/.test(file), file: file.replaceAll('\\', '/') };
}

function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}

const layering = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      outside: "'{{specifier}}' leaves the package: import other packages by name.",
      bare: "raft-core imports nothing: neither 'node:' modules nor packages.",
      layer: "{{name}} may not import '{{specifier}}': imports only go down.",
      deep: "'{{specifier}}' reaches into another package: import what its exports give.",
      undeclared: "'{{specifier}}' is not in the {{kind}} of this project's package.json.",
      copy: "Import what '@lolraft/{{owner}}' exports of '{{specifier}}': with two copies of it in a program, objects of one are strangers to the other.",
      pure: 'consensus/ may not import the driver.',
    },
  },
  create(context) {
    const project = projectOf(context.filename);
    if (project === undefined) return {};
    const { folder, group, name, isSource } = project;
    const manifest = readManifest(folder);
    const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
    const development = { ...runtime, ...manifest.devDependencies };

    return importVisitor((node, specifier) => {
      const report = (messageId, data = {}) => context.report({ node, messageId, data: { name, specifier, ...data } });
      if (specifier.startsWith('.') || path.isAbsolute(specifier)) {
        const target = path.resolve(path.dirname(context.filename), specifier);
        const inside = path.relative(folder, target).replaceAll('\\', '/');
        if (inside.startsWith('..') || path.isAbsolute(inside)) {
          // Scripts of the repository itself (tools/) may use the files of their group and the root.
          if (group !== 'tools') report('outside');
        } else if (isSource && !inside.startsWith('src/')) report('outside');
        else if (project.file.startsWith('src/consensus/') && name === 'raft-core' && inside.startsWith('src/node/'))
          report('pure');
        return;
      }
      if (name === 'raft-core' && isSource) return report('bare');
      if (isBuiltin(specifier)) return;
      const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      if (packageName.startsWith(scope)) {
        const target = packageName.slice(scope.length);
        if (target === name) return;
        if (/^[^/]+\/[^/]+\/(dist|src)(\/|$)/.test(specifier)) report('deep');
        if (group === 'packages') {
          if (isSource && !allowedFor(name).includes(target)) return report('layer');
          if (!isSource && name === 'raft-core') return report('layer');
        }
      }
      if (group === 'tools') return;
      const owner = owners[packageName];
      if (isSource && owner !== undefined && owner !== name) return report('copy', { owner });
      if (isSource && !(packageName in runtime)) report('undeclared', { kind: 'dependencies' });
      // The root's devDependencies (mocha, chai, fast-check, ...) are there for every test.
      if (!isSource && packageName.startsWith(scope) && !(packageName in development)) {
        report('undeclared', { kind: 'devDependencies' });
      }
    });
  },
};

const importsByFile = new Map();

/** Relative imports of a file, type imports included, as absolute names of source files. */
function importsOf(file) {
  const { mtimeMs, size } = statSync(file);
  const known = importsByFile.get(file);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.targets;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const targets = importedFiles
    .map(({ fileName }) => resolveRelative(file, fileName))
    .filter((target) => target !== undefined);
  importsByFile.set(file, { mtimeMs, size, targets });
  return targets;
}

function resolveRelative(from, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.resolve(path.dirname(from), specifier);
  const candidates = [target.replace(/\.([cm]?)js$/, '.$1ts'), target, target.replace(/\.([cm]?)js$/, '.d.$1ts')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

/** The chain of imports that leads from one file to another, if there is one. */
function chain(from, to) {
  const cameFrom = new Map([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) {
      const found = [];
      for (let at = file; at !== undefined; at = cameFrom.get(at)) found.unshift(at);
      return found;
    }
    for (const target of importsOf(file)) if (!cameFrom.has(target)) cameFrom.set(target, file);
  }
  return undefined;
}

const noCycle = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { cycle: 'Circular import: {{chain}}.' },
  },
  create(context) {
    return importVisitor((node, specifier) => {
      const target = resolveRelative(context.filename, specifier);
      if (target === undefined) return;
      const found = chain(target, context.filename);
      if (found === undefined) return;
      const names = [context.filename, ...found].map((file) => path.relative(path.dirname(context.filename), file));
      context.report({ node, messageId: 'cycle', data: { chain: names.join(' -> ') } });
    });
  },
};

export default { meta: { name: 'lol' }, rules: { layering, 'no-cycle': noCycle } };
