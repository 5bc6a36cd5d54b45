import { describeFailure, isTold } from './failure.js';

/** Exit codes of every command. `no`: it worked, and the answer is no; see the program's help. */
export const EXIT = { ok: 0, failed: 1, usage: 2, no: 3 } as const;

/**
 * Runs a command, and resolves with its exit code: what it resolves with or, where it fails for a reason that a user can do
 * something about, 1 or 2 after that reason has been told. Rejects with any other error.
 */
export async function runToExit(
  program: string,
  json: boolean,
  tell: (line: string) => void,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!isTold(error)) throw error;
    tell(describeFailure(program, error, json));
    return error.code === 'INVALID_ARGUMENT' ? EXIT.usage : EXIT.failed;
  }
}
