import type { ViolationWindow, WindowOperation, WindowStart } from './window.js';

const MAX_LABEL = 60;
const MAX_NAMED = 4;

/** Columns that a text takes, one for each character. */
export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** One line without control characters, so that what a client wrote cannot break a drawing. */
export function printable(text: string, limit = MAX_LABEL): string {
  const safe = text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  const characters = Array.from(safe);
  return characters.length <= limit ? safe : `${characters.slice(0, limit - 1).join('')}…`;
}

export function nameOf({ label, process }: WindowOperation): string {
  return process === '' ? printable(label) : `${printable(label)} (${printable(process)})`;
}

function listed(parts: readonly string[], conjunction: string): string {
  const shown = parts.length <= MAX_NAMED ? parts : [...parts.slice(0, MAX_NAMED), `${parts.length - MAX_NAMED} more`];
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown.at(-1) ?? ''}`;
}

function describeStart({ state, done }: WindowStart, operations: readonly WindowOperation[]): string {
  if (done.length === 0) return printable(state);
  const before = listed(
    done.flatMap((place) => operations[place] ?? []).map((operation) => nameOf(operation)),
    'and',
  );
  return `${printable(state)} (after ${before})`;
}

/** What the window begins with, as in "1 or 2". */
export function describeStarts({ starts, operations }: ViolationWindow): string {
  return listed(
    starts.map((start) => describeStart(start, operations)),
    'or',
  );
}

/** The window in a sentence. */
export function explainWindow(window: ViolationWindow): string {
  const needed = window.operations.filter((operation) => operation.needed).map((operation) => nameOf(operation));
  const [only] = needed;
  const where = window.key === undefined ? '' : `On ${printable(window.key)}: `;
  const begin = `beginning with ${describeStarts(window)}`;
  const what =
    needed.length === 1
      ? `${only ?? ''} cannot be true: ${begin}, no order explains it`
      : `${listed(needed, 'and')} contradict each other: ${begin}, no order explains ${needed.length === 2 ? 'both' : 'all of them'}`;
  const { others } = window;
  const rest = others === 1 ? 'one more operation that' : `${others} more operations that`;
  return `${where}${what}${others === 0 ? '' : `, and ${rest} ran meanwhile cannot help`}.`;
}
