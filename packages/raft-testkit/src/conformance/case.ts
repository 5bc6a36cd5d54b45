/** One test. It passes where `run` resolves, within `timeout` milliseconds. */
export interface ConformanceCase {
  readonly title: string;
  readonly timeout: number;
  readonly run: () => Promise<void>;
}

export interface ConformanceGroup {
  readonly title: string;
  readonly cases: readonly ConformanceCase[];
}

const DEFAULT_TIMEOUT = 30_000;

export function testCase(title: string, run: () => Promise<void>, timeout = DEFAULT_TIMEOUT): ConformanceCase {
  return { title, timeout, run };
}
