import type { Scenario } from './scenario.js';

/** A run that can be repeated exactly: what decides it. */
export interface Replay {
  readonly seed: number;
  readonly scenario: Scenario;
}

/** JSON has no `Infinity`, and some settings are. */
const INFINITE = 'Infinity';

export function encodeReplay({ seed, scenario }: Replay): string {
  const finite = (_key: string, value: unknown): unknown => (value === Infinity ? INFINITE : value);
  return `${JSON.stringify({ seed, scenario }, finite, 2)}\n`;
}

/** @throws {Error} that says what is wrong with the text. */
export function decodeReplay(text: string): Replay {
  const infinite = (_key: string, value: unknown): unknown => (value === INFINITE ? Infinity : value);
  const { seed, scenario } = JSON.parse(text, infinite) as Partial<Replay>;
  if (!Number.isSafeInteger(seed) || typeof scenario !== 'object')
    throw new Error('expected what lol-sim --shrink has written: an object with seed and scenario');
  for (const name of ['nodes', 'groups', 'consensus', 'limits', 'network', 'disk', 'clocks', 'faults'] as const)
    if (!(name in scenario)) throw new Error(`the scenario has no ${name}`);
  return { seed: seed as number, scenario };
}
