const MAX_SEED = 0x7fff_ffff;

/** `7`, `1..2000`, or a list of both, with commas. @throws {Error} that says what was expected. */
export function parseSeeds(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim());
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || first > last || last > MAX_SEED) {
      throw new Error(`seeds ${JSON.stringify(part)}: expected a number up to ${MAX_SEED}, or a range such as 1..2000`);
    }
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
