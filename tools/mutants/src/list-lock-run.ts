import { mutantsOf, type Mutant } from './mutant.js';

const cli = mutantsOf('apps/lock/src/cli');
const CODE = 'lock run: the exit code is that of the command';
const SIGNALS = 'lock run: signals are passed on to the command';
const LOST = 'lock run: the command ends when the lock is lost';

/** Faults of `lock run` and `lock elect`. */
export const LOCK_RUN: readonly Mutant[] = [
  cli('an-exit-code-is-not-passed-through', CODE, 'run-holding', '  return end;\n', '  return end === 0 ? 0 : 1;\n'),
  cli(
    'a-command-that-a-signal-has-ended-ends-well',
    CODE,
    'child',
    'resolve(signal === null ? (code ?? 1) : exitCodeOf(signal));',
    'resolve(code ?? 0);',
  ),
  cli('a-signal-is-not-passed-on', SIGNALS, 'interruptions', '    this.#child.signal(signal);\n', ''),
  cli(
    'a-signal-is-forgotten-while-the-command-begins',
    SIGNALS,
    'interruptions',
    '    if (this.#first !== undefined) child.signal(this.#first);\n',
    '',
  ),
  cli('a-command-begins-after-its-signal', SIGNALS, 'run-holding', '  interruptions.signal.throwIfAborted();\n', ''),
  cli('a-command-goes-on-without-its-lock', LOST, 'run-holding', '    await child.end(grace);\n', ''),
  cli(
    'a-stubborn-command-goes-on-without-its-lock',
    LOST,
    'child',
    "setTimeout(() => this.signal('SIGKILL'), grace)",
    'setTimeout(() => undefined, grace)',
  ),
  cli(
    'a-command-whose-lock-was-lost-in-a-pause-ends-well',
    LOST,
    'run-holding',
    'if (!lock.isHeld) {',
    'if (lock.signal.aborted) {',
  ),
  cli(
    'what-was-held-is-not-given-back',
    'lock run: the lock is free when the command has ended',
    'run-holding',
    '  await lock.release().catch((error: unknown) => {\n    report(error, options);\n  });\n',
    '',
  ),
];
