import path from 'node:path';

/** Of Node: the process leaves a CPU profile as `file` when it ends. */
export function profilingFlags(file: string): string[] {
  return ['--cpu-prof', '--cpu-prof-dir', path.dirname(file), '--cpu-prof-name', path.basename(file)];
}
