/** One replacement of text in a source file. `find` stands in the file exactly once. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A named, deliberate fault. */
export interface Mutant {
  readonly name: string;
  /** The rules of the design, the entries of the bug catalogue, or the promise of a port that it breaks. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
}

/** Makes mutants of one edit each, of files below `folder`; file names are given without `.ts`. */
export function mutantsOf(folder: string) {
  return (name: string, breaks: string, file: string, find: string, replace: string): Mutant => ({
    name,
    breaks,
    edits: [{ file: `${folder}/${file}.ts`, find, replace }],
  });
}

/** The folder of the project that the mutant is in, such as `packages/raft-core`. */
export function projectOf(mutant: Mutant): string {
  const project = /^(packages|apps)\/[^/]+/.exec(mutant.edits[0]?.file ?? '')?.[0];
  if (project === undefined) throw new Error(`mutant ${mutant.name} is in no project`);
  return project;
}

/** @throws where the text is not there exactly once: the code has moved on, and the mutant must follow. */
export function applyEdit(text: string, edit: Edit, mutant: string): string {
  const first = text.indexOf(edit.find);
  if (first < 0) throw new Error(`mutant ${mutant}: ${edit.file} does not contain: ${edit.find}`);
  if (text.includes(edit.find, first + 1))
    throw new Error(`mutant ${mutant}: ${edit.file} contains more than once: ${edit.find}`);
  return text.slice(0, first) + edit.replace + text.slice(first + edit.find.length);
}
