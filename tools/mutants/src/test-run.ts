import { fileURLToPath } from 'node:url';
import { runProcess } from './process.js';

/** What `run-tests` tells. */
export type TestEvent =
  | { readonly type: 'loaded' }
  | { readonly type: 'begin'; readonly file: string; readonly title: string }
  | {
      readonly type: 'fail';
      readonly file: string;
      readonly title: string;
      readonly timedOut: boolean;
      readonly message: string;
    }
  | { readonly type: 'end' };

/** The first test that did not pass. */
export interface TestFailure {
  readonly file: string;
  readonly title: string;
  readonly how: 'fails' | 'hangs' | 'crashes';
  readonly message: string;
}

const RUNNER = fileURLToPath(new URL('./run-tests.js', import.meta.url));
/** Many times what any single test takes: whoever says nothing for so long, not even that a test timed out, blocks its loop. */
const SILENCE_MS = 45_000;

/**
 * Runs test files up to the first failure; undefined where all pass.
 * @throws where they cannot even be loaded.
 */
export async function runTests(
  cwd: string,
  files: readonly string[],
  silenceMs: number = SILENCE_MS,
): Promise<TestFailure | undefined> {
  const seen: { current?: TestEvent & { type: 'begin' }; failure?: TestFailure; loaded: boolean; ended: boolean } = {
    loaded: false,
    ended: false,
  };
  const { silent, stderr } = await runProcess(process.execPath, [RUNNER, ...files], {
    cwd,
    silenceMs,
    onLine: (line) => {
      const event = JSON.parse(line) as TestEvent;
      switch (event.type) {
        case 'loaded':
          seen.loaded = true;
          break;
        case 'begin':
          seen.current = event;
          break;
        case 'fail': {
          const { file, title, timedOut, message } = event;
          seen.failure ??= { file, title, how: timedOut ? 'hangs' : 'fails', message };
          break;
        }
        case 'end':
          seen.ended = true;
      }
    },
  });
  if (seen.failure !== undefined) return seen.failure;
  if (!seen.loaded && !silent) throw new Error(`the tests in ${cwd} do not load: ${stderr}`);
  if (seen.ended) return undefined;
  const { file, title } = seen.current ?? { file: files[0] ?? '', title: 'loading the tests' };
  return { file, title, how: silent ? 'hangs' : 'crashes', message: stderr };
}
