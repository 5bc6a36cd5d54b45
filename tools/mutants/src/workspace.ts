import {
  chmodSync,
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
import { Compiler } from './compiler.js';
import { applyEdit, projectOf, type Mutant } from './mutant.js';

/** Beside the packages, what has tests of them composed. */
const MORE_PROJECTS = ['apps/kvs', 'apps/lock', 'tools/integration'];
/** Of a project: what its compiled code and its tests load or read. */
const PARTS = ['package.json', 'dist', 'src/generated', 'test', 'proto', 'bin', 'bench', 'README.md', 'node_modules'];

/**
 * A throw-away copy of the compiled projects, beside the real dependencies. A mutant is compiled into it, so the working
 * tree is never touched.
 */
export class Workspace {
  readonly root: string;
  readonly #repo: string;
  readonly #compilers = new Map<string, Compiler>();
  readonly #onExit = (): void => {
    rmSync(this.root, { recursive: true, force: true });
  };

  constructor(repo: string) {
    this.#repo = repo;
    this.root = mkdtempSync(path.join(tmpdir(), 'lol-mutants-'));
    process.once('exit', this.#onExit);
    // Tests that run as another user load their code from here too.
    chmodSync(this.root, 0o755);
    const modules = path.join(this.root, 'node_modules');
    mkdirSync(path.join(modules, '@lolraft'), { recursive: true });
    for (const name of readdirSync(path.join(repo, 'node_modules'))) {
      if (name !== '@lolraft') symlinkSync(path.join(repo, 'node_modules', name), path.join(modules, name));
    }
    for (const name of readdirSync(path.join(repo, 'packages'))) {
      if (this.#copy(`packages/${name}`))
        symlinkSync(path.join(this.root, 'packages', name), path.join(modules, '@lolraft', name));
    }
    for (const project of MORE_PROJECTS) this.#copy(project);
    // Some tests hold the code to them.
    symlinkSync(path.join(repo, 'docs'), path.join(this.root, 'docs'));
  }

  /** Whether there was anything compiled to copy. */
  #copy(project: string): boolean {
    const from = path.join(this.#repo, project);
    if (!existsSync(path.join(from, 'dist'))) return false;
    for (const part of PARTS) {
      if (!existsSync(path.join(from, part))) continue;
      cpSync(path.join(from, part), path.join(this.root, project, part), { recursive: true, verbatimSymlinks: true });
    }
    return true;
  }

  /**
   * Runs `use` with the mutant in the copy, and takes it out again.
   * @throws where the mutant's text is not found, or does not compile.
   */
  async with<T>(mutant: Mutant, use: () => Promise<T>): Promise<T> {
    const restore: (() => void)[] = [];
    try {
      for (const [file, code] of this.#compile(mutant)) {
        const target = this.#compiled(file);
        const before = readFileSync(target, 'utf8');
        restore.push(() => {
          writeFileSync(target, before);
        });
        writeFileSync(target, code);
      }
      return await use();
    } finally {
      for (const undo of restore) undo();
    }
  }

  #compile(mutant: Mutant): Map<string, string> {
    const texts = new Map<string, string>();
    for (const edit of mutant.edits) {
      const file = path.join(this.#repo, edit.file);
      texts.set(file, applyEdit(texts.get(file) ?? readFileSync(file, 'utf8'), edit, mutant.name));
    }
    const project = projectOf(mutant);
    let compiler = this.#compilers.get(project);
    if (compiler === undefined) {
      compiler = new Compiler(path.join(this.#repo, project));
      this.#compilers.set(project, compiler);
    }
    try {
      return compiler.compile(texts);
    } catch (error) {
      throw new Error(`mutant ${mutant.name} does not compile: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
  }

  #compiled(file: string): string {
    const relative = path.relative(this.#repo, file).replaceAll(path.sep, '/');
    return path.join(this.root, relative.replace('/src/', '/dist/src/').replace(/\.ts$/, '.js'));
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#onExit);
    this.#onExit();
  }
}
