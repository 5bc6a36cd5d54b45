import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { applyEdit, type Mutant } from './mutant.js';

/**
 * A throw-away copy of the compiled packages, beside the real dependencies. A mutant is compiled into it, so the working
 * tree is never touched.
 */
export class Workspace {
  readonly root: string;
  readonly #repo: string;
  readonly #options: ts.CompilerOptions;
  #restore: (() => void)[] = [];

  constructor(repo: string) {
    this.#repo = repo;
    this.root = mkdtempSync(path.join(tmpdir(), 'lol-mutants-'));
    const config = ts.readConfigFile(path.join(repo, 'packages/raft-core/tsconfig.json'), (file) =>
      readFileSync(file, 'utf8'),
    );
    const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, path.join(repo, 'packages/raft-core'));
    this.#options = {
      ...parsed.options,
      composite: false,
      incremental: false,
      noEmit: false,
      declaration: false,
      declarationMap: false,
    };
    const modules = path.join(this.root, 'node_modules');
    mkdirSync(path.join(modules, '@lolraft'), { recursive: true });
    for (const name of readdirSync(path.join(repo, 'node_modules'))) {
      if (name !== '@lolraft') symlinkSync(path.join(repo, 'node_modules', name), path.join(modules, name));
    }
    for (const name of readdirSync(path.join(repo, 'packages'))) {
      const from = path.join(repo, 'packages', name);
      if (!existsSync(path.join(from, 'dist'))) continue;
      const to = path.join(this.root, 'packages', name);
      for (const part of ['package.json', 'dist', 'test', 'proto', '.mocharc.json', 'node_modules']) {
        if (existsSync(path.join(from, part)))
          cpSync(path.join(from, part), path.join(to, part), { recursive: true, verbatimSymlinks: true });
      }
      symlinkSync(to, path.join(modules, '@lolraft', name));
    }
  }

  /** Compiles the mutant into the copy. @throws where it does not compile, or its text is not found. */
  apply(mutant: Mutant): void {
    const texts = new Map<string, string>();
    for (const edit of mutant.edits) {
      const file = path.join(this.#repo, edit.file);
      texts.set(file, applyEdit(texts.get(file) ?? readFileSync(file, 'utf8'), edit, mutant.name));
    }
    this.#checkTypes(mutant, texts);
    for (const [file, text] of texts) {
      const compiled = ts.transpileModule(text, {
        compilerOptions: { ...this.#options, sourceMap: false, module: ts.ModuleKind.ESNext },
        fileName: file,
      });
      const relative = path
        .relative(this.#repo, file)
        .replace(/^(packages\/[^/]+)\/src\//, '$1/dist/src/')
        .replace(/\.ts$/, '.js');
      const target = path.join(this.root, relative);
      const before = readFileSync(target, 'utf8');
      writeFileSync(target, compiled.outputText);
      this.#restore.push(() => {
        writeFileSync(target, before);
      });
    }
  }

  #checkTypes(mutant: Mutant, texts: ReadonlyMap<string, string>): void {
    const host = ts.createCompilerHost(this.#options);
    const read = host.readFile.bind(host);
    host.readFile = (file) => texts.get(path.resolve(file)) ?? read(file);
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (file, languageVersion, ...rest) => {
      const text = texts.get(path.resolve(file));
      return text === undefined
        ? getSourceFile(file, languageVersion, ...rest)
        : ts.createSourceFile(file, text, languageVersion, true);
    };
    const options = { ...this.#options, noUnusedLocals: false, noUnusedParameters: false, allowUnreachableCode: true };
    const program = ts.createProgram([...texts.keys()], options, host);
    for (const file of texts.keys()) {
      const source = program.getSourceFile(file);
      const [problem] = program.getSemanticDiagnostics(source);
      if (problem !== undefined)
        throw new Error(
          `mutant ${mutant.name} does not compile: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`,
        );
    }
  }

  /** Back to the unchanged code. */
  restore(): void {
    for (const undo of this.#restore) undo();
    this.#restore = [];
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
