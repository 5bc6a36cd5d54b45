/** One replacement of text in a source file. `find` stands in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A named, deliberate fault. */
export interface Mutant {
  readonly name: string;
  /** The rule of the design, or the entry of the bug catalogue, that it breaks. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
}

/** @throws where the text is not there exactly once: the code has moved on, and the mutant must follow. */
export function applyEdit(text: string, edit: Edit, mutant: string): string {
  const first = text.indexOf(edit.find);
  if (first < 0) throw new Error(`mutant ${mutant}: ${edit.file} does not contain: ${edit.find}`);
  if (text.includes(edit.find, first + 1))
    throw new Error(`mutant ${mutant}: ${edit.file} contains more than once: ${edit.find}`);
  return text.slice(0, first) + edit.replace + text.slice(first + edit.find.length);
}
