/** One thing that was looked at. */
export interface CheckResult {
  readonly name: string;
  /** What is wrong, for people; undefined where nothing is. */
  readonly problem: string | undefined;
}

/** Something of the app that is looked at whenever somebody asks: returns what is wrong, or undefined. Must be quick. */
export interface Check {
  readonly name: string;
  problem(): string | undefined;
}

/** All checks as text, a line each, as Kubernetes' own servers tell them. */
export function checkReport(endpoint: string, results: readonly CheckResult[]): string {
  const lines = results.map(({ name, problem }) =>
    problem === undefined ? `[+]${name} ok` : `[-]${name} failed: ${problem}`,
  );
  const isPassed = results.every(({ problem }) => problem === undefined);
  return [...lines, `${endpoint} check ${isPassed ? 'passed' : 'failed'}`, ''].join('\n');
}
