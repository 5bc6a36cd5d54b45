import path from 'node:path';
import ts from 'typescript';

/**
 * Compiles changed source files of one project, and checks their types: a mutant that does not compile is no fault that
 * anybody could have made. What does not change is read once.
 */
export class Compiler {
  readonly #options: ts.CompilerOptions;
  readonly #service: ts.LanguageService;
  /** Files as they are changed now, and files that are only thought of, by absolute path; each changing raises the version. */
  #changed: ReadonlyMap<string, string> = new Map();
  #imagined: readonly string[] = [];
  #version = 0;

  /** @param project Its folder. */
  constructor(project: string) {
    const file = path.join(project, 'tsconfig.json');
    const config = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
    const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, project);
    this.#options = {
      ...parsed.options,
      composite: false,
      incremental: false,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
      skipLibCheck: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
      allowUnreachableCode: true,
    };
    const sources = parsed.fileNames.filter((name) => name.includes(`${path.sep}src${path.sep}`));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => this.#options,
      getScriptFileNames: () => [...sources, ...this.#imagined],
      getScriptVersion: (name) => (this.#changed.has(path.resolve(name)) ? String(this.#version) : '0'),
      getScriptSnapshot: (name) => {
        const text = this.#changed.get(path.resolve(name)) ?? ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => project,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (name) => ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
      readDirectory: (...of) => ts.sys.readDirectory(...of),
      directoryExists: (name) => ts.sys.directoryExists(name),
      getDirectories: (name) => ts.sys.getDirectories(name),
      // Of linked packages, so that a module is one module.
      realpath: (name) => ts.sys.realpath?.(name) ?? name,
    });
  }

  /**
   * @param changed New texts by absolute path.
   * @returns their JavaScript by the same path.
   * @throws where one of them does not compile.
   */
  compile(changed: ReadonlyMap<string, string>): Map<string, string> {
    this.#changed = changed;
    this.#imagined = [];
    this.#version++;
    const compiled = new Map<string, string>();
    for (const [file, text] of changed) {
      const problem = this.#problem(file);
      if (problem !== undefined) throw new Error(problem);
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { ...this.#options, module: ts.ModuleKind.ESNext },
        fileName: file,
      });
      compiled.set(file, outputText);
    }
    return compiled;
  }

  /**
   * What does not compile in each variant of a file, in their order; undefined where all does. They are checked as files
   * beside it, all at once, so that the types of everything else are worked out once: many times faster than one by one,
   * and the same, because nothing that a file imports leads back to it.
   */
  check(variants: readonly { readonly file: string; readonly text: string }[]): (string | undefined)[] {
    const names = variants.map(({ file }, i) => file.replace(/\.ts$/, `.variant-${String(i)}.ts`));
    this.#changed = new Map(variants.map(({ text }, i) => [names[i] ?? '', text]));
    this.#imagined = names;
    this.#version++;
    return names.map((name) => this.#problem(name));
  }

  #problem(file: string): string | undefined {
    const [problem] = [...this.#service.getSyntacticDiagnostics(file), ...this.#service.getSemanticDiagnostics(file)];
    return problem === undefined ? undefined : ts.flattenDiagnosticMessageText(problem.messageText, ' ');
  }
}
