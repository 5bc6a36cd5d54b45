/** What is run on one machine, to be tried: a process of `program serve` for each node. */
export interface LocalApp {
  /** Its command line: the path of a module. */
  readonly program: string;
  /** What its cluster is: `a replicated key-value cluster`. */
  readonly what: string;
  /** Where its data are, unless somebody says otherwise. */
  readonly folder: string;
  /** Flags of `serve` for this node, besides what every app's nodes are told. */
  flags?(index: number): readonly string[];
  /** Lines to paste into another terminal, in the folder of the project, once it runs. */
  lines(endpoints: readonly string[]): readonly string[];
}
