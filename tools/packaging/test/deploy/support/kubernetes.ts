import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { fileURLToPath } from 'node:url';

export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [key: string]: unknown;
}

/** @throws what the parser says against the text. */
export function parseStrictly(text: string): unknown[] {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true, version: '1.2' }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as unknown;
  });
}

/** Where the types of Kubernetes' published API have a kind. */
function moduleOf({ apiVersion }: Resource): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `kubernetes-types/${(group ?? '').replace('.k8s.io', '')}/${version ?? ''}`;
}

/**
 * What a resource has that the published API has not, or has otherwise: the compiler refuses unknown fields of a literal, at every
 * depth, missing ones, and values of other types.
 */
export function problemsOf(resources: readonly Resource[]): string[] {
  const file = fileURLToPath(new URL('./resources.ts', import.meta.url));
  const source = resources
    .map((resource, i) => {
      const type = `K${i}`;
      return `import type { ${resource.kind} as ${type} } from '${moduleOf(resource)}';\nexport const r${i}: ${type} = ${JSON.stringify(resource)};\n`;
    })
    .join('');
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    lib: ['lib.es2023.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const inner = {
    readFile: host.readFile.bind(host),
    fileExists: host.fileExists.bind(host),
    getSourceFile: host.getSourceFile.bind(host),
  };
  host.fileExists = (name) => name === file || inner.fileExists(name);
  host.readFile = (name) => (name === file ? source : inner.readFile(name));
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, source, version) : inner.getSourceFile(name, version);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n').trim().split('\n').at(-1)?.trim() ?? '',
    );
}
